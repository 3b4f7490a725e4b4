// What a hook did not ask for does not enter its sandbox, in any language, and what it answers applies to all of the data.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime, outcomeData, type Runtime } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const DATA = { tool_name: "Bash", parameters: { command: "ls", token: "hunter2" }, user: "root" };
const SEEN = { tool_name: "Bash", parameters: { command: "ls" } };

let folder: TemporaryFolder;
let runtime: Runtime;
const logger = createRecordingLogger();

beforeAll(async () => {
  folder = createTemporaryFolder({
    "one.js": `import { on, modified } from "hookloom";
on("test:javascript", { fields: ["tool_name", "parameters.command"] }, (ctx) => modified({ seen: ctx.data }));
on("test:row", () => {});
on("test:row", { fields: ["user"] }, (ctx) => modified({ first: ctx.data }));
on("test:row", (ctx) => modified({ second: ctx.data }));
on("test:none", { fields: [] }, (ctx) => modified({ seen: ctx.data }));`,
    "two.lua": `local h = require "hookloom"
h.on("test:lua", { fields = { "tool_name", "parameters.command" } }, function(ctx) return h.modified({ seen = ctx.data }) end)`,
    "three.py": `from hookloom import on, modified
@on("test:python", fields=["tool_name", "parameters.command"])
def seen(ctx): return modified({"seen": ctx.data})`,
    "wrong.js": `import { on } from "hookloom";\non("test:wrong", { fields: "tool_name" }, () => {});`,
  });
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, watch: false, logger });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

describe("a hook that names its fields", () => {
  test.each(["javascript", "lua", "python"])("is sent those only, in %s, and its answer changes the whole", async (language) => {
    const outcome = await runtime.run(`test:${language}`, DATA);
    expect(outcomeData(outcome, DATA)).toEqual({ ...DATA, seen: SEEN });
  });

  test("does not keep those before and behind it from all of the data", async () => {
    const outcome = await runtime.run("test:row", DATA);
    expect(outcomeData(outcome, DATA)).toEqual({
      ...DATA,
      first: { user: "root" },
      second: { ...DATA, first: { user: "root" } },
    });
  });

  test("may ask for none", async () => {
    expect(outcomeData(await runtime.run("test:none", DATA), DATA)).toEqual({ ...DATA, seen: {} });
  });

  test("is refused when they are no list of paths", () => {
    const { status } = runtime.scripts().find(({ id }) => id === "wrong.js")!;
    expect(status).toMatchObject({ error: { code: "HOOK_OPTIONS_INVALID", message: expect.stringContaining("fields must be") } });
  });
});
