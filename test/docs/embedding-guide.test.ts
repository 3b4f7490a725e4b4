// The examples of the guide to embedding are run, and print what their comments say.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runProgram } from "./guide-programs.ts";

const guide = readFileSync(new URL("../../docs/guide/embedding.md", import.meta.url), "utf8");
const examples = [...guide.matchAll(/^## (.+)|```ts\n([^]*?)```/gm)].reduce<{ title: string; code: string }[]>(
  (found, [, title, code]) => {
    if (title !== undefined) return [...found, { title, code: "" }];
    const last = found.at(-1);
    return last?.code === "" ? [...found.slice(0, -1), { ...last, code: code! }] : [...found, { title: "first", code: code! }];
  },
  [],
);

/** What an example prints, and what its comments say it prints. */
async function run(code: string): Promise<{ printed: string[]; promised: string[] }> {
  const promised = [...code.matchAll(/(?:console\.log\(.*\); |^)\/\/ (.+)$/gm)].map(([, text]) => text!);
  const printed = (await runProgram(code)).map((values) => values.map(String).join(" "));
  return { printed, promised };
}

describe("the guide to embedding", () => {
  it("has examples", () => {
    expect(examples.filter(({ code }) => code !== "").length).toBeGreaterThan(4);
  });

  it.each(examples.filter(({ code }) => code !== ""))("shows what is so: $title", async ({ code }) => {
    const { printed, promised } = await run(code);
    expect(printed).toEqual(promised);
  });
});
