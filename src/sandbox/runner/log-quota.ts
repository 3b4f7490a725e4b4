// How much one script may log: enough for any debugging, too little to keep the host busy with it. A handler that logs and
// sleeps in turn would otherwise fill the log buffer a thousand times a second. Called by cell.ts.

import type { ScriptLogLine } from "../log-buffer.ts";

/** What a script may log in a second. */
export const MAX_LINES = 1000;
export const MAX_LENGTH = 256 * 1024;
const PERIOD_MS = 1000;

export class LogQuota {
  #sinceMs = -Infinity;
  #lines = 0;
  #length = 0;
  #dropped = 0;

  /** The lines that may go on to the host, and how many did not since the last time; `undefined` when there is nothing to say yet. */
  admit(lines: readonly ScriptLogLine[], lost: number, nowMs: number): { lines: ScriptLogLine[]; dropped: number } | undefined {
    if (nowMs - this.#sinceMs > PERIOD_MS) {
      this.#sinceMs = nowMs;
      this.#lines = this.#length = 0;
    }
    const wasFull = this.#isFull();
    const admitted: ScriptLogLine[] = [];
    for (const line of lines) {
      if (this.#isFull()) break;
      this.#lines += 1;
      this.#length += line.text.length;
      admitted.push(line);
    }
    this.#dropped += lost + lines.length - admitted.length;
    if (wasFull) return undefined;
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { lines: admitted, dropped };
  }

  #isFull(): boolean {
    return this.#lines >= MAX_LINES || this.#length >= MAX_LENGTH;
  }
}
