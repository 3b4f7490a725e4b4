// What a guest says is taken for what it is, or refused; nothing it says makes the host stumble.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import { parseGuestError, parseLoadReport } from "../../src/sandbox/parse-guest.ts";
import { anyJson } from "../support/arbitrary-json.ts";

const FILE = "guard.lua";

/** The error that a reply comes to, returned or thrown. */
function errorOf(act: () => unknown): HookloomError {
  let error: unknown;
  try {
    error = act();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(HookloomError);
  return error as HookloomError;
}

const errorReply = (error: unknown) => `E${JSON.stringify(error)}`;
const parseError = (reply: string) => errorOf(() => parseGuestError(reply, FILE, "HOOK_FAILED"));
const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** The rest of a report that says nothing more. */
const REST = { subscriptions: [], components: [], wants: { publish: [], http: [], state: [] }, modules: [] };

describe("parseLoadReport", () => {
  it("reads the hooks that a script registered", () => {
    const hooks = [
      { handle: 0, point: "BeforeToolExecution", options: { id: "x", match: { tool_name: ["Bash"] } }, line: 3 },
      { handle: 7, point: "acme:deploy", options: {} },
    ];
    expect(parseLoadReport(`L${JSON.stringify({ hooks })}`, FILE)).toEqual({ hooks, ...REST });
    expect(parseLoadReport('L{"hooks":[]}', FILE)).toEqual({ hooks: [], ...REST });
  });

  it("takes an empty list of options for an empty table, and leaves a wrong line out", () => {
    const hook = { handle: 0, point: "acme:x" };
    for (const options of [[], undefined, null, "text"]) {
      for (const line of [undefined, -1, 1.5, "3", null]) {
        expect(parseLoadReport(`L${JSON.stringify({ hooks: [{ ...hook, options, line }] })}`, FILE)).toEqual({
          hooks: [{ ...hook, options: {} }],
          ...REST,
        });
      }
    }
  });

  it("keeps nothing of a hook but what it knows", () => {
    const report = parseLoadReport(
      'L{"hooks":[{"handle":0,"point":"acme:x","options":{},"extra":1,"__proto__":{"polluted":1}}],"more":1}',
      FILE,
    );
    expect(report).toEqual({ hooks: [{ handle: 0, point: "acme:x", options: {} }], ...REST });
    expect(Object.keys(report.hooks[0]!)).toEqual(["handle", "point", "options"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    [""],
    ["L"],
    ["Lnull"],
    ["L[]"],
    ["L{}"],
    ['L{"hooks":{}}'],
    ['L{"hooks":[],"subscriptions":[{"handle":0}]}'],
    ['L{"hooks":[],"subscriptions":[{"handle":0,"pattern":""}]}'],
    ['L{"hooks":[],"components":[{"handle":"0","name":"x"}]}'],
    ['L{"hooks":[],"components":5}'],
    ['L{"hooks":[],"wants":{"publish":[1]}}'],
    ['L{"hooks":[null]}'],
    ['L{"hooks":[{"point":"acme:x"}]}'],
    ['L{"hooks":[{"handle":-1,"point":"acme:x"}]}'],
    ['L{"hooks":[{"handle":1.5,"point":"acme:x"}]}'],
    ['L{"hooks":[{"handle":9007199254740992,"point":"acme:x"}]}'],
    ['L{"hooks":[{"handle":0,"point":5}]}'],
    ["R{}"],
    ["X"],
    ["l{}"],
  ])("refuses %j as a breach of the protocol", (reply) => {
    const error = errorOf(() => parseLoadReport(reply, FILE));
    expect(error).toMatchObject({ code: "SANDBOX_PROTOCOL", place: { file: FILE } });
    expect(error.message).toContain(FILE);
  });

  it("takes a thousand hooks and no more", () => {
    const hooks = (count: number) =>
      `L${JSON.stringify({ hooks: Array(count).fill({ handle: 0, point: "acme:x", options: {} }) })}`;
    expect(parseLoadReport(hooks(1000), FILE).hooks).toHaveLength(1000);
    expect(errorOf(() => parseLoadReport(hooks(1001), FILE)).code).toBe("SANDBOX_PROTOCOL");
  });

  it("refuses options nested so deep that reading them would run out of stack", () => {
    const reply = `L{"hooks":[{"handle":0,"point":"acme:x","options":{"match":${deep(200_000)}}}]}`;
    expect(errorOf(() => parseLoadReport(reply, FILE)).code).toBe("SANDBOX_PROTOCOL");
  });

  it("throws the error of a script that could not be loaded", () => {
    const syntax = errorReply({ kind: "syntax", message: "unexpected end", file: FILE, line: 9 });
    expect(errorOf(() => parseLoadReport(syntax, FILE))).toMatchObject({
      code: "SCRIPT_SYNTAX",
      message: "unexpected end",
      place: { file: FILE, line: 9 },
    });
    const exception = errorReply({ kind: "exception", message: "no such thing", frames: [{ file: FILE, line: 2 }] });
    expect(errorOf(() => parseLoadReport(exception, FILE))).toMatchObject({ code: "SCRIPT_LOAD_FAILED", place: { line: 2 } });
  });
});

describe("parseGuestError", () => {
  it("lets a script say that it is in one of its modules, and in no other file", () => {
    const fileOf = (file: unknown): unknown =>
      parseError(errorReply({ kind: "exception", message: "x", file, line: 3 })).place!.file;
    expect(["modules/a.js", "modules/team/größe 2.js"].map(fileOf)).toEqual(["modules/a.js", "modules/team/größe 2.js"]);
    const others = ["other.js", "modules/../../etc/passwd", "modules/", `modules/${"x".repeat(301)}`, "modules/\u001b[1m", 7];
    for (const other of others) expect(fileOf(other)).toBe(FILE);
  });

  it("takes the code from the kind, and the given one for an exception", () => {
    const codes = { syntax: "SCRIPT_SYNTAX", result: "RESULT_INVALID", exception: "HOOK_FAILED", unknown: "HOOK_FAILED" };
    for (const [kind, code] of Object.entries(codes)) expect(parseError(errorReply({ kind, message: "text" })).code).toBe(code);
    expect(parseGuestError(errorReply({ kind: "exception", message: "text" }), FILE, "SCRIPT_LOAD_FAILED").code).toBe(
      "SCRIPT_LOAD_FAILED",
    );
  });

  it("keeps the place and the frames", () => {
    const frames = [
      { file: FILE, line: 4, function: "check" },
      { file: FILE, line: 12 },
    ];
    const error = parseError(errorReply({ kind: "exception", message: "boom", file: FILE, line: 4, column: 9, frames }));
    expect(error.place).toEqual({ file: FILE, line: 4, column: 9 });
    expect(error.details).toEqual({ script: FILE, frames });
  });

  it("takes the line from the innermost frame when the error has none", () => {
    const frames = [
      { file: FILE, line: 4 },
      { file: FILE, line: 12 },
    ];
    expect(parseError(errorReply({ kind: "exception", message: "boom", frames })).place).toEqual({ file: FILE, line: 4 });
  });

  it("names the script's own file, whatever file the guest claims", () => {
    expect(parseError(errorReply({ kind: "exception", message: "boom", file: "/etc/passwd", line: 1 })).place).toEqual({
      file: FILE,
      line: 1,
    });
  });

  it("leaves out frames and places that are none", () => {
    const frames = [
      null,
      1,
      {},
      { file: FILE },
      { file: 1, line: 1 },
      { file: FILE, line: -1 },
      { file: FILE, line: 1, function: 2 },
      { file: FILE, line: 5 },
    ];
    const error = parseError(errorReply({ kind: "exception", message: "boom", line: "4", column: -1, frames }));
    expect(error.details.frames).toEqual([{ file: FILE, line: 5 }]);
    expect(error.place).toEqual({ file: FILE, line: 5 });
    expect(parseError(errorReply({ kind: "exception", message: "boom", frames: {} })).details.frames).toEqual([]);
  });

  it("cuts what is too long", () => {
    const frames = Array(100).fill({ file: FILE, line: 1 });
    const error = parseError(errorReply({ kind: "exception", message: "x".repeat(100_000), frames }));
    expect(error.message).toHaveLength(2000);
    expect(error.details.frames).toHaveLength(20);
    expect(parseError("x".repeat(1_000_000)).message.length).toBeLessThan(200);
  });

  it.each([[""], ["E"], ["Enull"], ["E[]"], ["E{}"], ['E{"message":5}'], ["E{"], ["R{}"], [`E${deep(200_000)}`]])(
    "takes a reply that is no error for a breach of the protocol",
    (reply) => {
      expect(parseError(reply)).toMatchObject({ code: "SANDBOX_PROTOCOL", place: { file: FILE } });
    },
  );
});

describe("hostile replies", () => {
  const tag = fc.constantFrom("L", "E", "R", "W", "", "x");
  const hook = fc.record(
    { handle: fc.oneof(fc.nat(), anyJson), point: fc.oneof(fc.string(), anyJson), options: anyJson, line: anyJson },
    { requiredKeys: [] },
  );
  const report = fc.record({ hooks: fc.oneof(fc.array(hook, { maxLength: 4 }), anyJson) }, { requiredKeys: [] });
  const frame = fc.record(
    { file: fc.oneof(fc.string(), anyJson), line: fc.oneof(fc.nat(), anyJson), function: anyJson },
    { requiredKeys: [] },
  );
  const error = fc.record(
    {
      kind: fc.oneof(fc.constantFrom("syntax", "exception", "result"), anyJson),
      message: fc.oneof(fc.string(), anyJson),
      line: anyJson,
      column: anyJson,
      frames: fc.oneof(fc.array(frame), anyJson),
    },
    { requiredKeys: [] },
  );
  const json = fc.oneof(anyJson, report, error).map((value) => JSON.stringify(value));
  const reply = fc.oneof(
    fc.tuple(tag, json).map(([first, rest]) => first + rest),
    fc.tuple(tag, fc.string()).map(([first, rest]) => first + rest),
  );

  it("become a load report of proper hooks, or an error of ours with the place", () => {
    fc.assert(
      fc.property(reply, (text) => {
        try {
          for (const { handle, point, options, line } of parseLoadReport(text, FILE).hooks) {
            expect(Number.isSafeInteger(handle) && handle >= 0).toBe(true);
            expect(typeof point).toBe("string");
            expect(typeof options === "object" && options !== null && !Array.isArray(options)).toBe(true);
            expect(line === undefined || Number.isSafeInteger(line)).toBe(true);
          }
        } catch (thrown) {
          if (!(thrown instanceof HookloomError)) throw thrown;
          expect(["SANDBOX_PROTOCOL", "SCRIPT_SYNTAX", "RESULT_INVALID", "SCRIPT_LOAD_FAILED"]).toContain(thrown.code);
          expect(thrown.place?.file).toBe(FILE);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("become an error of ours with a message, a place and proper frames", () => {
    fc.assert(
      fc.property(reply, (text) => {
        const { message, place, details } = parseError(text);
        expect(typeof message).toBe("string");
        expect(place!.file).toBe(FILE);
        for (const found of (details.frames ?? []) as { file: unknown; line: unknown }[]) {
          expect([typeof found.file, typeof found.line]).toEqual(["string", "number"]);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
