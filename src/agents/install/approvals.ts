// Which of our hooks an agent's user has not allowed yet, for agents that write down what was allowed. The doctor asks; nothing is
// ever allowed from here, for that is the user's word.

import { parseJsonObject, isJsonObject } from "../../foundation/json.ts";
import type { AgentContract } from "../contract.ts";
import type { Finding } from "./diagnose.ts";
import { readText } from "./read-handlers.ts";
import type { FoundHandler } from "./settings-file.ts";
import { expandPath, type Machine } from "./settings-path.ts";

/** Says which events are not allowed to run us. */
export function findUnapproved(ours: readonly FoundHandler[], { settings, title }: AgentContract, machine: Machine): Finding[] {
  if (settings.approvals === undefined) return [];
  const path = expandPath(settings.approvals, settings.homeVariable, machine);
  const { approvals } = parseJsonObject(readText(path) ?? "") ?? {};
  const allowed = new Set(
    (Array.isArray(approvals) ? approvals : []).map((entry) =>
      isJsonObject(entry) ? `${String(entry.event)} ${String(entry.command)}` : "",
    ),
  );
  const waiting = ours.filter(({ event, handler }) => !allowed.has(`${event} ${String(handler.command)}`));
  if (waiting.length === 0) return [];
  const text = `${title} was not allowed yet to run us at ${waiting.map(({ event }) => event).join(", ")}`;
  return [{ level: "note", text }];
}
