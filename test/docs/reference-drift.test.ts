// Whether the generated reference pages say what the code says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeCommands } from "../../src/cli/completion/command-tree.ts";
import { createProgram } from "../../src/cli/program.ts";
import { ERROR_CODES } from "../../src/foundation/error-codes.ts";
import { HOOK_POINTS } from "../../src/model/points/catalogue.ts";
import { REFERENCE_PAGES } from "../../tools/reference-pages.ts";

const ROOT = join(import.meta.dirname, "..", "..");

function pageText(page: string): string {
  return readFileSync(join(ROOT, page), "utf8").replaceAll("\r\n", "\n");
}

describe("the reference pages", () => {
  it.each(Object.entries(REFERENCE_PAGES))("%s is as generated from the code", async (page, describePage) => {
    expect(pageText(page) === (await describePage()), `${page} is out of date: run \`npm run docs\``).toBe(true);
  });

  it("name every error code with its remedy", () => {
    const page = pageText("docs/reference/errors.md");
    for (const [code, { remedy }] of Object.entries(ERROR_CODES))
      expect(page).toMatch(new RegExp(`\\| \`${code}\` \\|.*${RegExp.escape(remedy)}`));
  });

  it("name every command of the command line with its options", async () => {
    const page = pageText("docs/reference/cli.md");
    for (const { path, options } of describeCommands(await createProgram([]))) {
      for (const name of path.split(" ")) expect(page, path).toMatch(new RegExp(`[\`\\s]${RegExp.escape(name)}\\b`));
      for (const { word } of options) expect(page, path).toContain(word);
    }
  });

  it("name every hook point with its fields and aliases", () => {
    const sections = pageText("docs/reference/points.md").split("\n### ");
    for (const point of HOOK_POINTS) {
      const section = sections.find((text) => text.startsWith(`${point.name}\n`)) ?? expect.fail(`${point.name} is missing`);
      for (const field of Object.keys(point.fields)) expect(section).toContain(`| \`${field}\` |`);
      for (const alias of point.aliases) expect(section).toContain(`\`${alias.name}\` (${alias.system}`);
    }
  });
});
