// Waits for what happens in its own time: machines that run tests are busy.

import { vi } from "vitest";

/** Tries until nothing is thrown, for ten seconds. */
export function eventually<Value>(attempt: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(attempt, { timeout: 10_000, interval: 20 });
}
