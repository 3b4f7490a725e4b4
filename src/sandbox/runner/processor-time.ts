// What a script took of the processor in this minute, over all its isolates: being torn and loaded again wins it no time.
// `runner.ts` keeps one for each script that has a limit of it.

const PERIOD_MS = 60_000;

export class ProcessorTime {
  #sinceMs = -Infinity;
  #usedMs = 0;

  /** Adds what an entry took, in milliseconds. */
  add(ms: number, nowMs: number): void {
    this.#usedMs = this.usedMs(nowMs) + ms;
  }

  /** What it took in this minute, in milliseconds. */
  usedMs(nowMs: number): number {
    if (nowMs - this.#sinceMs > PERIOD_MS) {
      this.#sinceMs = nowMs;
      this.#usedMs = 0;
    }
    return this.#usedMs;
  }
}

/** Processor time of this thread so far, in milliseconds. What an isolate says of itself runs on while others have the processor. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
