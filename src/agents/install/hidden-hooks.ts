// For agents that take hooks from another file only while the one that we write is not there: making ours would switch off hooks
// that somebody has. `hookloom agents install` asks before it writes.

import { existsSync } from "node:fs";
import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import type { AgentContract, Scope } from "../contract.ts";
import { readText } from "./read-handlers.ts";
import { expandPath, type Machine } from "./settings-path.ts";
import { textOf } from "./settings-text.ts";

/**
 * Refuses to make a settings file that would hide hooks in another.
 * @throws HookloomError AGENT_NOT_INSTALLABLE
 */
export function assertHidesNothing(agent: AgentContract, scope: Scope, path: string, machine: Machine): void {
  const { settings, title } = agent;
  const other = settings.hides?.[scope];
  if (other === undefined || existsSync(path)) return;
  const file = expandPath(other, settings.homeVariable, machine);
  const held = textOf(agent).parse(readText(file) ?? "{}");
  if (!isJsonObject(held) || !isJsonObject(held.hooks) || Object.keys(held.hooks).length === 0) return;
  throw new HookloomError(
    "AGENT_NOT_INSTALLABLE",
    `${title} would not take the hooks in ${file} any more once there is ${path}. Move what stands in its "hooks" to the top of that file, then install again.`,
  );
}
