// What a runner was asked and has not answered, and what follows from it: whether an answer is one, whether the runner hangs, and
// whom to blame when it ends. `runner-process.ts` keeps one per process.

import { RunnerFault, type FaultReason } from "./faults.ts";

/** Time a call or load may overrun its limit before the runner is killed: the limit itself is the isolate's to keep. */
const KILL_GRACE_MS = 250;

/** Something a runner was asked. */
export interface Question {
  readonly kind: "call" | "load" | "asset";
  /** The cell it is about; 0 when it is about none. */
  readonly cell: number;
  readonly sentMs: number;
  readonly limitMs: number;
  /** `undefined`: a call that was to follow another and was not made. `durationUs` is the time in the sandbox, for calls. */
  resolve(payload: string | Buffer | undefined, durationUs?: number): void;
  reject(fault: RunnerFault): void;
}

/** What to do about a runner: nothing, or to kill it, for the question it is in or for the one named. */
export type Verdict = { readonly kind: "fine" } | { readonly kind: "hangs"; readonly blamed?: number };

const FINE: Verdict = { kind: "fine" };

export class OpenQuestions {
  /** Calls that do not wait, in the order sent, which is the order in which the runner does them. */
  readonly #calls = new Map<number, Question>();
  /** Calls that wait for the host. */
  readonly #parked = new Map<number, Question>();
  /** Loads, which go on beside the calls. */
  readonly #loads = new Map<number, Question>();
  /** When it last answered something, or got something to do: the first call can have begun then at the latest. */
  #progressMs = 0;
  /** The last call that the runner was seen in while those in front of it were open: it is done with them, but did not say so yet. */
  #ahead = { id: 0, sinceMs: 0 };
  readonly #onParkedEnd: (id: number) => boolean;

  /** `onParkedEnd` is told when nobody waits for a waiting call any more; it answers whether that had changed anything. */
  constructor(onParkedEnd: (id: number) => boolean) {
    this.#onParkedEnd = onParkedEnd;
  }

  get size(): number {
    return this.#calls.size + this.#parked.size + this.#loads.size;
  }

  /** Whether the runner has one call to work on, and no more. */
  get hasSingleCall(): boolean {
    return this.#calls.size === 1;
  }

  add(id: number, question: Question): void {
    if (this.#calls.size === 0) this.#progressMs = question.sentMs;
    (question.kind === "call" ? this.#calls : this.#loads).set(id, question);
  }

  /**
   * Takes the question out that was answered; `undefined` when there is none of this id any more.
   * @throws RangeError when an answer of this kind cannot come now
   */
  settle(id: number, nowMs: number, kind?: Question["kind"]): Question | undefined {
    const { value: first } = this.#calls.keys().next();
    for (const asked of [this.#calls, this.#parked, this.#loads]) {
      const question = asked.get(id);
      if (question === undefined) continue;
      if (kind !== undefined && question.kind !== kind) throw new RangeError(`an answer of another kind than ${question.kind}`);
      // Else it could put one call off for ever by answering those behind it.
      if (asked === this.#calls && id !== first) throw new RangeError("an answer out of turn");
      asked.delete(id);
      this.#progressMs = nowMs;
      return question;
    }
    return undefined;
  }

  /** Notes that a call waits for the host now; whether there is such a call. */
  park(id: number, nowMs: number): boolean {
    if (this.#parked.has(id)) throw new RangeError("it waits already");
    const question = this.settle(id, nowMs, "call");
    if (question !== undefined) this.#parked.set(id, question);
    return question !== undefined;
  }

  /** Whether a call in this cell waits for the host. */
  isParked(id: number, cell: number): boolean {
    return this.#parked.get(id)?.cell === cell;
  }

  /**
   * Whether the runner hangs; `inCall` is the call it says it is in. That one, or the first, can be overdue only because the runner
   * is in it. Waiting calls and loads end by themselves; they are overdue through the runner only when it has gone silent, too. A
   * waiting call that a runner forgot is rejected here.
   */
  judge(nowMs: number, silentMs: number, inCall: number): Verdict {
    for (const [id, { sentMs, limitMs, reject }] of this.#parked) {
      if (nowMs - sentMs <= limitMs + KILL_GRACE_MS) continue;
      if (silentMs > KILL_GRACE_MS) return { kind: "hangs", blamed: id };
      this.#parked.delete(id);
      this.#onParkedEnd(id);
      reject(new RunnerFault("expired", "its time ended while it waited"));
    }
    for (const [id, { sentMs, limitMs }] of this.#loads) {
      const graceMs = silentMs > KILL_GRACE_MS ? KILL_GRACE_MS : 2 * KILL_GRACE_MS;
      if (nowMs - sentMs > limitMs + graceMs) return { kind: "hangs", blamed: id };
    }
    // It goes on with a call that had waited, which is judged above.
    if (this.#parked.has(inCall)) return FINE;
    const current = this.#current(inCall, nowMs);
    return current !== undefined && nowMs - current.sinceMs > current.limitMs + KILL_GRACE_MS ? { kind: "hangs" } : FINE;
  }

  /** The call the runner is in, and since when. A runner that goes back in the row lies, and is taken to be in the first. */
  #current(inCall: number, nowMs: number): { readonly sinceMs: number; readonly limitMs: number } | undefined {
    const [first] = this.#calls.entries();
    if (first === undefined) return undefined;
    const [firstId, { limitMs }] = first;
    const current = this.#calls.get(inCall);
    if (inCall !== firstId && current !== undefined) {
      if (!this.#calls.has(this.#ahead.id) || isLater(inCall, this.#ahead.id)) this.#ahead = { id: inCall, sinceMs: nowMs };
      if (this.#ahead.id === inCall) return { sinceMs: this.#ahead.sinceMs, limitMs: current.limitMs };
    }
    return { sinceMs: this.#progressMs, limitMs };
  }

  /** Rejects everything because the runner ended: one for the reason, the others as bystanders. */
  rejectAll(reason: FaultReason, blamed: number, how: string): void {
    for (const asked of [this.#calls, this.#parked, this.#loads]) {
      for (const [id, { reject }] of asked) {
        const hadEffects = asked === this.#parked && this.#onParkedEnd(id);
        reject(new RunnerFault(id === blamed ? reason : "bystander", `the runner process ended (${how})`, hadEffects));
      }
      asked.clear();
    }
  }

  /** Whom to blame when the runner ended: the call it was in; when it was in none, the load under way, if there is only one. */
  findBlamed(lastCall: number): number {
    if (this.#calls.has(lastCall) || this.#parked.has(lastCall) || this.#loads.size !== 1) return lastCall;
    return this.#loads.keys().next().value ?? lastCall;
  }
}

/** Whether an id was given after another; they start anew after the largest. */
function isLater(id: number, than: number): boolean {
  const distance = (id - than) >>> 0;
  return distance > 0 && distance < 2 ** 31;
}
