// Scripts define components, and hooks put them in the place of the host's.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime, type Runtime } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { eventually } from "../../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const FILES = {
  "router.js": `import { on, component, replace, redirect, fork, continue_ } from "hookloom";
on("BeforeToolExecution", (ctx) => {
  const { tool_name, parameters } = ctx.data;
  if (tool_name === "fork") return fork([{ component: "dry-run" }, { component: "reviewer" }]);
  return parameters.to === undefined ? continue_() : replace(parameters.to);
});
component("dry-run", (ctx) => ({ would: ctx.data.parameters.command, attempt: ctx.attempt }));
component("broken", () => {
  throw new Error("out of order");
});`,
  "reviewer.py": `from hookloom import component

@component("reviewer")
async def review(ctx):
    return {"reviewed": ctx.data["tool_name"], "as": ctx.component["id"]}`,
  "counter.lua": `local hookloom = require "hookloom"
hookloom.component("counter", function(ctx) return hookloom.state.increment("calls") end)`,
};

let folder: TemporaryFolder;
let runtime: Runtime;
const logger = createRecordingLogger();

const guard = (tool_name: string, to?: string): Promise<unknown> =>
  runtime.guard<unknown>({
    point: "BeforeToolExecution",
    data: { tool_name, parameters: { command: "ls", ...(to === undefined ? {} : { to }) } },
    run: () => "the host's own",
  });

beforeAll(async () => {
  folder = createTemporaryFolder(FILES);
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, logger });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

describe("a component that a script defines", () => {
  test("performs the operation in the place of the host's, in all three languages", async () => {
    expect(await guard("Bash")).toBe("the host's own");
    expect(await guard("Bash", "dry-run")).toEqual({ would: "ls", attempt: 1 });
    expect(await guard("Bash", "reviewer")).toEqual({ reviewed: "Bash", as: "reviewer" });
    expect([await guard("Bash", "counter"), await guard("Bash", "counter")]).toEqual([1, 2]);
  });

  test("is a branch of a fork like any other", async () => {
    expect(await guard("fork")).toEqual([
      { would: "ls", attempt: 1 },
      { reviewed: "fork", as: "reviewer" },
    ]);
  });

  test("fails the operation with the place of its error", async () => {
    await expect(guard("Bash", "broken")).rejects.toMatchObject({
      code: "COMPONENT_FAILED",
      message: expect.stringContaining("out of order"),
      place: { file: "router.js", line: 9 },
    });
  });

  test("goes with its script, and changes with it", async () => {
    folder.write("reviewer.py", FILES["reviewer.py"].replace('"reviewed"', '"seen"'));
    await eventually(async () => expect(await guard("Bash", "reviewer")).toMatchObject({ seen: "Bash" }));
    folder.remove("reviewer.py");
    await eventually(() => expect(runtime.scripts().map(({ id }) => id)).not.toContain("reviewer.py"));
    expect(await guard("Bash", "reviewer")).toBe("the host's own");
    expect(logger.lines.at(-1)?.message).toContain('There is no component "reviewer".');
  });

  test("cannot take the name of another script's, which goes on performing", async () => {
    folder.write("thief.js", `import { component } from "hookloom";\n\ncomponent("dry-run", () => "stolen");`);
    await eventually(() =>
      expect(logger.lines.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^thief\.js:3: The component id "dry-run" is taken by "router\.js".*\[COMPONENT_ID_TAKEN\]$/),
      ),
    );
    expect(await guard("Bash", "dry-run")).toEqual({ would: "ls", attempt: 1 });
  });
});
