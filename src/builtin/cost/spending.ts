// How much of each budget is spent, over restarts. `cost.ts` adds to it and asks it.

import { readFileSync } from "node:fs";
import type { Clock } from "../../foundation/clock.ts";
import { describeThrown, HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import { writeStateFile } from "../../foundation/state-file.ts";
import type { BuiltinEnvironment } from "../builtin.ts";
import type { Budget } from "./definition.ts";
import type { MicroUsd } from "./prices.ts";

/** Changes are gathered so long before they are written. */
const WRITE_AFTER_MS = 1000;

export class Spending {
  readonly #path: string | undefined;
  readonly #maxKeys: number;
  readonly #clock: Clock;
  readonly #log: BuiltinEnvironment["log"];
  // In the order of the last spending.
  readonly #spent: Map<string, MicroUsd>;
  #cancelTimer: (() => void) | undefined;

  /** Without a path, it is forgotten with the process. @throws HookloomError STATE_UNREADABLE */
  constructor(path: string | undefined, maxKeys: number, clock: Clock, log: BuiltinEnvironment["log"]) {
    this.#path = path;
    this.#maxKeys = maxKeys;
    this.#clock = clock;
    this.#log = log;
    this.#spent = path === undefined ? new Map() : read(path);
  }

  /** What was spent of a budget in its present period. */
  of(budget: Budget, who: readonly unknown[]): MicroUsd {
    return this.#spent.get(this.#keyOf(budget, who)) ?? 0;
  }

  /** Adds to what was spent; how much it is now. */
  add(budget: Budget, who: readonly unknown[], amount: MicroUsd): MicroUsd {
    const key = this.#keyOf(budget, who);
    const spent = (this.#spent.get(key) ?? 0) + amount;
    this.#spent.delete(key);
    this.#spent.set(key, spent);
    if (this.#spent.size > this.#maxKeys) this.#spent.delete(this.#spent.keys().next().value!);
    if (this.#path !== undefined) this.#cancelTimer ??= this.#clock.after(WRITE_AFTER_MS, () => this.flush());
    return spent;
  }

  /** Writes what has changed, so that a reader sees the old or the new. */
  flush(): void {
    const path = this.#path;
    if (this.#cancelTimer === undefined || path === undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    try {
      writeStateFile(path, Object.fromEntries(this.#spent));
    } catch (thrown) {
      this.#log(
        "error",
        { path: this.#path },
        `what was spent cannot be written, so a restart forgets it: ${describeThrown(thrown)}`,
      );
    }
  }

  #keyOf({ name, period }: Budget, who: readonly unknown[]): string {
    const today = new Date(this.#clock.now()).toISOString();
    const since = period === "day" ? today.slice(0, 10) : period === "month" ? today.slice(0, 7) : "";
    return JSON.stringify([name, since, ...who.map((each) => each ?? null)]);
  }
}

function read(path: string): Map<string, MicroUsd> {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isJsonObject(stored)) throw new TypeError("it is no object");
    const entries = Object.entries(stored);
    if (!entries.every(([, amount]) => Number.isSafeInteger(amount))) throw new TypeError("it holds something else than amounts");
    return new Map(entries as [string, MicroUsd][]);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    const message = `${path} does not hold what was spent: ${describeThrown(thrown)}`;
    throw new HookloomError("STATE_UNREADABLE", message, { details: { path }, cause: thrown });
  }
}
