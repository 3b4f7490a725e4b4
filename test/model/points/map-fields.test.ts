// Fields keep their values on the way between the names of two systems.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/foundation/json.ts";
import { HOOK_POINTS } from "../../../src/model/points/catalogue.ts";
import { fromCanonicalData, toCanonicalData } from "../../../src/model/points/map-fields.ts";
import type { PointAlias } from "../../../src/model/points/point.ts";

const PRE_TOOL_USE: PointAlias = {
  name: "PreToolUse",
  system: "claude-code",
  fields: { parameters: "tool_input", tool_id: "tool_use_id" },
};

const aliases = fc.constantFrom(...HOOK_POINTS.flatMap((point) => point.aliases));
const fieldNames = HOOK_POINTS.flatMap((point) => [
  ...Object.keys(point.fields),
  ...point.aliases.flatMap((alias) => Object.values(alias.fields)),
]);
const keys = fc.oneof(fc.constantFrom(...fieldNames, "__proto__", "constructor"), fc.string());
// `fromEntries` makes `__proto__` an own key, as `JSON.parse` does.
const objects = fc.array(fc.tuple(keys, fc.jsonValue())).map((entries): JsonObject => Object.fromEntries(entries) as JsonObject);

function without(data: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));
}

describe("toCanonicalData and fromCanonicalData", () => {
  it("give a system's fields our names, and back", () => {
    const own = { tool_name: "Bash", tool_input: { command: "ls" }, tool_use_id: "call-1", cwd: "project" };
    const canonical = { tool_name: "Bash", parameters: { command: "ls" }, tool_id: "call-1", cwd: "project" };
    expect(toCanonicalData(PRE_TOOL_USE, own)).toEqual(canonical);
    expect(fromCanonicalData(PRE_TOOL_USE, canonical)).toEqual(own);
  });

  it("lose nothing on the way to us and back, when no field comes under both names", () => {
    fc.assert(
      fc.property(aliases, objects, (alias, data) => {
        const own = without(data, Object.keys(alias.fields));
        expect(fromCanonicalData(alias, toCanonicalData(alias, own))).toStrictEqual(own);
      }),
    );
  });

  it("lose nothing on the way from us and back, when no field comes under both names", () => {
    fc.assert(
      fc.property(aliases, objects, (alias, data) => {
        const canonical = without(data, Object.values(alias.fields));
        expect(toCanonicalData(alias, fromCanonicalData(alias, canonical))).toStrictEqual(canonical);
      }),
    );
  });

  it("leave what they are given as it was", () => {
    fc.assert(
      fc.property(aliases, objects, (alias, data) => {
        const before = JSON.stringify(data);
        toCanonicalData(alias, data);
        fromCanonicalData(alias, data);
        expect(JSON.stringify(data)).toBe(before);
      }),
    );
  });

  it("accept data that cannot be changed", () => {
    expect(toCanonicalData(PRE_TOOL_USE, Object.freeze({ tool_input: 1 }))).toEqual({ parameters: 1 });
  });

  it("keep the field under the name that belongs to the side the data comes from, when both are there", () => {
    const both = { tool_input: "theirs", parameters: "ours" };
    const turned = { parameters: "ours", tool_input: "theirs" };
    for (const data of [both, turned]) {
      expect(toCanonicalData(PRE_TOOL_USE, data)).toEqual({ parameters: "theirs" });
      expect(fromCanonicalData(PRE_TOOL_USE, data)).toEqual({ tool_input: "ours" });
    }
  });

  it("carry a null over, so that a merge patch still removes the field", () => {
    expect(toCanonicalData(PRE_TOOL_USE, { tool_input: null })).toEqual({ parameters: null });
  });

  it("answer the data itself when the system has our names", () => {
    const data = { tool_name: "Bash" };
    expect(toCanonicalData({ name: "BeforeToolCall", system: "rustyclaw", fields: {} }, data)).toBe(data);
  });

  it("copy a key named __proto__ as a key and take nothing from prototypes", () => {
    const data = JSON.parse('{ "__proto__": { "parameters": "planted" }, "tool_input": 1 }') as JsonObject;
    const mapped = toCanonicalData(PRE_TOOL_USE, data);
    expect(Object.keys(mapped).sort()).toEqual(["__proto__", "parameters"]);
    expect(mapped.parameters).toBe(1);
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype);
    const inherited = Object.create({ tool_input: "inherited" }) as JsonObject;
    expect(toCanonicalData(PRE_TOOL_USE, inherited)).toEqual({});
  });
});
