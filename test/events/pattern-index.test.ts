import fc from "fast-check";
import { expect, test } from "vitest";
import { PatternIndex } from "../../src/events/pattern-index.ts";
import { anyEventType, anyPattern } from "./arbitrary-patterns.ts";
import { matchesNaively } from "./naive-pattern.ts";

test("an index finds what trying every pattern finds, in the order added, while patterns come and go", () => {
  const command = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant("add" as const), pattern: anyPattern }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), which: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("match" as const), eventType: anyEventType }) },
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const index = new PatternIndex<number>();
      const added: { value: number; pattern: string; remove: () => void }[] = [];
      for (const [value, each] of commands.entries()) {
        if (each.do === "add") added.push({ value, pattern: each.pattern, remove: index.add(each.pattern, value) });
        else if (each.do === "remove") added.splice(each.which, 1)[0]?.remove();
        else {
          const naive = added.filter(({ pattern }) => matchesNaively(pattern, each.eventType)).map(({ value: found }) => found);
          expect(index.match(each.eventType)).toEqual(naive);
        }
        expect(index.size).toBe(added.length);
      }
    }),
    { numRuns: 1000 },
  );
});

test("a value is found once although several alternatives of its pattern match", () => {
  const index = new PatternIndex<string>();
  index.add("{a,*,**}", "x");
  expect(index.match("a")).toEqual(["x"]);
});

test("a flood of types leaves what is found right", () => {
  const index = new PatternIndex<string>();
  index.add("a.*", "x");
  for (let count = 0; count < 10_001; count += 1) expect(index.match(`a.n${count}`)).toEqual(["x"]);
  expect(index.match("a.n0")).toEqual(["x"]);
});
