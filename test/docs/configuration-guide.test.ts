// Every piece of hookloom.toml that a guide shows is accepted, but the one that shows a mistake.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/runtime/config/load-config.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf } from "./guide-examples.ts";

const GUIDES = new URL("../../docs/guide/", import.meta.url);
const blocks = readdirSync(GUIDES).flatMap((page) =>
  blocksOf(readFileSync(new URL(page, GUIDES), "utf8"), "toml").map((text, at) => ({ title: `${page} ${at + 1}`, text })),
);

describe("the configuration that guides show", () => {
  it("is in many places", () => expect(blocks.length).toBeGreaterThan(10));

  it.each(blocks)("is accepted: $title", ({ text }) => {
    const folder = createTemporaryFolder({ "hookloom.toml": text });
    for (const [, path] of text.matchAll(/"([\w/]+\.json)"/g)) folder.write(path!, "{}");
    const load = (): unknown => loadConfig({ cwd: folder.path, env: {} });
    if (text.includes('"soon"')) expect(load).toThrow("limits.timeout_ms must be an integer");
    else expect(load()).toMatchObject({ watch: true });
    folder.dispose();
  });
});
