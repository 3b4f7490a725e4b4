// Holds the catalogue to what it promises: complete, consistent, and without two meanings for one name.

import { describe, expect, it } from "vitest";
import { HOOK_POINTS, KNOWN_NAMES } from "../../../src/model/points/catalogue.ts";
import { findDataProblem } from "../../../src/model/points/check-data.ts";
import type { HookPoint } from "../../../src/model/points/point.ts";
import { resolvePoint } from "../../../src/model/points/resolve-point.ts";
import { RESULT_TYPES, type ResultType } from "../../../src/model/results.ts";
import { ALIAS_TARGETS, CANONICAL_NAMES, OWN_FIELDS } from "./seed-names.ts";

const byName = new Map(HOOK_POINTS.map((point) => [point.name, point]));
const everyAlias = HOOK_POINTS.flatMap((point) => point.aliases.map((alias) => ({ point, alias })));

const ABOUT_NO_CONTENT = [
  "Connection",
  "AuthSuccess",
  "SessionStart",
  "BeforeAgentShutdown",
  "WorkflowStageTransition",
  "BeforeStateRead",
];

function pointNamed(name: string): HookPoint {
  const point = byName.get(name);
  if (point === undefined) throw new Error(`no point ${name}`);
  return point;
}

describe("the names of the catalogue", () => {
  it("are those of the five systems, no more and no fewer", () => {
    expect([...byName.keys()].sort()).toEqual([...CANONICAL_NAMES].sort());
    expect([...KNOWN_NAMES.keys()].sort()).toEqual([...CANONICAL_NAMES, ...Object.keys(ALIAS_TARGETS)].sort());
  });

  it("stand for the points that the aliasing rules say", () => {
    for (const [name, target] of Object.entries(ALIAS_TARGETS)) expect(KNOWN_NAMES.get(name)?.point.name).toBe(target);
  });

  it("occur once among points, and once per system among aliases", () => {
    expect(byName.size).toBe(HOOK_POINTS.length);
    const keys = everyAlias.map(({ alias }) => `${alias.system} ${alias.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("mean the same point in whichever system they are used", () => {
    for (const { point, alias } of everyAlias) {
      expect(KNOWN_NAMES.get(alias.name)?.point).toBe(point);
      expect(resolvePoint(alias.name, alias.system)).toEqual({ kind: "known", point, alias });
    }
  });

  it("are PascalCase when canonical, and never contain the colon of custom points", () => {
    for (const name of byName.keys()) expect(name).toMatch(/^([A-Z][a-z]+)+$/);
    for (const name of KNOWN_NAMES.keys()) expect(name).not.toContain(":");
  });
});

describe.each(HOOK_POINTS)("$name", (point) => {
  it("has an example that fits its own fields and shows its primary content", () => {
    expect(findDataProblem(point, point.example)).toBeUndefined();
    for (const name of Object.keys(point.example)) expect(Object.keys(point.fields)).toContain(name);
    if (point.primary !== undefined) {
      expect(point.fields).toHaveProperty(point.primary);
      expect(point.example).toHaveProperty(point.primary);
    }
  });

  it("names its fields in snake_case and says when it fires in one sentence", () => {
    expect(point.summary).toMatch(/^Fires (when|before) [^.]+\.$/);
    for (const [name, field] of Object.entries(point.fields)) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(field.description).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("allows the results that its mode gives a meaning to", () => {
    const allowed = new Set<ResultType>(point.allowed);
    expect(allowed.size).toBe(point.allowed.length);
    for (const type of point.allowed) expect(RESULT_TYPES).toContain(type);
    expect(allowed).toContain("continue");
    expect(allowed).toContain("skipped");
    if (point.mode === "observe") expect(allowed.size).toBe(2);
    else expect(allowed).toContain("modified");
    if (point.mode === "gate") expect(allowed).toContain("cancel");
    if (point.mode === "transform") expect(allowed).not.toContain("fork");
  });

  it("has primary content unless it only watches or is about no content", () => {
    expect(point.primary !== undefined).toBe(point.mode !== "observe" && !ABOUT_NO_CONTENT.includes(point.name));
  });

  it("has aliases that rename fields it has, each to a name that is not another of its fields", () => {
    for (const alias of point.aliases) {
      const ownNames = Object.values(alias.fields);
      expect(new Set(ownNames).size).toBe(ownNames.length);
      for (const [canonical, own] of Object.entries(alias.fields)) {
        expect(point.fields).toHaveProperty(canonical);
        expect(point.fields).not.toHaveProperty(own);
      }
    }
  });
});

describe("operations", () => {
  const operations = HOOK_POINTS.filter((point) => point.after !== undefined);

  it("can be run in every way, when they yield a value, and only then", () => {
    for (const point of HOOK_POINTS) {
      // A write yields no value, but writing elsewhere, twice or not at all makes as much sense as for a read.
      const yieldsValue = point.after !== undefined && pointNamed(point.after).mode === "transform";
      expect(point.allowed.length === RESULT_TYPES.length).toBe(yieldsValue || point.name === "BeforeStateWrite");
    }
  });

  it.each(operations)("$name is followed by points that its data fits once the ending is added", (point) => {
    const after = pointNamed(point.after ?? "");
    const value = after.primary === undefined ? {} : { [after.primary]: after.example[after.primary] };
    expect(findDataProblem(after, { ...point.example, ...value })).toBeUndefined();
    if (point.failure !== undefined) {
      expect(findDataProblem(pointNamed(point.failure), { ...point.example, error: "it broke" })).toBeUndefined();
    }
  });

  it("give a field the same type before and after", () => {
    for (const point of operations) {
      for (const next of [point.after, point.failure]) {
        if (next === undefined) continue;
        for (const [name, field] of Object.entries(pointNamed(next).fields)) {
          const earlier = point.fields[name];
          if (earlier !== undefined) expect(earlier.type, `${point.name}.${name}`).toBe(field.type);
        }
      }
    }
  });
});

describe("the fields of other systems", () => {
  it.each(OWN_FIELDS)("of $name in $system are all known to the catalogue", ({ system, name, fields }) => {
    const resolved = resolvePoint(name, system);
    if (resolved.kind !== "known") throw new Error(`${name} is not known`);
    const { point, alias } = resolved;
    const ownNames = Object.keys(point.fields).map((canonical) => alias?.fields[canonical] ?? canonical);
    for (const field of fields) expect(ownNames).toContain(field);
  });

  it("do not ask for more than the least a host sends", () => {
    expect(findDataProblem(pointNamed("BeforeToolExecution"), { tool_name: "Bash", parameters: {} })).toBeUndefined();
    expect(findDataProblem(pointNamed("BeforeToolExecution"), { tool_name: "Bash", tool_id: "1" })).toBeUndefined();
    expect(findDataProblem(pointNamed("AfterAgentExecution"), {})).toBeUndefined();
    for (const point of HOOK_POINTS) {
      for (const [name, field] of Object.entries(point.fields)) {
        if (name === "id" || name.endsWith("_id")) expect(field, `${point.name}.${name}`).toHaveProperty("optional", true);
      }
    }
  });
});
