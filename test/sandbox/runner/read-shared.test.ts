import { expect, it } from "vitest";
import { readShared } from "../../../src/sandbox/runner/read-shared.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";

it("reads a whole file, large or empty, into memory that can be shared", () => {
  const large = "äöü ".repeat(1_000_000);
  using folder = createTemporaryFolder({ large, empty: "" });
  const read = (name: string): Buffer => {
    const shared = readShared(`${folder.path}/${name}`);
    expect(shared).toBeInstanceOf(SharedArrayBuffer);
    return Buffer.from(shared);
  };
  expect(read("large").equals(Buffer.from(large))).toBe(true);
  expect(read("empty")).toHaveLength(0);
});
