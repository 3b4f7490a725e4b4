import { describe, expect, it } from "vitest";
import { fieldsAt, patchFor } from "../../src/builtin/fields-of-data.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { mergeObjects } from "../../src/foundation/merge-patch.ts";

/** The data with everything at the paths replaced. */
function replaced(data: JsonObject, ...paths: string[]): JsonObject {
  const patch = fieldsAt(data, paths).reduce<JsonObject>((all, { path }) => patchFor(data, all, path, "new"), {});
  return mergeObjects(data, patch);
}

describe("fields named by paths", () => {
  it("are found in objects and lists, and replaced there", () => {
    expect(replaced({ a: { b: "old", c: 1 }, d: "kept" }, "a.b")).toEqual({ a: { b: "new", c: 1 }, d: "kept" });
    expect(replaced({ a: [{ b: "old" }, { b: "old", c: 2 }] }, "a.*.b")).toEqual({ a: [{ b: "new" }, { b: "new", c: 2 }] });
    expect(replaced({ a: {} }, "a.b", "x")).toEqual({ a: {} });
  });

  it("are replaced where a key has dots in it", () => {
    const data = { result: { "src/a.ts": "old", "b.c": { "d.e": "old" } } };
    expect(replaced(data, "result.*")).toEqual({ result: { "src/a.ts": "new", "b.c": "new" } });
    expect(replaced(data, "result.*.*")).toEqual({ result: { "src/a.ts": "old", "b.c": { "d.e": "new" } } });
  });
});
