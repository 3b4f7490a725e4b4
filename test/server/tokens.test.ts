import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Tokens, tokensPath } from "../../src/server/tokens.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let folder: TemporaryFolder;
let stateDir: string;
beforeEach(() => {
  folder = createTemporaryFolder();
  stateDir = join(folder.path, "state");
});
afterEach(() => folder.dispose());

const written = (): Record<string, string> => JSON.parse(readFileSync(tokensPath(stateDir), "utf8")) as Record<string, string>;

describe("the daemon's tokens", () => {
  it("are made at the first start, differ, and stay the same at the next", () => {
    Tokens.open(stateDir);
    const { observe, run, operate } = written();
    expect(new Set([observe, run, operate]).size).toBe(3);
    const tokens = Tokens.open(stateDir);
    expect([observe, run, operate].map((token) => tokens.roleOf(token!))).toEqual(["observe", "run", "operate"]);
  });

  it.skipIf(process.platform === "win32")("can be read by nobody but their user", () => {
    Tokens.open(stateDir);
    expect(statSync(tokensPath(stateDir)).mode & 0o777).toBe(0o600);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  it("give no role to anything else", () => {
    const tokens = Tokens.open(stateDir);
    expect(["", "x", `${written().run} `, written().run!.slice(1)].map((token) => tokens.roleOf(token))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it.each([
    ["{", "is not JSON"],
    ["[]", 'has no token of 32 characters or more for "observe"'],
    ['{"observe": "short"}', 'has no token of 32 characters or more for "observe"'],
  ])("refuse a file that holds %s", (text, message) => {
    Tokens.open(stateDir);
    writeFileSync(tokensPath(stateDir), text);
    expect(() => Tokens.open(stateDir)).toThrow(
      expect.objectContaining({ code: "TOKENS_INVALID", message: expect.stringContaining(message) }),
    );
  });
});
