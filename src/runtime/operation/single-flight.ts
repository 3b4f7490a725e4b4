// Of several operations that would produce the same kept result at once, one runs and the others wait for it. The guard uses
// it where a result can be expected: for operations with a key, and where a kept result has just expired.

import { AsyncLocalStorage } from "node:async_hooks";
import type { Bounds } from "./bounds.ts";

export class SingleFlight {
  readonly #underWay = new Map<string, Promise<void>>();
  /** Set inside an operation that others may wait for. It never waits itself, so that no two can wait for each other. */
  readonly #leading = new AsyncLocalStorage<true>();

  /**
   * Does it at once when nobody else does under this name, else after they have. Those who waited do it side by side: they
   * find the kept result, or else there is none to wait for.
   */
  async run<Value>(name: string, bounds: Bounds, act: () => Promise<Value>): Promise<Value> {
    const leader = this.#underWay.get(name);
    if (leader !== undefined) {
      if (this.#leading.getStore() === undefined) await bounds.untilAborted(leader);
      return act();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#underWay.set(name, promise);
    try {
      return await this.#leading.run(true, act);
    } finally {
      this.#underWay.delete(name);
      resolve();
    }
  }
}
