import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAgent } from "../../../src/agents/agent-list.ts";
import { registerCommands } from "../../../src/agents/commands/command-hooks.ts";
import { readMoves, writeMove } from "../../../src/agents/commands/moved-commands.ts";
import { carryOutMigration, planMigration, planReturn } from "../../../src/agents/commands/plan-migration.ts";
import { runCommand } from "../../../src/agents/commands/run-command.ts";
import { handlerFor } from "../../../src/agents/install/handler.ts";
import { carryOut, planInstall, planUninstall } from "../../../src/agents/install/installer.ts";
import { listHandlers } from "../../../src/agents/install/settings-file.ts";
import type { JsonObject } from "../../../src/foundation/json.ts";
import { createRuntime } from "../../../src/index.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { createDesk, payloadsOf } from "../desk-setup.ts";
import { PATIENT } from "../../support/patient.ts";

const claude = findAgent("claude-code");
const BEFORE = `{
  // mine
  "hooks": {
    "PreToolUse": [
      { "matcher": "Bash", "hooks": [
        { "type": "command", "command": "guard.sh", "timeout": 5 },
        { "type": "http", "url": "https://example.org" }
      ] },
      { "hooks": [{ "type": "command", "command": "log.sh" }] }
    ],
    "Setup": [{ "hooks": [{ "type": "command", "command": "setup.sh" }] }]
  }
}
`;

let folder: TemporaryFolder;
let count = 0;
beforeAll(() => (folder = createTemporaryFolder()));
afterAll(() => folder.dispose());

function setUp(before = BEFORE): { state: string; path: string; install(): void } {
  const home = join(folder.path, String((count += 1)));
  const [path, state] = [join(home, "settings.json"), join(home, "state")];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, before);
  const command = (agent: string, event: string): string => `hookloom-hook ${agent} ${event}`;
  const install = (): void => {
    const plan = planInstall(state, claude, "user", path, (event) => handlerFor(claude, event, { kind: "shim", command }));
    carryOut(state, plan, true, 0);
  };
  install();
  return { state, path, install };
}

describe("moving commands", () => {
  it("takes them out of the settings and says what stays, and why", () => {
    const { state, path } = setUp();
    const plan = planMigration(state, claude, path)!;
    expect(plan.moved.map(({ event, matcher, handler }) => [event, matcher, handler.command])).toEqual([
      ["PreToolUse", "Bash", "guard.sh"],
      ["PreToolUse", undefined, "log.sh"],
    ]);
    expect(plan.left.map(({ event, why }) => [event, why])).toEqual([
      ["PreToolUse", "it is no command"],
      ["Setup", "nothing in this file asks us at its event"],
    ]);
    carryOutMigration(state, plan);
    const others = listHandlers(readFileSync(path, "utf8"), claude).filter(({ ours }) => !ours);
    expect(others.map(({ handler }) => handler.url ?? handler.command)).toEqual(["https://example.org", "setup.sh"]);
    expect(readFileSync(path, "utf8")).toContain("// mine");
  });

  it("is undone byte by byte, however many steps it took", () => {
    const { state, path } = setUp();
    const installed = readFileSync(path, "utf8");
    carryOutMigration(state, planMigration(state, claude, path, { only: "log" })!);
    expect(readMoves(state)[0]?.commands.map(({ id }) => id)).toEqual(["command:PreToolUse#1"]);
    carryOutMigration(state, planMigration(state, claude, path)!);
    expect(readMoves(state)[0]?.commands.map(({ id }) => id)).toEqual(["command:PreToolUse#1", "command:PreToolUse#2"]);
    carryOutMigration(state, planReturn(state, claude, path)!);
    expect(readFileSync(path, "utf8")).toBe(installed);
    expect(readMoves(state)).toEqual([]);
    // So that uninstalling gives back what was there before anything.
    carryOut(state, planUninstall(state, claude, "user", path)!, false, 0);
    expect(readFileSync(path, "utf8")).toBe(BEFORE);
  });

  it("puts each command back when somebody has changed the file since", () => {
    const { state, path } = setUp();
    carryOutMigration(state, planMigration(state, claude, path)!);
    writeFileSync(path, readFileSync(path, "utf8").replace("// mine", "// changed"));
    carryOutMigration(state, planReturn(state, claude, path)!);
    const text = readFileSync(path, "utf8");
    expect(text).toContain("// changed");
    const others = listHandlers(text, claude).filter(({ ours }) => !ours);
    expect(others.map(({ event, matcher, handler }) => [event, matcher, handler])).toEqual(
      expect.arrayContaining([
        ["PreToolUse", "Bash", { type: "command", command: "guard.sh", timeout: 5 }],
        ["PreToolUse", undefined, { type: "command", command: "log.sh" }],
      ]),
    );
    expect(others).toHaveLength(4);
  });

  it("leaves nothing of ours behind when the hooks were installed again after a change", () => {
    const { state, path, install } = setUp();
    writeFileSync(path, readFileSync(path, "utf8").replace("// mine", "// changed"));
    install();
    carryOut(state, planUninstall(state, claude, "user", path)!, false, 0);
    const text = readFileSync(path, "utf8");
    expect(parse(text)).toEqual(parse(BEFORE));
    expect(text).not.toContain("hookloom-hook");
  });
});

