// How much one script may say unasked, in log lines or in events: enough for any honest work, too little to keep the host busy
// with it. A handler that logs and sleeps in turn would otherwise fill its buffer a thousand times a second. Called by cell.ts.

const PERIOD_MS = 1000;

export interface OutputLimits {
  /** What a script may say in a second: so many texts, of so many characters in all. */
  readonly maxTexts: number;
  readonly maxLength: number;
}

/** Characters of a log line, and of an event, on average. */
export const LOG_LENGTH = 262.144;
export const EVENT_LENGTH = 1048.576;

export class OutputQuota<Output extends { readonly text: string }> {
  readonly #limits: OutputLimits;
  #sinceMs = -Infinity;
  #texts = 0;
  #length = 0;
  #dropped = 0;

  constructor(limits: OutputLimits) {
    this.#limits = limits;
  }

  /** What may go on to the host, and how much did not since the last time; `undefined` when there is nothing to say yet. */
  admit(outputs: readonly Output[], lost: number, nowMs: number): { admitted: Output[]; dropped: number } | undefined {
    if (nowMs - this.#sinceMs > PERIOD_MS) {
      this.#sinceMs = nowMs;
      this.#texts = this.#length = 0;
    }
    const wasFull = this.#isFull();
    const admitted: Output[] = [];
    for (const output of outputs) {
      if (this.#isFull()) break;
      this.#texts += 1;
      this.#length += output.text.length;
      admitted.push(output);
    }
    this.#dropped += lost + outputs.length - admitted.length;
    if (wasFull || (admitted.length === 0 && this.#dropped === 0)) return undefined;
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { admitted, dropped };
  }

  #isFull(): boolean {
    return this.#texts >= this.#limits.maxTexts || this.#length >= this.#limits.maxLength;
  }
}
