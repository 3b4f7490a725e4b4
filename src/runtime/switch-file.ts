// The file in the state folder that keeps which hooks are switched off over a restart. The daemon writes it, or, while none
// runs, the command line.

import { join } from "node:path";
import { isJsonObject } from "../foundation/json.ts";
import { readStateFile, writeStateFile } from "../foundation/state-file.ts";
import type { HookSwitch } from "./hook-switches.ts";

export class SwitchFile {
  readonly #path: string;

  constructor(stateDir: string) {
    this.#path = join(stateDir, "switches.json");
  }

  /**
   * The switches by hook id; none when there is no file.
   * @throws HookloomError STATE_UNREADABLE when the file holds something else
   */
  read(): Map<string, HookSwitch> {
    const read = (stored: unknown): Map<string, HookSwitch> => {
      if (!isJsonObject(stored)) throw new TypeError("it is no object");
      return new Map(Object.entries(stored).map(([id, state]) => [id, parseSwitch(state)]));
    };
    return readStateFile(this.#path, "the switches of hooks", read) ?? new Map();
  }

  /** Writes all of them, so that a reader sees the old or the new ones. */
  write(switches: ReadonlyMap<string, HookSwitch>): void {
    writeStateFile(this.#path, Object.fromEntries([...switches].map(([id, state]) => [id, storedSwitch(state)])));
  }
}

function storedSwitch(state: HookSwitch): object {
  const { kind, by } = state;
  return kind === "snoozed" ? { kind, by, until: new Date(state.untilMs).toISOString() } : { kind, by };
}

function parseSwitch(stored: unknown): HookSwitch {
  const { kind, by, until } = isJsonObject(stored) ? stored : {};
  if (typeof by !== "string") throw new TypeError("a switch without who set it");
  if (kind === "on" || kind === "off") return { kind, by };
  const untilMs = typeof until === "string" ? Date.parse(until) : Number.NaN;
  if (kind === "snoozed" && Number.isFinite(untilMs)) return { kind, by, untilMs };
  throw new TypeError("a switch that is neither on, off nor snoozed");
}
