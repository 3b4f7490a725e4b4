// A hook that names the fields it needs is sent those and no others.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueAtPath, type JsonObject } from "../../src/foundation/json.ts";
import { parseFields, pickFields } from "../../src/sandbox/pick-fields.ts";

describe("the fields of a hook", () => {
  const data = { tool_name: "Bash", parameters: { command: "ls", env: { TOKEN: "secret" } }, list: [{ a: 1 }], user: "root" };

  it("are picked at their paths, and what is not there is left out", () => {
    const pick = (...fields: string[]): JsonObject => pickFields(data, parseFields(fields)!);
    expect(pick("tool_name", "parameters.command")).toEqual({ tool_name: "Bash", parameters: { command: "ls" } });
    expect(pick("list", "missing", "user.name", "parameters.missing")).toEqual({ list: [{ a: 1 }] });
    expect(pick()).toEqual({});
  });

  it("may name a part and the whole, which is then sent whole, and leave the data as it was", () => {
    const before = structuredClone(data);
    expect(pickFields(data, parseFields(["parameters.command", "parameters", "parameters"])!)).toEqual({
      parameters: data.parameters,
    });
    expect(data).toEqual(before);
  });

  it.each([["tool_name"], { a: 1 }, [1], [""], ["a..b"], ["__proto__.x"], ["a".repeat(501)], Array(101).fill("a")].slice(1))(
    "are no list of paths: %j",
    (given) => {
      expect(parseFields(given)).toBeUndefined();
    },
  );

  it("are all that is sent, whatever the data and the paths", () => {
    const key = fc.constantFrom("a", "b", "c");
    const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join("."));
    const tree = fc.letrec<{ value: unknown; object: object }>((tie) => ({
      value: fc.oneof(fc.integer(), tie("object")),
      object: fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    }));
    const leaves = (value: unknown, at: string[] = []): string[][] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([name, inside]) => leaves(inside, [...at, name]))
        : [at];
    fc.assert(
      fc.property(tree.object, fc.array(path, { maxLength: 4 }), (given, fields) => {
        const picked = pickFields(given as JsonObject, parseFields(fields)!);
        const isNamed = (leaf: string[]): boolean => fields.some((field) => `${leaf.join(".")}.`.startsWith(`${field}.`));
        const wanted = leaves(given).filter(isNamed);
        expect(leaves(picked).filter((leaf) => wanted.some((each) => each.join() === leaf.join())).length).toBe(wanted.length);
        for (const leaf of leaves(picked)) expect(valueAtPath(picked, leaf)).toEqual(valueAtPath(given, leaf));
        for (const leaf of leaves(picked)) if (typeof valueAtPath(picked, leaf) === "number") expect(isNamed(leaf)).toBe(true);
      }),
    );
  });
});
