// Whether the place that a message names is the one where the key stands.

import fc from "fast-check";
import { parse, TomlError } from "smol-toml";
import { describe, expect, it } from "vitest";
import { locateToml, type TomlPath } from "../../../src/runtime/config/toml-places.ts";
import { anyPlacedToml } from "./toml-model.ts";

describe("locateToml", () => {
  it.each<[text: string, path: TomlPath, place: string]>([
    ["a = 1", ["a"], "1:1"],
    ["\n  a = 1", ["a"], "2:3"],
    ["# a = 1\r\na = 1", ["a"], "2:1"],
    ["[a]\nb = 1", ["a"], "1:2"],
    ["[a]\nb = 1", ["a", "b"], "2:1"],
    ["[ a . b ]\nc = 1", ["a", "b"], "1:7"],
    ["a.b = 1\na.c = 2", ["a", "c"], "2:3"],
    ["a.b = 1\na.c = 2", ["a"], "1:1"],
    ['"a.b".c = 1', ["a.b", "c"], "1:7"],
    ["'a' = 1", ["a"], "1:1"],
    ['"\\u0061" = 1', ["a"], "1:1"],
    ["a = { b = 1, c.d = 2 }", ["a", "c", "d"], "1:16"],
    ["a = {\n  b = 1, # c = 2\n  c = 2,\n}", ["a", "c"], "3:3"],
    ["a = [\n  1, # 2\n  [2, 3],\n]", ["a", 1, 1], "3:7"],
    ["[[a]]\nb = 1\n[[a]]\nb = 2", ["a", 1, "b"], "4:1"],
    ["[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2", ["a", 1, "b", "c"], "6:1"],
    ["[[a]]\n[[a.b]]\n[[a.b]]\nc = 1", ["a", 0, "b", 1, "c"], "4:1"],
    ['a = """\nb = 1\n"""\nb = 2', ["b"], "4:1"],
    ["a = '''b = 1\n# '''\nb = 2", ["b"], "3:1"],
    ['a = """x"""""\nb = 2', ["b"], "2:1"],
    ['a = "\\"" # "\nb = 2', ["b"], "2:1"],
    ["a = 1979-05-27 07:32:00\nb = 2", ["b"], "2:1"],
  ])("of %j finds %j at %s", (text, path, place) => {
    expect(() => parse(text)).not.toThrow();
    const found = locateToml(text)(path);
    expect(`${found?.line}:${found?.column}`).toBe(place);
  });

  it("finds nothing where nothing is", () => {
    const locate = locateToml("a.b = [1]");
    expect(locate(["b"])).toBeUndefined();
    expect(locate(["a", "b", 1])).toBeUndefined();
    expect(locate([])).toBeUndefined();
  });

  it("finds every key and item of any text at the place where it was first written", () => {
    fc.assert(
      fc.property(anyPlacedToml, ({ text, offsets }) => {
        const locate = locateToml(text);
        expect(offsets.map(([path]) => JSON.stringify(path)).sort()).toEqual(pathsOf(parse(text)).sort());
        for (const [path, offset] of offsets) {
          const lines = text.slice(0, offset).split("\n");
          expect(locate(path), JSON.stringify(path)).toEqual({ line: lines.length, column: lines.at(-1)!.length + 1 });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("ends with any text, valid or not", () => {
    const piece = fc.constantFrom("a", "[", "]", "{", "}", "=", ".", ",", '"', "'", '"""', "#", "\n", " ", "\\", "é");
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => void endOf(text),
      ),
      { numRuns: 2000 },
    );
  });

  it("is quick with a long text", () => {
    const text = `a = [${"'x', # y\n".repeat(100_000)}]\n${"# comment\n\n".repeat(100_000)}b = 1`;
    expect(locateToml(text)(["b"])).toEqual({ line: 300_002, column: 1 });
  }, 2000);
});

/** Locates everything in a text that need not be valid, so that an unreadable key in it is no fault. */
function endOf(text: string): void {
  try {
    locateToml(text);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TomlError);
  }
}

/** The paths of everything inside a parsed document. */
function pathsOf(value: unknown, path: TomlPath = []): string[] {
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inner]) => {
    const inside = [...path, isList ? Number(key) : key];
    return [JSON.stringify(inside), ...pathsOf(inner, inside)];
  });
}
