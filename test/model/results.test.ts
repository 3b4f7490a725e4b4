// The constructors of the nine results make what the parser takes.

import { describe, expect, it } from "vitest";
import { isHookResult, parseHookResult } from "../../src/model/parse-result.ts";
import { annotate, RESULT_TYPES, results, type HookResult } from "../../src/model/results.ts";

const MADE: readonly HookResult[] = [
  results.continue(),
  results.modified({}),
  results.modified({ a: { b: null } }),
  results.cancel("no"),
  results.cancel(""),
  results.redirect("other"),
  results.replace("other"),
  results.retry(),
  results.retry({ maxAttempts: 100, delayMs: 0.5, backoff: "exponential", jitter: true }),
  results.fork([{}]),
  results.fork([{ data: { a: 1 } }, { component: "other" }, { data: {}, component: "other" }], "merge"),
  results.cache(null, 0),
  results.cache({ a: [1] }, 60_000, "key"),
  results.skipped("not mine"),
];

describe("results", () => {
  it("has a constructor for each of the nine types", () => {
    expect(Object.keys(results)).toEqual([...RESULT_TYPES]);
    expect(new Set(MADE.map(({ type }) => type))).toEqual(new Set(RESULT_TYPES));
  });

  it.each(MADE.map((result) => [JSON.stringify(result), result] as const))("makes %s, which parses to itself", (_, result) => {
    expect(parseHookResult(result)).toBe(result);
    expect(isHookResult(JSON.parse(JSON.stringify(result)))).toBe(true);
  });

  it("answers one frozen object for continue", () => {
    expect(results.continue()).toBe(results.continue());
    expect(Object.isFrozen(results.continue())).toBe(true);
  });

  it("has the documented defaults of a retry and a fork", () => {
    expect(results.retry()).toEqual({ type: "retry", max_attempts: 3, delay_ms: 0, backoff: "fixed", jitter: false });
    expect(results.fork([{}]).join).toBe("all");
  });

  it("leaves the key of a cache result out when there is none", () => {
    expect(results.cache(1, 2)).toEqual({ type: "cache", result: 1, ttl_ms: 2 });
    expect(Object.hasOwn(results.cache(1, 2), "key")).toBe(false);
  });
});

describe("annotate", () => {
  it("adds annotations to a copy, for every type", () => {
    for (const result of MADE) {
      const annotated = annotate(result, { hint: true });
      expect(annotated).toEqual({ ...result, annotations: { hint: true } });
      expect(Object.hasOwn(result, "annotations")).toBe(false);
      expect(isHookResult(annotated)).toBe(true);
    }
  });
});
