// The file in the state folder that keeps which hooks are switched off over a restart. The daemon writes it, or, while none
// runs, the command line.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject } from "../foundation/json.ts";
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
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return new Map();
      throw this.#unreadable("could not be read", thrown);
    }
    try {
      const stored = JSON.parse(text) as unknown;
      if (!isJsonObject(stored)) throw new TypeError("it is no object");
      return new Map(Object.entries(stored).map(([id, state]) => [id, parseSwitch(state)]));
    } catch (thrown) {
      throw this.#unreadable("does not hold the switches of hooks", thrown);
    }
  }

  /** Writes all of them, so that a reader sees the old or the new ones. */
  write(switches: ReadonlyMap<string, HookSwitch>): void {
    const stored = Object.fromEntries([...switches].map(([id, state]) => [id, storedSwitch(state)]));
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const unfinished = `${this.#path}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify(stored, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unfinished, this.#path);
  }

  #unreadable(what: string, cause: unknown): HookloomError {
    return new HookloomError("STATE_UNREADABLE", `${this.#path} ${what}.`, { details: { path: this.#path }, cause });
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
