// What registering returns everywhere: call it, or let `using` call it, to undo.

/** Undoes a registration; calling it again does nothing. */
export interface Disposer {
  (): void;
  [Symbol.dispose](): void;
}

/** Makes a disposer that runs `undo` once. */
export function createDisposer(undo: () => void): Disposer {
  let done = false;
  const dispose = (): void => {
    if (done) return;
    done = true;
    undo();
  };
  return Object.assign(dispose, { [Symbol.dispose]: dispose });
}
