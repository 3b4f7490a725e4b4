// The guides that show a terminal: their files are written and their commands run, one after the other, and print what they show.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expectPrinted, findExamples } from "./guide-examples.ts";
import { ShellSession } from "./shell-session.ts";

const PAGES = ["getting-started", "configuration", "http-clients", "operations"];
/** What a page takes for granted. */
const GIVEN: Readonly<Record<string, string>> = {
  operations: 'import { on } from "hookloom";\non("BeforeToolExecution", { id: "guard" }, () => {});\n',
};

it.each(PAGES)(
  "the commands of the guide %s print what it shows",
  async (name) => {
    const page = readFileSync(new URL(`../../docs/guide/${name}.md`, import.meta.url), "utf8");
    const examples = findExamples(page);
    expect(examples.flatMap(({ commands }) => commands).length).toBeGreaterThan(2);
    await using session = await ShellSession.start();
    if (Object.hasOwn(GIVEN, name)) session.write("hooks/guard.js", GIVEN[name]!);
    for (const { files, commands } of examples) {
      for (const [path, text] of Object.entries(files)) session.write(path, text);
      for (const { line, prints } of commands) expectPrinted(await session.run(line), prints, line);
    }
  },
  60_000,
);
