import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/server/parse-json.ts";

function messageOf(text: string): string {
  try {
    parseJson(text, "The body");
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return "";
}

describe("JSON from outside", () => {
  it.each([
    ["", "unexpected end of JSON input, at line 1, column 1."],
    ['{"a": x}', "unexpected token 'x', at line 1, column 7."],
    ['{\n  "a": 1,\n}', "expected double-quoted property name, at line 3, column 1."],
    ['{"a": "b', "unterminated string, at line 1, column 9."],
    ["{tool_name:Bash}", "expected property name or '}', at line 1, column 2."],
    ["{} x", "unexpected non-whitespace character, at line 1, column 4."],
    ["[1, 2", "expected ',' or ']' after array element, at line 1, column 6."],
  ])("names the place of the fault in %j", (text, fault) => {
    expect(messageOf(text)).toBe(`The body is not JSON: ${fault}`);
  });

  it("finds the token that the engine names without its place, however long the text", () => {
    const before = `{"list": [${"1, ".repeat(5000)}\n`;
    expect(messageOf(`${before}nonsense]}`)).toMatch(/at line 2, column 2\.$/);
  });

  it("refuses keys that would change prototypes, and says where they are", () => {
    expect(messageOf('{"data": {"a": {"__proto__": {}}}}')).toBe(
      'The body has the key "data.a.__proto__", which is not allowed.',
    );
  });

  it("refuses nesting that would exhaust the stack of whoever reads it", () => {
    expect(messageOf(`${"[".repeat(200_000)}${"]".repeat(200_000)}`)).toBe("The body is nested more than 100 levels deep.");
    expect(parseJson(`${"[".repeat(100)}${"]".repeat(100)}`, "The body")).toBeInstanceOf(Array);
  });
});
