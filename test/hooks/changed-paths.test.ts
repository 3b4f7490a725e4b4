// Provenance: which values a change changes.

import { describe, expect, it } from "vitest";
import { listChangedPaths } from "../../src/hooks/changed-paths.ts";

describe("listChangedPaths", () => {
  it("names what is added, replaced or removed, with dots into objects", () => {
    expect(listChangedPaths({ a: 1, b: { c: 1, d: 2 }, e: 3 }, { a: 2, b: { c: null, d: 5, f: 6 }, g: [1] })).toEqual([
      "a",
      "b.c",
      "b.d",
      "b.f",
      "g",
    ]);
  });

  it("is silent about what stays the same", () => {
    const data = { a: 1, b: { c: [1, { d: 2 }] } };
    expect(listChangedPaths(data, { a: 1, b: { c: [1, { d: 2 }] }, missing: null, nothing: undefined })).toEqual([]);
  });

  it("names an object as a whole where there was none before", () => {
    expect(listChangedPaths({ a: 1 }, { a: { b: 1 }, c: { d: 2 } })).toEqual(["a", "c"]);
  });
});
