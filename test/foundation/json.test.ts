// Walking through JSON that somebody else wrote.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPrototypeKey, isJsonObject, isNestedDeeper, valueAtPath } from "../../src/foundation/json.ts";
import { anyJson, anyJsonObject } from "../support/arbitrary-json.ts";

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe("isJsonObject", () => {
  it("is true for objects and false for lists, null and everything else", () => {
    for (const value of [{}, { a: 1 }, Object.create(null)]) expect(isJsonObject(value)).toBe(true);
    for (const value of [null, undefined, [], "text", 0, true, () => ({})]) expect(isJsonObject(value)).toBe(false);
  });
});

describe("findPrototypeKey", () => {
  it("names the path of the first own __proto__ key, inside lists too", () => {
    expect(findPrototypeKey(JSON.parse('{"__proto__": 1}'))).toBe("__proto__");
    expect(findPrototypeKey(JSON.parse('{"a": {"b": [0, {"__proto__": {}}]}}'))).toBe("a.b.1.__proto__");
    expect(findPrototypeKey(JSON.parse('{"a": {"__proto__": 1}, "b": {"__proto__": 2}}'))).toBe("a.__proto__");
  });

  it("finds nothing in a value without one, whatever its prototype is", () => {
    for (const value of [null, 1, "__proto__", [], {}, ["__proto__"], { a: "__proto__" }, Object.create({ a: 1 })]) {
      expect(findPrototypeKey(value)).toBeUndefined();
    }
  });

  it("finds one exactly when the JSON text has such a key", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        let has = false;
        JSON.parse(JSON.stringify(value), (key, inside: unknown) => {
          if (key === "__proto__") has = true;
          return inside;
        });
        expect(findPrototypeKey(value) !== undefined).toBe(has);
      }),
    );
  });

  it("gives a path at which the key is", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const found = findPrototypeKey(value);
        // Keys that contain a dot make the path ambiguous.
        fc.pre(found !== undefined && !JSON.stringify(value).includes("."));
        expect(valueAtPath(value, found.split("."))).not.toBeUndefined();
      }),
    );
  });
});

describe("isNestedDeeper", () => {
  it("counts lists and objects on the way down", () => {
    expect(isNestedDeeper("text", 0)).toBe(false);
    expect(isNestedDeeper({}, 0)).toBe(true);
    expect(isNestedDeeper([], 1)).toBe(false);
    for (const levels of [1, 2, 17]) {
      expect(isNestedDeeper(nested(levels), levels)).toBe(false);
      expect(isNestedDeeper(nested(levels), levels - 1)).toBe(true);
    }
  });

  it("looks at every branch", () => {
    expect(isNestedDeeper({ a: 1, b: [1, { c: [] }] }, 3)).toBe(true);
    expect(isNestedDeeper({ a: 1, b: [1, { c: [] }] }, 4)).toBe(false);
  });

  it("ends on a value that holds itself and on one nested without bounds", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(isNestedDeeper(cycle, 100)).toBe(true);
    expect(isNestedDeeper(JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`), 100)).toBe(true);
  });
});

describe("valueAtPath", () => {
  it("reaches inside objects and lists", () => {
    const value = { a: { b: [10, { c: "deep" }] } };
    expect(valueAtPath(value, [])).toBe(value);
    expect(valueAtPath(value, ["a", "b", "0"])).toBe(10);
    expect(valueAtPath(value, ["a", "b", "1", "c"])).toBe("deep");
  });

  it("gives undefined where the path leads nowhere", () => {
    for (const path of [["x"], ["a", "x"], ["a", "b", "c"], ["n", "x"]]) {
      expect(valueAtPath({ a: { b: "text" }, n: null }, path)).toBeUndefined();
    }
  });

  it("sees own properties only", () => {
    for (const name of ["constructor", "toString", "__proto__"]) expect(valueAtPath({}, [name])).toBeUndefined();
    expect(valueAtPath(Object.create({ a: 1 }), ["a"])).toBeUndefined();
    expect(valueAtPath("text", ["length"])).toBeUndefined();
    expect(valueAtPath(JSON.parse('{"__proto__": 1}'), ["__proto__"])).toBe(1);
  });

  it("finds every value by the keys that lead to it", () => {
    fc.assert(
      fc.property(anyJsonObject, (root) => {
        const check = (value: unknown, path: readonly string[]): void => {
          expect(valueAtPath(root, path)).toBe(value);
          if (typeof value === "object" && value !== null) {
            for (const [key, inside] of Object.entries(value)) check(inside, [...path, key]);
          }
        };
        check(root, []);
      }),
    );
  });
});
