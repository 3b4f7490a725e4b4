// What is a result and what is not, and that the author of a wrong one learns which field it is.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import type { JsonValue } from "../../src/foundation/json.ts";
import { isHookResult, MAX_FIELD_DEPTH, parseHookResult } from "../../src/model/parse-result.ts";
import { RESULT_TYPES, results } from "../../src/model/results.ts";
import { anyJson, anyJsonObject } from "../support/arbitrary-json.ts";
import { resultSchema } from "./result-schema.ts";

/** The error that a wrong result gets. */
function faultOf(value: unknown): { field: unknown; message: string } {
  try {
    parseHookResult(value);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(HookloomError);
    const { code, details, message } = thrown as HookloomError;
    expect(code).toBe("RESULT_INVALID");
    expect(isHookResult(value)).toBe(false);
    return { field: details.field, message };
  }
  throw new Error(`${String(value)} was taken for a result`);
}

function nestedList(levels: number): JsonValue {
  let value: JsonValue = 0;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const RETRY = { type: "retry", max_attempts: 3, delay_ms: 0, backoff: "fixed", jitter: false };
const FORK = { type: "fork", branches: [{}], join: "all" };
const CACHE = { type: "cache", result: 1, ttl_ms: 1 };

describe("parseHookResult", () => {
  it("gives the value itself back, unchanged", () => {
    const value = Object.freeze({ type: "modified", data: Object.freeze({ a: 1 }) });
    expect(parseHookResult(value)).toBe(value);
  });

  it.each([
    [null, "null"],
    [undefined, "nothing"],
    [false, "false"],
    [0, "0"],
    [Number.NaN, "NaN"],
    ["", '""'],
    ["continue", '"continue"'],
    [[], "a list"],
    [() => ({}), "a function"],
    [10n, "10"],
    [Symbol("s"), "Symbol(s)"],
  ])("says that %s is no result", (value, described) => {
    const { field, message } = faultOf(value);
    expect(field).toBe("");
    expect(message).toBe(`A hook answers one of the nine results or nothing, not ${described}.`);
  });

  it("suggests the type that was meant", () => {
    expect(faultOf({ type: "modifed", data: {} })).toEqual({
      field: "type",
      message: `A result's "type" is one of ${RESULT_TYPES.join(", ")}, not "modifed". Did you mean "modified"?`,
    });
    expect(faultOf({ type: "Cancel", reason: "" }).message).toContain('Did you mean "cancel"?');
    expect(faultOf({ type: "allow" }).message).not.toContain("Did you mean");
  });

  it.each([{}, { type: undefined }, { type: null }, { type: 1 }, { type: ["cancel"] }, { type: 10n }, { type: "" }])(
    "does not take a result without a proper type: %s",
    (value) => {
      expect(faultOf(value).field).toBe("type");
    },
  );

  it("does not take the names that every object has for types or fields", () => {
    for (const type of ["constructor", "toString", "__proto__", "hasOwnProperty"]) expect(faultOf({ type }).field).toBe("type");
    for (const field of ["constructor", "toString"]) expect(faultOf({ type: "continue", [field]: 1 }).field).toBe(field);
    expect(faultOf(Object.create({ type: "continue" })).field).toBe("type");
  });

  it.each([
    [{ type: "modified", data: [] }, "data"],
    [{ type: "modified", data: null }, "data"],
    [{ type: "modified", data: undefined }, "data"],
    [{ type: "cancel", reason: 1 }, "reason"],
    [{ type: "redirect", target: "" }, "target"],
    [{ type: "replace", component: null }, "component"],
    [{ ...RETRY, max_attempts: 0 }, "max_attempts"],
    [{ ...RETRY, max_attempts: 101 }, "max_attempts"],
    [{ ...RETRY, max_attempts: 1.5 }, "max_attempts"],
    [{ ...RETRY, max_attempts: "3" }, "max_attempts"],
    [{ ...RETRY, delay_ms: -1 }, "delay_ms"],
    [{ ...RETRY, delay_ms: Number.POSITIVE_INFINITY }, "delay_ms"],
    [{ ...RETRY, delay_ms: Number.NaN }, "delay_ms"],
    [{ ...RETRY, backoff: "random" }, "backoff"],
    [{ ...RETRY, jitter: 0 }, "jitter"],
    [{ ...FORK, branches: [] }, "branches"],
    [{ ...FORK, branches: {} }, "branches"],
    [{ ...FORK, branches: Array(65).fill({}) }, "branches"],
    [{ ...FORK, branches: [{ data: [] }] }, "branches"],
    [{ ...FORK, branches: [{ component: "" }] }, "branches"],
    [{ ...FORK, branches: [{ target: "x" }] }, "branches"],
    [{ ...FORK, branches: [null] }, "branches"],
    [{ ...FORK, join: "some" }, "join"],
    [{ ...CACHE, result: undefined }, "result"],
    [{ ...CACHE, ttl_ms: "1" }, "ttl_ms"],
    [{ ...CACHE, key: "" }, "key"],
    [{ type: "skipped", reason: null }, "reason"],
    [{ type: "continue", annotations: [] }, "annotations"],
    [{ type: "continue", annotations: null }, "annotations"],
  ])("names the field with a wrong value: %j", (value, field) => {
    const fault = faultOf(value);
    expect(fault.field).toBe(field);
    expect(fault.message).toContain(`"${field}" of a "${value.type}" result must be `);
  });

  it.each([
    ["modified", "data"],
    ["cancel", "reason"],
    ["redirect", "target"],
    ["replace", "component"],
    ["retry", "max_attempts"],
    ["fork", "branches"],
    ["cache", "result"],
    ["skipped", "reason"],
  ])("says what a %s result without a field lacks: %s", (type, field) => {
    expect(faultOf({ type })).toEqual({ field, message: `A "${type}" result needs the field "${field}".` });
  });

  it("does not take an inherited field for one of the result", () => {
    expect(faultOf(Object.assign(Object.create({ reason: "inherited" }), { type: "cancel" })).field).toBe("reason");
  });

  it("refuses a field that the type does not have, and suggests the one that was meant", () => {
    expect(faultOf({ type: "cancel", reson: "no" })).toEqual({
      field: "reson",
      message: 'A "cancel" result has no field "reson"; it may have reason, annotations. Did you mean "reason"?',
    });
    expect(faultOf({ type: "continue", data: {} }).field).toBe("data");
  });

  it("takes an optional field that is undefined for one that is absent", () => {
    expect(isHookResult({ ...CACHE, key: undefined, annotations: undefined })).toBe(true);
    expect(isHookResult({ ...FORK, branches: [{ data: undefined, component: undefined }] })).toBe(true);
  });

  it.each([
    ['{"type": "continue", "__proto__": {"a": 1}}', "__proto__"],
    ['{"type": "modified", "data": {"a": {"__proto__": 1}}}', "data.a.__proto__"],
    ['{"type": "cancel", "reason": "", "annotations": {"__proto__": {}}}', "annotations.__proto__"],
    ['{"type": "fork", "join": "all", "branches": [{}, {"data": {"__proto__": 1}}]}', "branches.1.data.__proto__"],
    ['{"type": "cache", "ttl_ms": 1, "result": [[{"__proto__": []}]]}', "result.0.0.__proto__"],
  ])("refuses a __proto__ key wherever it is: %s", (text, field) => {
    expect(faultOf(JSON.parse(text)).field).toBe(field);
  });

  it("takes a field as deep as may be and refuses one deeper, without running out of stack", () => {
    expect(isHookResult(results.cache(nestedList(MAX_FIELD_DEPTH), 1))).toBe(true);
    expect(faultOf(results.cache(nestedList(MAX_FIELD_DEPTH + 1), 1)).field).toBe("result");
    const endless = `{"type": "modified", "data": {"a": ${"[".repeat(400_000)}${"]".repeat(400_000)}}}`;
    expect(faultOf(JSON.parse(endless)).field).toBe("data");
  });

  it("refuses a value that holds itself", () => {
    const data: Record<string, JsonValue> = {};
    data.self = data;
    expect(faultOf({ type: "modified", data }).field).toBe("data");
    expect(faultOf({ type: "continue", annotations: data }).field).toBe("annotations");
  });

  it("keeps its message short when the wrong value is long", () => {
    expect(faultOf({ type: "x".repeat(1_000_000) }).message.length).toBeLessThan(300);
    expect(faultOf({ type: "redirect", target: "x".repeat(1_000_000), component: 1 }).message.length).toBeLessThan(300);
    expect(faultOf({ type: "continue", ["x".repeat(1_000_000)]: 1 }).message.length).toBeLessThan(300);
    const deepKey = JSON.parse(`{"type": "modified", "data": {"${"x".repeat(1_000_000)}": {"__proto__": 1}}}`);
    expect(faultOf(deepKey).message.length).toBeLessThan(300);
  });
});

// ---- Guard equals schema -------------------------------------------------------------------------------------------------

const name = fc.string({ minLength: 1, maxLength: 4 });
const duration = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const branch = fc.record({ data: anyJsonObject, component: name }, { requiredKeys: [] });
const type = <Type extends string>(text: Type) => fc.constant(text);

const validResult = fc.oneof(
  fc.record({ type: type("continue"), annotations: anyJsonObject }, { requiredKeys: ["type"] }),
  fc.record({ type: type("modified"), data: anyJsonObject, annotations: anyJsonObject }, { requiredKeys: ["type", "data"] }),
  fc.record({ type: type("cancel"), reason: fc.string() }),
  fc.record({ type: type("redirect"), target: name }),
  fc.record({ type: type("replace"), component: name }),
  fc.record({
    type: type("retry"),
    max_attempts: fc.integer({ min: 1, max: 100 }),
    delay_ms: duration,
    backoff: fc.constantFrom("fixed", "linear", "exponential"),
    jitter: fc.boolean(),
  }),
  fc.record({
    type: type("fork"),
    branches: fc.array(branch, { minLength: 1, maxLength: 3 }),
    join: fc.constantFrom("all", "first", "any", "merge"),
  }),
  fc.record(
    { type: type("cache"), result: anyJson, ttl_ms: duration, key: name },
    { requiredKeys: ["type", "result", "ttl_ms"] },
  ),
  fc.record({ type: type("skipped"), reason: fc.string() }),
);

const FIELDS = [
  "type",
  "data",
  "reason",
  "target",
  "component",
  "max_attempts",
  "delay_ms",
  "backoff",
  "jitter",
  "branches",
  "join",
  "result",
  "ttl_ms",
  "key",
  "annotations",
  "__proto__",
  "constructor",
  "other",
];

/** Values that are nearly right for some field. */
const nearMiss = fc.oneof(
  anyJson,
  fc.constantFrom<JsonValue>(...RESULT_TYPES, "all", "fixed", "", 0, -1, 1.5, 100, 101, 1e308, true, null),
  fc.constantFrom<JsonValue>(
    [],
    {},
    [{}],
    [{ data: {} }],
    [{ data: [] }],
    [{ component: "" }],
    [{ extra: 1 }],
    Array(64).fill({}),
    Array(65).fill({}),
  ),
);

type Mutation = (value: unknown) => unknown;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.constantFrom(...FIELDS).map((field): Mutation => (value) => {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== field));
  }),
  fc.tuple(fc.constantFrom(...FIELDS), nearMiss).map(([field, put]): Mutation => (value) => {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries([...Object.entries(value), [field, put]]);
  }),
  fc.constantFrom(...RESULT_TYPES, "Cancel", "constructor").map((other): Mutation => (value) => {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value, type: other } : value;
  }),
  fc.constantFrom<Mutation>(
    (value) => [value],
    (value) => JSON.stringify(value),
    () => null,
  ),
);

describe("isHookResult", () => {
  it("takes every valid result but those with a __proto__ key inside", () => {
    fc.assert(
      fc.property(validResult, (value) => {
        expect(isHookResult(value)).toBe(!JSON.stringify(value).includes('"__proto__":'));
      }),
    );
  });

  it("says of any JSON near a result what the schema says, and both yes and no often enough to mean it", () => {
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(validResult, fc.array(mutation, { maxLength: 3 }), (valid, mutations) => {
        const value = mutations.reduce<unknown>((current, mutate) => mutate(current), valid);
        const expected = resultSchema.safeParse(value).success;
        expect(isHookResult(value)).toBe(expected);
        if (expected) taken += 1;
        else refused += 1;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(500);
  });

  it("says of any JSON at all what the schema says", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(isHookResult(value)).toBe(resultSchema.safeParse(value).success);
      }),
    );
  });
});
