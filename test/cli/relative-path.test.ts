import { resolve } from "node:path";
import { expect, it } from "vitest";
import { relativePath } from "../../src/cli/relative-path.ts";

it("shortens paths below the working directory, and no others", () => {
  const shown = ["hooks/a.js", ".", "..hooks/a.js"].map((path) => relativePath(resolve(path)));
  expect(shown).toEqual(["hooks/a.js", ".", "..hooks/a.js"]);
  expect(relativePath(resolve("../a.js"))).toBe(resolve("../a.js"));
});
