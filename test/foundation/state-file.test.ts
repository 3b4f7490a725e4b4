import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readStateFile, writeStateFile } from "../../src/foundation/state-file.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";

const folder = createTemporaryFolder();
afterAll(() => folder.dispose());
const path = join(folder.path, "deep", "state.json");
const read = (): unknown => readStateFile(path, "numbers", (stored) => (stored as number[]).map((each) => each + 1));

describe("a file of state", () => {
  it("holds what was written, for its owner only, and nothing else is left beside it", () => {
    expect(read()).toBeUndefined();
    writeStateFile(path, [1]);
    writeStateFile(path, [1, 2]);
    expect(read()).toEqual([2, 3]);
    expect(readdirSync(join(folder.path, "deep"))).toEqual(["state.json"]);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(["{", "7"])("says which file does not hold what it should: %s", (text) => {
    writeFileSync(path, text);
    const error = { code: "STATE_UNREADABLE", message: `${path} does not hold numbers.`, details: { path } };
    expect(read).toThrow(expect.objectContaining(error));
  });
});
