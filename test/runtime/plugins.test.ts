// Plugins come whole or not at all, and go cleanly.

import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, results, type HookPlugin, type Runtime } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";

const POINT = "acme:deploy";
const logger = createRecordingLogger();
const folder = createTemporaryFolder({
  "policy.mjs": `export default { name: "policy", version: "1.2.0", hookloom: ">=0.0.1",
  hooks: () => [{ point: "acme:deploy", hook: () => ({ type: "cancel", reason: "policy" }) }] };`,
  "broken.mjs": "export default 7;",
  "torn.mjs": "export default {",
});
let runtime: Runtime;

const plugin = (changes: Partial<HookPlugin> = {}): HookPlugin => ({
  name: "freeze",
  version: "1.0.0",
  hooks: () => [{ point: POINT, hook: () => results.cancel("frozen") }],
  ...changes,
});

beforeEach(async () => {
  runtime = await createRuntime({ logger });
});
afterEach(() => runtime.close());
afterAll(() => folder.dispose());

describe("a plugin", () => {
  it("brings its hooks and takes them away again, and is told when it is out", async () => {
    const told: string[] = [];
    const loaded = await runtime.plugins.load(plugin({ dispose: () => void told.push(`${runtime.count(POINT)} hooks left`) }));
    expect(loaded).toEqual({ name: "freeze", version: "1.0.0", hooks: ["freeze#1"] });
    expect(runtime.hooks()).toMatchObject([{ id: "freeze#1", owner: "plugin/freeze" }]);
    expect(await runtime.run(POINT, {})).toMatchObject({ type: "cancel", reason: "frozen" });
    expect([await runtime.plugins.unload("freeze"), await runtime.plugins.unload("freeze")]).toEqual([true, false]);
    expect(await runtime.run(POINT, {})).toEqual({ type: "continue" });
    expect([told, runtime.plugins.list()]).toEqual([["0 hooks left"], []]);
  });

  it("is imported from a file by its path", async () => {
    await runtime.plugins.load(join(folder.path, "policy.mjs"));
    expect(await runtime.run(POINT, {})).toMatchObject({ type: "cancel", reason: "policy", hookId: "policy#1" });
  });

  it("that the options name is loaded before any script, or the runtime does not start", async () => {
    const start = (from: string, name = "policy") =>
      createRuntime({ logger, plugins: { [name]: { from, folder: folder.path } } });
    await using started = await start("./policy.mjs");
    expect(started.plugins.list()).toEqual([{ name: "policy", version: "1.2.0", hooks: ["policy#1"] }]);
    await expect(start("./missing.mjs")).rejects.toMatchObject({ code: "PLUGIN_INVALID" });
    await expect(start("./policy.mjs", "other")).rejects.toMatchObject({
      message: "The plugin of ./policy.mjs is called policy, not other.",
    });
  });

  it("registers all of its hooks or none", async () => {
    const two = () => ["one", "one"].map((id) => ({ point: POINT, hook: () => undefined, options: { id } }));
    await expect(runtime.plugins.load(plugin({ hooks: two }))).rejects.toMatchObject({ code: "HOOK_ID_TAKEN" });
    expect([runtime.count(), runtime.plugins.list()]).toEqual([0, []]);
  });

  it("is loaded once, and only by a version of Hookloom it works with", async () => {
    await runtime.plugins.load(plugin());
    await expect(runtime.plugins.load(plugin({ version: "2.0.0" }))).rejects.toMatchObject({
      code: "PLUGIN_LOADED",
      message: "The plugin freeze is loaded already, in version 1.0.0.",
    });
    await expect(runtime.plugins.load(plugin({ name: "old", hookloom: "^99.0.0" }))).rejects.toMatchObject({
      code: "PLUGIN_INCOMPATIBLE",
      message: expect.stringMatching(/^The plugin old 1\.0\.0 works with Hookloom \^99\.0\.0; this is \d/),
    });
  });

  it.each([
    [7, "must be an object"],
    [{ name: "", version: "1.0.0", hooks: () => [] }, "its name"],
    [{ name: "x", version: "one", hooks: () => [] }, "semantic version"],
    [{ name: "x", version: "1.0.0" }, "hooks must be"],
    [{ name: "x", version: "1.0.0", hooks: () => [], hookloom: "soon" }, "range of versions"],
    [{ name: "x", version: "1.0.0", hooks: () => [], dispose: 1 }, "dispose must be"],
  ])("is refused when it is none: %j", async (wrong, message) => {
    await expect(runtime.plugins.load(wrong as HookPlugin)).rejects.toMatchObject({
      code: "PLUGIN_INVALID",
      message: expect.stringContaining(message),
    });
  });

  it("says which file or package is none", async () => {
    for (const name of ["broken.mjs", "torn.mjs", "missing.mjs"]) {
      await expect(runtime.plugins.load(join(folder.path, name))).rejects.toMatchObject({
        code: "PLUGIN_INVALID",
        message: expect.stringContaining(name),
      });
    }
    await expect(runtime.plugins.load("no-such-package")).rejects.toMatchObject({
      code: "PLUGIN_INVALID",
      message: expect.stringContaining("a path begins with ./ or /"),
    });
  });

  it("that does not end well keeps nobody from ending", async () => {
    await runtime.plugins.load(plugin({ dispose: () => Promise.reject(new Error("stuck")) }));
    await runtime.close();
    expect(logger.lines.at(-1)?.message).toBe("the plugin freeze did not end well: Error: stuck");
  });
});
