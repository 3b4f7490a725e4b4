// A registered hook on one line, for `list` and `check`.

import type { RegisteredHook } from "../hooks/registered-hook.ts";
import { formatPlace } from "../foundation/errors.ts";
import { DEFAULT_PHASE } from "../model/phase.ts";
import { PRIORITIES } from "../model/priority.ts";
import type { HookSwitch } from "../runtime/hook-switches.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

/** Everything about how and when the hook is asked. */
export function describeConditions(hook: RegisteredHook): string {
  const parts = [`priority ${priorityName(hook.priority)}`, `${hook.timeoutMs} ms`, hook.failureMode];
  if (hook.phase !== DEFAULT_PHASE) parts.unshift(hook.phase);
  if (hook.once) parts.push("once");
  if (hook.match !== undefined) parts.push(`match ${JSON.stringify(hook.match)}`);
  return printable(parts.join(", "));
}

/** Where it was registered; `folder` is put before a script's name. */
export function describeOrigin(hook: RegisteredHook, folder = ""): string {
  return printable(folder + (formatPlace(hook.registeredAt) || hook.owner));
}

/** Whether and by whom it was switched, or nothing. */
export function describeSwitch(state: HookSwitch | undefined): string {
  if (state === undefined) return "";
  const until = state.kind === "snoozed" ? ` until ${new Date(state.untilMs).toLocaleString()}` : "";
  return styled("yellow", printable(`${state.kind === "on" ? "on" : "off"}${until}, by ${state.by}`));
}

function priorityName(priority: number): string {
  return Object.entries(PRIORITIES).find(([, number]) => number === priority)?.[0] ?? String(priority);
}
