import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { giveBackMemory } from "../../src/foundation/give-back-memory.ts";

it("gives back what is not in use any more, and leaves no way to collect garbage in contexts made later", () => {
  let garbage: unknown[] = Array.from({ length: 200_000 }, (_, index) => ({ index, text: `${index} ${index}` }));
  expect(garbage).toHaveLength(200_000);
  const { heapTotal: before } = process.memoryUsage();
  garbage = [];
  giveBackMemory();
  expect(before - process.memoryUsage().heapTotal).toBeGreaterThan(5_000_000);
  expect(runInNewContext("typeof gc")).toBe("undefined");
  expect(garbage).toEqual([]);
});
