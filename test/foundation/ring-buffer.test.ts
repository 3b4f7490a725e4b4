import fc from "fast-check";
import { expect, test } from "vitest";
import { RingBuffer } from "../../src/foundation/ring-buffer.ts";

test("a ring buffer does what a list with an end does", () => {
  const command = fc.oneof(
    { weight: 5, arbitrary: fc.constant("push" as const) },
    { weight: 4, arbitrary: fc.constant("shift" as const) },
    { weight: 1, arbitrary: fc.constant("push many" as const) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(command, { maxLength: 200 }), (capacity, commands) => {
      const buffer = new RingBuffer<number>(capacity);
      let list: number[] = [];
      let next = 0;
      const push = (): void => {
        next += 1;
        const fits = list.length < capacity;
        if (fits) list.push(next);
        expect(buffer.push(next)).toBe(fits);
      };
      for (const each of commands) {
        if (each === "push") push();
        else if (each === "push many") for (let count = 0; count < 20; count += 1) push();
        else if (each === "shift") expect(buffer.shift()).toBe(list.shift());
        else {
          buffer.clear();
          list = [];
        }
        expect(buffer.length).toBe(list.length);
        expect(Array.from({ length: list.length + 1 }, (_, index) => buffer.at(index))).toEqual([...list, undefined]);
      }
    }),
    { numRuns: 300 },
  );
});
