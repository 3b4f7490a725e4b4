import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { yamlText } from "../../../src/agents/install/yaml-text.ts";

const HANDLER = { command: `/bin/sh '/a b/shim' "x" # no comment`, timeout: 30 };
const add = (text: string, event = "pre_tool_call"): string => yamlText.appendToList(text, ["hooks", event], HANDLER);

describe("settings in YAML", () => {
  it.each([
    ["nothing at all", "", "hooks:\n  pre_tool_call:\n    - <ours>\n"],
    ["no hooks", "model: large # mine", "model: large # mine\nhooks:\n  pre_tool_call:\n    - <ours>\n"],
    [
      "an empty place for them",
      "a: 1\nhooks: {}  # none yet\nz:   'z'\n",
      "a: 1\nhooks:   # none yet\n  pre_tool_call:\n    - <ours>\nz:   'z'\n",
    ],
    ["a name without a value", "hooks:\nz: 1\n", "hooks:\n  pre_tool_call:\n    - <ours>\nz: 1\n"],
    [
      "hooks of somebody else",
      "hooks:\n    pre_tool_call:\n    - command: mine # the first\n\n    # the end\n",
      "hooks:\n    pre_tool_call:\n    - command: mine # the first\n    - <ours>\n\n    # the end\n",
    ],
    [
      "a text over several lines before them",
      "hooks:\n  other:\n    - command: |\n        one\n        two\nz: 1\n",
      "hooks:\n  other:\n    - command: |\n        one\n        two\n  pre_tool_call:\n    - <ours>\nz: 1\n",
    ],
    ["lines of Windows", "hooks:\r\n  a: 1\r\n", "hooks:\r\n  a: 1\r\n  pre_tool_call:\r\n    - <ours>\r\n"],
  ])("get a hook where there is %s, and nothing else changes", (_, before, expected) => {
    const eol = before.includes("\r\n") ? "\r\n" : "\n";
    const indent = /( *)- <ours>/.exec(expected)![1]!;
    const ours = stringify(HANDLER, { lineWidth: 0 }).trimEnd().replaceAll("\n", `${eol}${indent}  `);
    expect(add(before)).toBe(expected.replace("<ours>", ours));
  });

  it("get a hook inside of brackets as well", () => {
    expect(add("hooks: {pre_tool_call: [{command: mine}]}\n")).toBe(
      `hooks: {pre_tool_call: [{command: mine}, ${JSON.stringify(HANDLER)}]}\n`,
    );
    expect(yamlText.parse(add("hooks: {a: {}, }", "b"))).toEqual({ hooks: { a: {}, b: [HANDLER] } });
    expect(yamlText.parse(add("hooks: {a: , b: [ 1, # one\n ] }", "b"))).toEqual({ hooks: { a: null, b: [1, HANDLER] } });
    expect(yamlText.parse(add("hooks: {b: [1], a: }", "c"))).toEqual({ hooks: { a: null, b: [1], c: [HANDLER] } });
    expect(yamlText.parse(add("{hooks: {}}"))).toEqual({ hooks: { pre_tool_call: [HANDLER] } });
  });

  it("hold what they held and one hook more, whatever they were, and lose exactly that again", () => {
    const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes("__proto__"));
    const names = fc.constantFrom("pre_tool_call", "post_tool_call", "other");
    const hooks = fc.dictionary(names, fc.array(json, { minLength: 1, maxLength: 3 }), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
    const settings = fc.record({ first: json, hooks, last: json }, { requiredKeys: ["hooks"], noNullPrototype: true });
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom("any", "flow"),
    });
    fc.assert(
      fc.property(settings, style, fc.constantFrom("", "# the end\n"), (value, manner, end) => {
        const before = stringify(value, manner as object) + end;
        const parsed = yamlText.parse(before) as typeof value;
        const after = add(before);
        const own = parsed.hooks.pre_tool_call ?? [];
        expect(yamlText.parse(after)).toEqual({ ...parsed, hooks: { ...parsed.hooks, pre_tool_call: [...own, HANDLER] } });
        expect(yamlText.removeAt(after, ["hooks", "pre_tool_call", own.length])).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  it("lose what would be empty without the hook", () => {
    expect(yamlText.removeAt("a: 1 # one\nhooks:\n  x:\n    - command: ours\nz: 2\n", ["hooks", "x", 0])).toBe(
      "a: 1 # one\nz: 2\n",
    );
    expect(yamlText.removeAt("hooks: {x: [1, 2, 3], y: [4]}\n", ["hooks", "x", 0])).toBe("hooks: {x: [2, 3], y: [4]}\n");
    expect(yamlText.removeAt("hooks: {x: [1], y: [4]}\n", ["hooks", "y", 0])).toBe("hooks: {x: [1]}\n");
  });

  it("get a field at the top that is missing", () => {
    expect(yamlText.ensureField("a: 1\n", "version", 1)).toBe("a: 1\nversion: 1\n");
    expect(yamlText.ensureField("version: 2\n", "version", 1)).toBe("version: 2\n");
  });

  it("that cannot be read are said to be so, with the line", () => {
    expect(yamlText.findSyntaxProblem("a: 1\nb: [\n")).toMatchObject({ line: expect.any(Number) });
    expect(yamlText.findSyntaxProblem("- a\n")).toEqual({ message: "it is no mapping", line: 1 });
    expect(yamlText.findSyntaxProblem("a: 1\n---\nb: 2\n")).toBeDefined();
    expect(yamlText.findSyntaxProblem("# nothing yet\n")).toBeUndefined();
  });
});
