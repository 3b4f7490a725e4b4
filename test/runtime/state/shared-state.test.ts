// States that scripts of different languages share in one runtime, as far as the config grants them.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createRuntime, type Runtime, type RuntimeOptions, type UniversalEvent } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

const FILES = {
  "spend.js": `import { on, cancel, state } from "hookloom";
on("test:spend", { failure_mode: "fail_closed" }, async (ctx) => cancel(String(await state.shared("budget").increment("usd", ctx.data.usd))));`,
  "report.lua": `local h = require "hookloom"
h.wants({ state = { "budget" } })
h.on("test:report", { failure_mode = "fail_closed" }, function()
  return h.cancel(tostring(h.state.shared("budget").get("usd")))
end)`,
  "stranger.js": `import { on, cancel, state } from "hookloom";
on("test:stranger", { failure_mode: "fail_closed" }, async () => {
  try { return cancel(await state.shared("budget").get("usd")); } catch (error) { return cancel(error.message); }
});`,
};

let scripts: TemporaryFolder;
let kept: TemporaryFolder;
let runtime: Runtime;
const logger = createRecordingLogger();

const options = (): RuntimeOptions => ({
  scriptsDir: scripts.path,
  stateDir: kept.path,
  logger,
  watch: false,
  grants: { "spend.js": { state: ["budget"] }, "report.*": { state: ["b*"] } },
});
const ask = async (point: string, data = {}): Promise<string> => {
  const outcome = await runtime.run(point, data);
  return outcome.type === "cancel" ? outcome.reason : outcome.type;
};

beforeAll(async () => {
  [scripts, kept] = [createTemporaryFolder(FILES), createTemporaryFolder({})];
  runtime = await createRuntime(options());
});
afterAll(async () => {
  await runtime.close();
  scripts.dispose();
  kept.dispose();
});

test("what one script counts, another of another language reads, and neither forgets it at a restart", async () => {
  expect(await ask("test:spend", { usd: 2 })).toBe("2");
  expect(await ask("test:spend", { usd: 3 })).toBe("5");
  expect(await ask("test:report")).toBe("5");
  await runtime.close();
  runtime = await createRuntime(options());
  expect(await ask("test:report")).toBe("5");
});

test("who may not is told so, and so is the operator, with the line that would grant it", async () => {
  const denied: UniversalEvent[] = [];
  runtime.subscribe("script.permission_denied", (event) => void denied.push(event));
  expect(await ask("test:stranger")).toBe(
    'state.shared: stranger.js may not use "budget": the config does not grant it. [PERMISSION_DENIED]',
  );
  const message = 'stranger.js may not use the shared state "budget". To grant it: [grants."stranger.js"] state = ["budget"]';
  expect(denied.map(({ data }) => data)).toEqual([{ script: "stranger.js", action: "state", namespace: "budget", message }]);
});

test("a script that asks for it says so in the list, whether it is granted or not", () => {
  expect(runtime.scripts().find(({ id }) => id === "report.lua")?.permissions).toEqual([
    { action: "state", what: "budget", granted: true },
  ]);
});
