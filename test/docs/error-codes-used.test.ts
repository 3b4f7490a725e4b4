// Whether every error code of the table, and so of the reference page, can occur.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ERROR_CODES } from "../../src/foundation/error-codes.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const TABLE = join("src", "foundation", "error-codes.ts");

it("every error code is used somewhere outside its table", () => {
  const files = globSync("{src,bridges}/**/*.{ts,js,mjs,lua,py}", { cwd: ROOT }).filter((file) => file !== TABLE);
  const code = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
  const unused = Object.keys(ERROR_CODES).filter((name) => !code.includes(`"${name}"`));
  expect(unused, `nothing throws ${unused.join(", ")}: use them, or take them out of ${TABLE} and run \`npm run docs\``).toEqual(
    [],
  );
});
