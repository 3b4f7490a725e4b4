import { describe, expect, it } from "vitest";
import { alignColumns } from "../../src/cli/columns.ts";
import { printable } from "../../src/cli/printable.ts";
import { shellQuote } from "../../src/cli/shell-text.ts";
import { createTextLogger } from "../../src/cli/text-logger.ts";

function logged(details: Record<string, unknown>, message: string): string {
  const lines: string[] = [];
  createTextLogger({ level: "info", write: (line) => lines.push(line) }).error(details, message);
  return lines.join("\n");
}

describe("the text logger", () => {
  it("adds the place and the code when the message does not say them", () => {
    expect(logged({ place: "a.js:3", code: "HOOK_FAILED", hook: "x" }, "it broke")).toBe("error it broke (a.js:3) [HOOK_FAILED]");
    expect(logged({ script: "a.js", code: "SCRIPT_SYNTAX" }, "a.js:3: torn [SCRIPT_SYNTAX]")).toBe(
      "error a.js:3: torn [SCRIPT_SYNTAX]",
    );
  });

  it("says which script speaks, and lets none speak for us or move the cursor", () => {
    expect(logged({ script: "a.js", by: "script" }, "unloaded a.js\nerror b.js\x1b[2J")).toBe(
      "error a.js: unloaded a.js\\nerror b.js\\u{1b}[2J",
    );
  });

  it("leaves out what is below its level", () => {
    const lines: string[] = [];
    const logger = createTextLogger({ level: "warn", write: (line) => lines.push(line) });
    logger.info({}, "no");
    logger.warn({}, "yes");
    createTextLogger({ level: "silent", write: (line) => lines.push(line) }).error({}, "no");
    expect(lines).toEqual(["warn  yes"]);
  });
});

describe("text for terminals", () => {
  it("shows what would turn the direction of writing around", () => {
    expect(printable("a\u202Eb\u2028c")).toBe("a\\u{202e}b\\u{2028}c");
  });

  it("aligns columns by what is seen of them", () => {
    expect(
      alignColumns([
        ["\x1b[31ma\x1b[39m", "b"],
        ["ccc", ""],
      ]),
    ).toBe("  \x1b[31ma\x1b[39m    b\n  ccc");
  });

  it("quotes arguments for the shell of the platform", () => {
    expect(shellQuote("--data", "linux")).toBe("--data");
    expect(shellQuote(`it's {"a":1}`, "linux")).toBe(`'it'\\''s {"a":1}'`);
    expect(shellQuote('{"a":"b\\"c"}', "win32")).toBe('"{\\"a\\":\\"b\\\\\\"c\\"}"');
  });
});
