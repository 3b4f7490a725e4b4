// What scripts take of the machine, as their runner says when somebody wants to know. `runner-process.ts` asks through it; calls
// never wait for it, nor does a runner that says nothing end.

import type { Clock } from "../foundation/clock.ts";

/** What a script takes. */
export interface ScriptUse {
  /** What its isolate holds, WebAssembly memory of its engine included, in bytes. */
  readonly memoryBytes: number;
  /** Processor time of its isolate since that was made, in milliseconds. */
  readonly cpuMs: number;
}

export interface CellUse extends ScriptUse {
  readonly cell: number;
}

/** A runner that is in a long call says nothing; nobody waits longer for it, in milliseconds. */
const ANSWER_LIMIT_MS = 500;

/** The questions to one runner; whoever asks while one is open is given its answer. */
export class Measuring {
  readonly #clock: Clock;
  #open: { readonly answered: Promise<readonly CellUse[]>; readonly settle: (uses: readonly CellUse[]) => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asks with `send`; resolves to nothing when there is no answer in time. */
  ask(send: () => void): Promise<readonly CellUse[]> {
    if (this.#open !== undefined) return this.#open.answered;
    const { promise, resolve } = Promise.withResolvers<readonly CellUse[]>();
    const cancelTimer = this.#clock.after(ANSWER_LIMIT_MS, () => this.end());
    const settle = (uses: readonly CellUse[]): void => {
      cancelTimer();
      this.#open = undefined;
      resolve(uses);
    };
    this.#open = { answered: promise, settle };
    send();
    return promise;
  }

  /** Takes the payload of a `measured` frame; whether it was asked for. @throws SyntaxError or TypeError when it holds anything else */
  answer(payload: string): boolean {
    const uses = parseUses(payload);
    const isAsked = this.#open !== undefined;
    this.#open?.settle(uses);
    return isAsked;
  }

  /** Nobody will answer any more. */
  end(): void {
    this.#open?.settle([]);
  }
}

function parseUses(payload: string): CellUse[] {
  const uses = JSON.parse(payload) as unknown;
  if (!Array.isArray(uses)) throw new TypeError("uses that are no list");
  return uses.map((use: unknown) => {
    const numbers: readonly unknown[] = Array.isArray(use) ? use : [];
    const [cell, memoryBytes, cpuMs] = numbers;
    if (!isAmount(cell) || !isAmount(memoryBytes) || !isAmount(cpuMs)) throw new TypeError("a malformed use");
    return { cell, memoryBytes, cpuMs };
  });
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
