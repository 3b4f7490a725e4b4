// How far something is that takes long, on a line of the terminal that is written over and gone at the end. Where standard error is no
// terminal, nothing is written.

const INTERVAL_MS = 100;
/** To the beginning of the line, and away with what stands there. */
const CLEAR_LINE = "\r\u001B[K";

/** What progress is shown on. */
export type ProgressTarget = Pick<NodeJS.WriteStream, "isTTY" | "write">;

export class Progress {
  readonly #target: ProgressTarget;
  readonly #nowMs: () => number;
  #shownMs = -Infinity;
  #isShown = false;

  constructor(target: ProgressTarget = process.stderr, nowMs: () => number = () => performance.now()) {
    this.#target = target;
    this.#nowMs = nowMs;
  }

  /** Shows a text in the place of the last one; not more often than anybody can read. */
  show(text: string): void {
    if (!this.#target.isTTY || this.#nowMs() - this.#shownMs < INTERVAL_MS) return;
    this.#shownMs = this.#nowMs();
    this.#isShown = true;
    this.#target.write(`${CLEAR_LINE}${text}`);
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#isShown) this.#target.write(CLEAR_LINE);
  }
}
