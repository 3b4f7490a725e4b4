// What the config requires to be asked is refused while it is not, whatever keeps it from being asked.

import { afterEach, describe, expect, it } from "vitest";
import { createRuntime, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const POINT = "BeforeToolExecution";
const CALL = { tool_name: "Bash", parameters: { command: "ls" } };
const guard = (options = "{}"): string => `import { on, cancel } from "hookloom";
on("${POINT}", ${options}, (ctx) => { if (ctx.data.parameters.command === "rm") return cancel("no rm"); });`;

let folder: TemporaryFolder | undefined;
let runtime: Runtime | undefined;
const logger = createRecordingLogger();
afterEach(async () => {
  await runtime?.close();
  folder?.dispose();
  runtime = undefined;
  logger.lines.length = 0;
});

async function start(files: Record<string, string>, options: Partial<RuntimeOptions> = {}): Promise<void> {
  folder = createTemporaryFolder({ ...files, "other.js": "" });
  const scripts = { "guard.js": { requiredAt: [POINT] } };
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, watch: false, logger, scripts, ...options });
}

async function ask(command = "ls"): Promise<string> {
  const outcome = await runtime!.run(POINT, { ...CALL, parameters: { command } });
  return outcome.type === "cancel" ? outcome.reason : outcome.type;
}

async function write(text: string | undefined): Promise<void> {
  if (text === undefined) folder!.remove("guard.js");
  else folder!.write("guard.js", text);
  await runtime!.reload();
}

describe("a point that requires a script", () => {
  it("is open while the script is asked there, and refused by nobody but the script", async () => {
    await start({ "guard.js": guard() });
    expect([await ask(), await ask("rm")]).toEqual(["continue", "no rm"]);
    expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("is open while the script is asked there within a composition", async () => {
    await start({ "guard.js": guard() }, { compositions: { all: { point: POINT, kind: "parallel", hooks: ["guard.js"] } } });
    expect([await ask(), await ask("rm")]).toEqual(["continue", "no rm"]);
  });

  it("is refused while the script is missing, broken or registers nothing there, and says which", async () => {
    await start({});
    expect(await ask()).toBe(
      `${POINT} is refused, because it needs guard.js, which is not in the scripts folder. [scripts."guard.js"] required_at says so.`,
    );
    await write("let = ;");
    expect(await ask()).toMatch(/guard\.js, which is not loaded: Unexpected/);
    await write(`import { on } from "hookloom"; on("test:elsewhere", () => {});`);
    expect(await ask()).toContain("guard.js, which has no hook there.");
    await write(guard());
    expect(await ask()).toBe("continue");
    await write(undefined);
    expect(await ask()).toContain("is not in the scripts folder");
  });

  it("stays open when a new version is broken and the last good one serves", async () => {
    await start({ "guard.js": guard() });
    await write("let = ;");
    expect([await ask(), await ask("rm")]).toEqual(["continue", "no rm"]);
  });

  it.each([
    ["is in the shadow", "{ shadow: true }"],
    ["only observes", '{ phase: "observe" }'],
    ["is asked once", "{ once: true }"],
  ])("is refused when its hook %s", async (_, options) => {
    await start({ "guard.js": guard(options) });
    expect(await ask()).toContain("has only hooks there that are switched off or do not decide");
  });

  it("is refused while its hook is switched off", async () => {
    await start({ "guard.js": guard('{ id: "guard" }') });
    runtime!.switches.disable("guard");
    expect(await ask()).toContain("switched off");
    runtime!.switches.enable("guard");
    expect(await ask()).toBe("continue");
  });

  it("is refused when its hook fails, though that says it is to fail open", async () => {
    await start({
      "guard.js": `import { on } from "hookloom"; on("${POINT}", { failure_mode: "fail_open" }, () => { throw new Error("torn"); });`,
    });
    expect(await ask()).toContain("failed and is fail_closed");
  });

  it("may be named as another system names it, and is told of when the runtime starts", async () => {
    await start({}, { scripts: { "guard.js": { requiredAt: ["PreToolUse"] } } });
    expect(await ask()).toContain("is not in the scripts folder");
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: "error", details: { script: "guard.js", point: POINT } }),
    );
  });

  it("is open when the scripts that are wanted do not include it", async () => {
    await start({}, { onlyScripts: (id) => id === "other.js" });
    expect(await ask()).toBe("continue");
  });

  it("is required and open as a running runtime is told, or not as before when that is a mistake", async () => {
    await start(
      { "guard.js": `import { on } from "hookloom"; on("${POINT}", () => { throw new Error("torn"); });` },
      { scripts: {} },
    );
    expect(await ask()).toBe("continue");
    await runtime!.reconfigure({ scripts: { "guard.js": { requiredAt: [POINT] }, "gone.js": { requiredAt: ["test:gone"] } } });
    expect(await ask()).toContain("failed and is fail_closed");
    expect(await runtime!.run("test:gone", {})).toMatchObject({ type: "cancel" });
    await expect(runtime!.reconfigure({ scripts: { "guard*": { requiredAt: [POINT] } } })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
    expect(await ask()).toContain("failed and is fail_closed");
    await runtime!.reconfigure({ scripts: {} });
    expect([await ask(), await runtime!.run("test:gone", {})]).toEqual(["continue", { type: "continue" }]);
  });

  it.each([
    ["guard*", POINT, "CONFIG_INVALID", "sections that name one script"],
    ["guard.js", "SessionEnd", "CONFIG_INVALID", "SessionEnd, which cannot be refused"],
    ["guard.js", "BeforeTolExecution", "POINT_UNKNOWN", "BeforeToolExecution"],
  ])("is a mistake of the config for %s at %s", async (glob, point, code, message) => {
    await expect(start({}, { scripts: { [glob]: { requiredAt: [point] } } })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
