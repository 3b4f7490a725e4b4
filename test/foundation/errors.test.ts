// Errors say what, where and whose business it is; whatever was thrown becomes one.

import { describe, expect, it } from "vitest";
import { ERROR_CODES, type ErrorCode } from "../../src/foundation/error-codes.ts";
import { describeThrown, formatError, formatPlace, HookloomError, toHookloomError } from "../../src/foundation/errors.ts";

/** Values whose conversion to text throws or is odd. */
const AWKWARD: readonly unknown[] = [
  Object.create(null),
  { toString: () => ({}) },
  {
    toString() {
      throw new Error("from toString");
    },
  },
  Object.defineProperty(new Error("hidden"), "message", {
    get() {
      throw new Error("from message");
    },
  }),
];

describe("HookloomError", () => {
  it("knows its audience by its code", () => {
    for (const [code, entry] of Object.entries(ERROR_CODES)) {
      expect(new HookloomError(code as ErrorCode, "text").audience).toBe(entry.audience);
    }
  });

  it("is an error with a name, details that default to none, and a cause only when one was given", () => {
    const error = new HookloomError("HOOK_FAILED", "text");
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("HookloomError");
    expect(error.details).toEqual({});
    expect(error.place).toBeUndefined();
    expect(Object.hasOwn(error, "cause")).toBe(false);
    expect(new HookloomError("HOOK_FAILED", "text", { cause: 0 }).cause).toBe(0);
  });

  it("has a meaning and a remedy, both sentences, for every code", () => {
    for (const { meaning, remedy } of Object.values(ERROR_CODES)) {
      expect(meaning).toMatch(/^[A-Z].*\.$/s);
      expect(remedy).toMatch(/^[A-Z].*\.$/s);
    }
  });
});

describe("formatPlace", () => {
  it("shows as much of the place as is known", () => {
    expect(formatPlace({ file: "a.lua", line: 3, column: 7 })).toBe("a.lua:3:7");
    expect(formatPlace({ file: "a.lua", line: 3 })).toBe("a.lua:3");
    expect(formatPlace({ file: "a.lua" })).toBe("a.lua");
  });

  it("is empty without a file", () => {
    expect(formatPlace(undefined)).toBe("");
    expect(formatPlace({})).toBe("");
    expect(formatPlace({ line: 3 })).toBe("");
  });

  it("does not let a column without a line pass for a line", () => {
    expect(formatPlace({ file: "a.lua", column: 7 })).toBe("a.lua");
  });
});

describe("formatError", () => {
  it("puts the place before and the code after the message", () => {
    const error = new HookloomError("SCRIPT_SYNTAX", "unexpected end", { place: { file: "a.lua", line: 3 } });
    expect(formatError(error)).toBe("a.lua:3: unexpected end [SCRIPT_SYNTAX]");
    expect(formatError(new HookloomError("HOOK_FAILED", "boom"))).toBe("boom [HOOK_FAILED]");
  });

  it("shows the message of a foreign error, and anything else as text", () => {
    expect(formatError(new TypeError("not a function"))).toBe("not a function");
    expect(formatError("text")).toBe("text");
    expect(formatError(undefined)).toBe("undefined");
    expect(formatError(Symbol("s"))).toBe("Symbol(s)");
  });

  it("stays on one line", () => {
    expect(formatError(new Error("first\n  second\r\nthird"))).toBe("first second third");
    expect(formatError(new HookloomError("SCRIPT_SYNTAX", "first\n\n^ here"))).toBe("first ^ here [SCRIPT_SYNTAX]");
  });

  it("never throws, whatever was thrown", () => {
    for (const thrown of AWKWARD) expect(formatError(thrown)).toBe("something was thrown that cannot be shown");
  });
});

describe("toHookloomError", () => {
  it("lets errors of ours pass unchanged", () => {
    const error = new HookloomError("RESULT_INVALID", "text");
    expect(toHookloomError(error, "HOOK_FAILED")).toBe(error);
  });

  it("wraps a foreign error with its message and keeps it as the cause", () => {
    const cause = new TypeError("not a function");
    const error = toHookloomError(cause, "HOOK_FAILED");
    expect(error).toMatchObject({ code: "HOOK_FAILED", message: "not a function" });
    expect(error.cause).toBe(cause);
  });

  it("wraps what is no error at all", () => {
    expect(toHookloomError("text", "HOOK_FAILED").message).toBe("text");
    expect(toHookloomError(undefined, "HOOK_FAILED").message).toBe("undefined");
    expect(toHookloomError(null, "HOOK_FAILED").message).toBe("null");
  });

  it("never throws, whatever was thrown", () => {
    for (const thrown of AWKWARD) {
      const error = toHookloomError(thrown, "HOOK_FAILED");
      expect(error.code).toBe("HOOK_FAILED");
      expect(error.cause).toBe(thrown);
    }
  });
});

describe("describeThrown", () => {
  it("names an error that has no message", () => {
    expect(describeThrown(new RangeError())).toBe("RangeError");
  });

  it("answers a text even when the message of an error is none", () => {
    expect(describeThrown(Object.assign(new Error("text"), { message: 42 }))).toBe("42");
  });
});
