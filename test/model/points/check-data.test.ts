// Data fits a point or the first field that does not is named.

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/foundation/json.ts";
import { findDataProblem } from "../../../src/model/points/check-data.ts";
import type { Field, HookPoint } from "../../../src/model/points/point.ts";

function pointWith(field: Omit<Field, "description">): HookPoint {
  return {
    name: "Example",
    group: "tool",
    summary: "Fires when tested.",
    mode: "observe",
    fields: { field: { ...field, description: "The field." } },
    allowed: ["continue", "skipped"],
    aliases: [],
    example: {},
  };
}

function problemOf(field: Omit<Field, "description">, data: JsonObject): string | undefined {
  return findDataProblem(pointWith(field), data)?.expected;
}

describe("findDataProblem", () => {
  it.each([
    ["string", "a text", ["", "text"], [1, null, {}]],
    ["integer", "an integer", [0, -3], [1.5, "1"]],
    ["number", "a number", [0, 1.5], ["1", Number.NaN, Number.POSITIVE_INFINITY]],
    ["boolean", "true or false", [true, false], [0, "true"]],
    ["object", "an object", [{}], [[], null, "{}"]],
    ["array", "a list", [[]], [{}, "[]"]],
    ["any", "a value", [null, 0, "", {}], [undefined]],
  ] as const)("takes for type %s what is %s and nothing else", (type, expected, good, bad) => {
    for (const value of good) expect(problemOf({ type }, { field: value })).toBeUndefined();
    for (const value of bad) expect(problemOf({ type }, { field: value })).toBe(expected);
  });

  it("misses a field that is required, and an optional one never", () => {
    expect(findDataProblem(pointWith({ type: "string" }), {})).toEqual({ field: "field", expected: "a text" });
    expect(problemOf({ type: "string", optional: true }, {})).toBeUndefined();
    expect(problemOf({ type: "string", optional: true }, { field: null })).toBeUndefined();
    expect(problemOf({ type: "string", optional: true }, { field: 1 })).toBe("a text");
  });

  it("takes only the values of a closed set", () => {
    expect(problemOf({ type: "string", values: ["manual", "auto"] }, { field: "auto" })).toBeUndefined();
    expect(problemOf({ type: "string", values: ["manual", "auto"] }, { field: "other" })).toBe('one of "manual", "auto"');
  });

  it("lets fields pass that the point does not name", () => {
    expect(problemOf({ type: "string" }, { field: "text", cwd: 1 })).toBeUndefined();
  });

  it("does not take an inherited field for one of the data", () => {
    expect(problemOf({ type: "string" }, Object.create({ field: "inherited" }) as JsonObject)).toBe("a text");
  });
});
