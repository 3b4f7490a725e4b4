// The handler that is written into an agent's settings for one event: the shim as a command, or the daemon's address.

import type { JsonObject } from "../../foundation/json.ts";
import { INSTALLED_TIMEOUT_MS, type AgentContract } from "../contract.ts";

/** How the agent reaches the daemon. */
export type Via =
  | { readonly kind: "shim"; readonly command: (agent: string, event: string) => string }
  | { readonly kind: "http"; readonly url: string; readonly fallback: (agent: string, event: string) => string };

/** A time-out of an agent's settings in milliseconds. */
export function timeoutMsOf({ timeout: { unit, secondsBelow = 0 } }: AgentContract, written: number): number {
  return unit === "s" || written < secondsBelow ? written * 1000 : written;
}

/** The handler for an event. Events that cannot be reached over HTTP get the shim. */
export function handlerFor({ name, settings, timeout }: AgentContract, event: string, via: Via): JsonObject {
  const limit = timeout.unit === "ms" ? INSTALLED_TIMEOUT_MS : INSTALLED_TIMEOUT_MS / 1000;
  const timed = settings.timeoutField === undefined ? {} : { [settings.timeoutField]: limit };
  if (via.kind === "http" && settings.http !== undefined && !settings.http.except.includes(event)) {
    return { type: "http", url: `${via.url}/hooks/${name}?event=${encodeURIComponent(event)}`, ...timed };
  }
  const command = via.kind === "shim" ? via.command(name, event) : via.fallback(name, event);
  const field = process.platform === "win32" ? "command" : (settings.commandField ?? "command");
  return { ...(settings.untyped === true ? {} : { type: "command" }), [field]: command, ...timed };
}
