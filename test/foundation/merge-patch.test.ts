// Merge patches: the RFC's own examples, an independent oracle, and nothing changed that was not asked for.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/foundation/json.ts";
import { applyMergePatch, diffObjects, mergeObjects } from "../../src/foundation/merge-patch.ts";
import { anyJson, anyJsonObject, deepFreeze } from "../support/arbitrary-json.ts";

/** RFC 7396, appendix A: original, patch, result. */
const RFC_EXAMPLES: readonly (readonly [string, string, string])[] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', "{}"],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', "null", "null"],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
  ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

// ---- The oracle: values as trees of maps, so that no key is special ------------------------------------------------------

type Tree = { readonly map: ReadonlyMap<string, Tree> } | { readonly leaf: JsonValue };

function toTree(value: JsonValue): Tree {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { leaf: value };
  return { map: new Map(Object.entries(value).map(([key, inside]) => [key, toTree(inside as JsonValue)])) };
}

// Pseudo code of RFC 7396, section 2, line by line.
function mergePatch(target: Tree | undefined, patch: Tree): Tree {
  if (!("map" in patch)) return patch;
  const merged = new Map(target !== undefined && "map" in target ? target.map : []);
  for (const [name, value] of patch.map) {
    if ("leaf" in value && value.leaf === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return { map: merged };
}

describe("applyMergePatch", () => {
  it.each(RFC_EXAMPLES)("makes of %s with %s what the RFC says: %s", (target, patch, merged) => {
    expect(applyMergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(merged));
  });

  it("does what the RFC's pseudo code does, for any target and patch", () => {
    fc.assert(
      fc.property(anyJson, anyJson, (target, patch) => {
        expect(toTree(applyMergePatch(target, patch))).toEqual(mergePatch(toTree(target), toTree(patch)));
      }),
      { numRuns: 1000 },
    );
  });

  it("never changes its inputs", () => {
    fc.assert(
      fc.property(anyJson, anyJson, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        applyMergePatch(deepFreeze(target), deepFreeze(patch));
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
    );
  });

  it("changes nothing when it is applied again", () => {
    fc.assert(
      fc.property(anyJson, anyJson, (target, patch) => {
        const once = applyMergePatch(target, patch);
        expect(applyMergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it("keeps a __proto__ key as a key and pollutes nothing", () => {
    const target = JSON.parse('{"__proto__": {"a": 1}, "x": {}}') as JsonObject;
    const patch = JSON.parse('{"__proto__": {"b": 2}, "x": {"__proto__": {"polluted": true}}}') as JsonObject;
    const merged = applyMergePatch(target, patch) as Record<string, JsonObject>;
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1,"b":2},"x":{"__proto__":{"polluted":true}}}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(merged.x)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("does not take the prototype of the target for a value to merge into", () => {
    const patch = JSON.parse('{"__proto__": {"a": 1}, "constructor": {"b": 2}}') as JsonObject;
    expect(JSON.stringify(applyMergePatch({}, patch))).toBe('{"__proto__":{"a":1},"constructor":{"b":2}}');
  });

  it("removes a __proto__ key that is a key", () => {
    const target = JSON.parse('{"__proto__": 1, "a": 2}') as JsonObject;
    expect(JSON.stringify(applyMergePatch(target, JSON.parse('{"__proto__": null}') as JsonObject))).toBe('{"a":2}');
  });
});

describe("mergeObjects", () => {
  it("gives a new object, even for an empty patch", () => {
    const target = { a: 1 };
    const merged = mergeObjects(target, {});
    expect(merged).toEqual(target);
    expect(merged).not.toBe(target);
  });

  it("ignores a key whose value is undefined, as if it had crossed a wall as JSON", () => {
    expect(mergeObjects({ a: 1, b: { c: 2 } }, { a: undefined, b: { c: undefined, d: 3 } })).toEqual({ a: 1, b: { c: 2, d: 3 } });
    expect(Object.keys(mergeObjects({}, { a: undefined, b: { c: undefined } }))).toEqual(["b"]);
  });

  it("equals applyMergePatch for any two objects", () => {
    fc.assert(
      fc.property(anyJsonObject, anyJsonObject, (target, patch) => {
        expect(mergeObjects(target, patch)).toEqual(applyMergePatch(target, patch));
      }),
    );
  });
});

describe("diffObjects", () => {
  it("gives the patch that makes one object of the other", () => {
    fc.assert(
      fc.property(anyJsonObject, anyJsonObject, (before, other) => {
        // What a patch can make has no key that is null.
        const after = mergeObjects({}, other);
        expect(mergeObjects(deepFreeze(before), diffObjects(before, after))).toEqual(after);
      }),
    );
  });

  it("says nothing about what is the same", () => {
    expect(diffObjects({ a: 1, b: { c: [1], d: 2 } }, { a: 1, b: { c: [1], d: 3 } })).toEqual({ b: { d: 3 } });
    expect(diffObjects({ a: 1 }, {})).toEqual({ a: null });
  });
});