describe("moved commands", () => {
  let runtime: Runtime;
  const scripts = createTemporaryFolder({});
  beforeAll(async () => {
    runtime = await createRuntime({ limits: PATIENT, scriptsDir: scripts.path, watch: false, logger: createRecordingLogger() });
  });
  afterAll(async () => {
    await runtime.close();
    scripts.dispose();
  });

  /** What an agent is told while these commands stand in the file. */
  async function ask(commands: readonly JsonObject[], agent: string, event: string, change: JsonObject = {}): Promise<string> {
    const state = join(folder.path, String((count += 1)));
    writeMove(state, {
      settings: "/x",
      before: null,
      after_sha256: "",
      commands: commands.map(({ event: asked, matcher, ...handler }, index) => ({
        id: `command:${asked}#${index + 1}`,
        event: String(asked),
        ...(typeof matcher === "string" ? { matcher } : {}),
        handler: { type: "command", ...handler },
      })),
    });
    using _ = registerCommands(runtime, state, createRecordingLogger());
    const { desk } = createDesk({ type: "continue" }, { runtime });
    const body = JSON.stringify({ ...payloadsOf({ name: agent })[event], ...change });
    return (await desk.answer({ agent, event, body })).stdout;
  }

  it("get the payload that Claude Code would have sent, where the agent works, whichever agent calls", async () => {
    const script = 'process.stderr.write(require("fs").readFileSync(0, "utf8") + " at " + process.cwd()); process.exit(2)';
    const command = { event: "PreToolUse", matcher: "Bash", command: process.execPath, args: ["-e", script] };
    const claudeSaid = await ask([command], "claude-code", "PreToolUse", { cwd: folder.path });
    const reason = JSON.parse(claudeSaid).hookSpecificOutput.permissionDecisionReason as string;
    const [payload, cwd] = reason.split(" at ");
    expect(JSON.parse(payload!)).toEqual({ ...payloadsOf({ name: "claude-code" })["PreToolUse"], cwd: folder.path });
    expect(cwd).toBe(folder.path);
    const geminiSaid = await ask([command], "gemini-cli", "BeforeTool", { cwd: folder.path });
    expect(JSON.parse(JSON.parse(geminiSaid).reason.split(" at ")[0])).toMatchObject({
      hook_event_name: "PreToolUse",
      tool_name: "Bash",
      tool_input: { command: "npm test" },
    });
  });

  it("are asked only where their matcher fits, and a failing one lets the agent go on unless it shall block", async () => {
    const no = { event: "PreToolUse", matcher: "Edit", command: "exit 2" };
    expect(await ask([no], "claude-code", "PreToolUse")).toBe("{}");
    expect(await ask([{ event: "PreToolUse", command: "exit 1" }], "claude-code", "PreToolUse")).toBe("{}");
    expect(await ask([{ event: "PreToolUse", command: "exit 1", onFailure: "block" }], "claude-code", "PreToolUse")).toContain(
      '"permissionDecision":"deny"',
    );
  });

  it("of a project's settings are asked about that project only", async () => {
    const state = join(folder.path, String((count += 1)));
    const commands = [{ id: "command:PreToolUse#1", event: "PreToolUse", handler: { type: "command", command: "exit 2" } }];
    writeMove(state, { settings: "/p/.claude/settings.json", project: "/p", before: null, after_sha256: "", commands });
    using _ = registerCommands(runtime, state, createRecordingLogger());
    const { desk, records } = createDesk({ type: "continue" }, { runtime });
    for (const cwd of ["/p", "/p/src", "/p/..src", "/project", "/"])
      await desk.answer({ body: JSON.stringify({ ...payloadsOf({ name: "claude-code" })["PreToolUse"], cwd }) });
    expect(records.map(({ effective }) => effective)).toEqual(["deny", "deny", "deny", "continue", "continue"]);
  });

  it("are asked again however often they failed before", async () => {
    const state = join(folder.path, String((count += 1)));
    const command = `grep -q '"tool_name":"Read"' && exit 1; exit 2`;
    writeMove(state, {
      settings: "/x",
      before: null,
      after_sha256: "",
      commands: [{ id: "command:PreToolUse#1", event: "PreToolUse", handler: { type: "command", command } }],
    });
    using _ = registerCommands(runtime, state, createRecordingLogger());
    const { desk } = createDesk({ type: "continue" }, { runtime });
    const say = async (tool: string): Promise<string> => {
      const payload = { ...payloadsOf({ name: "claude-code" })["PreToolUse"], tool_name: tool };
      return (await desk.answer({ agent: "claude-code", event: "PreToolUse", body: JSON.stringify(payload) })).stdout;
    };
    for (let times = 0; times < 6; times += 1) expect(await say("Read")).toBe("{}");
    expect(await say("Bash")).toContain('"permissionDecision":"deny"');
  });

  it("are followed in their file without a restart", async () => {
    const state = join(folder.path, String((count += 1)));
    using _ = registerCommands(runtime, state, createRecordingLogger());
    const command = { id: "command:Stop#1", event: "Stop", handler: { type: "command", command: "exit 2" } };
    writeMove(state, { settings: "/x", before: null, after_sha256: "", commands: [command] });
    await expect.poll(() => runtime.hookNames()).toContain("command:Stop#1");
    writeMove(state, { settings: "/x", before: null, after_sha256: "", commands: [] });
    await expect.poll(() => runtime.hookNames()).not.toContain("command:Stop#1");
  });
});

describe("a command", () => {
  const call = { payload: "{}", env: {}, timeoutMs: 10_000, signal: new AbortController().signal };

  it("is ended with everything it started when its time is over", async () => {
    const end = await runCommand({ ...call, command: "sleep 60 & echo $! && wait", timeoutMs: 300 });
    expect(end).toEqual({ kind: "failed", problem: "did not end within 300 ms" });
  });

  it("ends with the daemon, and one that cannot be started is a failure", async () => {
    const stop = new AbortController();
    const end = runCommand({ ...call, command: "sleep 60", signal: stop.signal });
    stop.abort();
    expect(await end).toEqual({ kind: "failed", problem: "was ended with the daemon" });
    expect(await runCommand({ ...call, command: "/no/such/program", args: [] })).toMatchObject({
      kind: "failed",
      problem: expect.stringContaining("could not be started"),
    });
  });

  it("need not read what it is told, and has its own variables", async () => {
    const end = await runCommand({ ...call, payload: "x".repeat(1_000_000), command: 'echo "$WHERE"', env: { WHERE: "here" } });
    expect(end).toEqual({ kind: "ended", stdout: "here\n", stderr: "", exitCode: 0 });
  });
});
