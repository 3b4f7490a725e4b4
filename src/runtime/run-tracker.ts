// Knows which runs are under way, so that a script is unloaded only when nobody can ask it any more, and a runtime is closed
// only when its last run has ended.

/** Runs that began in the same stretch of time. */
interface Stretch {
  open: number;
  sealed: boolean;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

export class RunTracker {
  #current = createStretch();
  #earlier: Promise<unknown> = Promise.resolve();

  /** Counts a run until it settles. */
  track<Value>(run: Promise<Value>): Promise<Value> {
    const stretch = this.#current;
    stretch.open += 1;
    return run.finally(() => {
      stretch.open -= 1;
      if (stretch.sealed && stretch.open === 0) stretch.end();
    });
  }

  /** Resolves when every run that is under way now has ended; runs that begin later do not delay it. */
  quiesce(): Promise<void> {
    const stretch = this.#current;
    this.#current = createStretch();
    stretch.sealed = true;
    if (stretch.open === 0) stretch.end();
    const ended = Promise.all([this.#earlier, stretch.ended]);
    this.#earlier = ended;
    return ended.then(() => undefined);
  }
}

function createStretch(): Stretch {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: 0, sealed: false, ended: promise, end: resolve };
}
