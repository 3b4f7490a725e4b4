// The example scripts, in real sandboxes: every script alone must answer what `cases.ts` says, and the whole folder loaded at
// once must come to the same outcome, for that is what `npm start` does.

import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/foundation/json.ts";
import { mergeObjects } from "../../src/foundation/merge-patch.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import type { SandboxedScript } from "../../src/sandbox/sandboxed-script.ts";
import { USE_CASES } from "./cases.ts";
import { ask, createSandbox, EXAMPLES_FOLDER, LANGUAGES, loadExample } from "./example-scripts.ts";

/** The packs for coding agents, which have a test of their own. They keep quiet unless an agent asks. */
const AGENT_PACKS = "agents";

describe.each(LANGUAGES)("in $name", (language) => {
  const sandbox = createSandbox(language);
  afterAll(() => sandbox.close());

  describe.each(USE_CASES)("$folder", ({ folder, file, cases }) => {
    let script: SandboxedScript;
    beforeAll(async () => {
      script = await loadExample(sandbox, `${folder}/${file}`);
    });

    test.each(cases)("$name", async ({ steps }) => {
      for (const step of steps) expect(await ask(script, step.point, step.data, step.metadata)).toEqual(step.expect);
    });
  });
});

describe("all together", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    // A machine that runs all tests at once is slow; whether a hook is fast enough is not what is tested here.
    runtime = await startRuntime(LANGUAGES, { scriptsDir: EXAMPLES_FOLDER, watch: false, breaker: { slowMs: 5000 } });
  });
  afterAll(() => runtime.close());

  test("every use case is there in every language, and all of it loads", () => {
    const folders = readdirSync(EXAMPLES_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([AGENT_PACKS, ...USE_CASES.map(({ folder }) => folder)].sort());
    const expected = USE_CASES.flatMap(({ folder, file }) => ["js", "lua", "py"].map((ending) => `${folder}/${file}.${ending}`));
    const ids = runtime.scripts().map(({ id }) => id);
    expect(ids.filter((id) => !id.startsWith(`${AGENT_PACKS}/`))).toEqual(expected.sort());
    for (const { id, status } of runtime.scripts()) expect({ id, kind: status.kind }).toEqual({ id, kind: "serving" });
  });

  describe.each(USE_CASES)("$folder", ({ cases }) => {
    test.each(cases)("$name", async ({ steps }) => {
      for (const { point, data, metadata = {}, expect: result } of steps) {
        const outcome = await runtime.run(point, data, { metadata });
        if (result === undefined) expect(outcome).toEqual({ type: "continue" });
        else if (result.type === "cancel") expect(outcome).toMatchObject({ type: "cancel", reason: result.reason });
        else if (result.type === "retry") expect(outcome).toMatchObject({ type: "retry", result });
        else expect(outcome).toMatchObject({ type: "modified", data: mergeObjects(data, result.data as JsonObject) });
        // The first of the three changes the data and leaves the others nothing to do.
        if (outcome.type === "modified") expect(outcome.modifiedBy).toHaveLength(1);
      }
    });
  });
});
