// The plugins, loaded and asked as OpenCode and OpenClaw load and ask theirs: by what the types and the documentation of their
// plugin interfaces say, which both programs themselves have been seen to do.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { findAgent } from "../../src/agents/agent-list.ts";
import { CANARY_VERDICT } from "../../src/agents/canary.ts";
import { readInstalls } from "../../src/agents/install/install-records.ts";
import { carryOut, planPlugin, planUninstall } from "../../src/agents/install/installer.ts";
import { pluginText } from "../../src/agents/install/plugin-file.ts";
import { settingsPath } from "../../src/agents/install/settings-path.ts";
import { tryPlugin } from "../../src/agents/install/try-plugin.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { startDesk } from "./desk-server.ts";
import { SHIM } from "./shim-driver.ts";

const running = startDesk();
let count = 0;
const modules = fileURLToPath(new URL("../../bin/plugins", import.meta.url));

/** Installs an agent's plugin on a machine of its own; `state` is where its daemon listens, this test's own by default. */
function install(name: string, { state = running.folder.path, shim = SHIM } = {}): { path: string; uninstall(): void } {
  const agent = findAgent(name);
  const home = join(running.folder.path, `home-${(count += 1)}`);
  const path = settingsPath(agent, "user", { home, project: home, env: {} });
  const records = join(home, "state");
  carryOut(
    records,
    planPlugin(records, agent, "user", path, pluginText(agent, { modules, node: process.execPath, shim, state })),
    true,
    0,
  );
  return { path, uninstall: () => carryOut(records, planUninstall(records, agent, "user", path)!, false, 0) };
}

const load = (path: string): Promise<any> => import(pathToFileURL(path).href);
const annotated = (annotations: object): HookOutcome =>
  ({ type: "continue", annotations: [{ hookId: "h", annotations }] }) as HookOutcome;
const cancel: HookOutcome = { type: "cancel", hookId: "h", reason: "größer — not today" };

describe.each(["opencode", "openclaw"])("the plugin of %s", (name) => {
  it("is a file that is there and gone again, with whatever was there before", () => {
    const agent = findAgent(name);
    const { path, uninstall } = install(name);
    for (const beside of Object.keys(agent.settings.plugin!.beside ?? {}))
      expect(existsSync(join(dirname(path), beside))).toBe(true);
    uninstall();
    expect(existsSync(path)).toBe(false);
    for (const beside of Object.keys(agent.settings.plugin!.beside ?? {}))
      expect(existsSync(join(dirname(path), beside))).toBe(false);
  });

  it("goes even when it was changed, but a file that is not ours stays", () => {
    const { path, uninstall } = install(name);
    writeFileSync(path, `${readFileSync(path, "utf8")}\n// changed`);
    uninstall();
    expect(existsSync(path)).toBe(false);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "// mine");
    expect(planUninstall(running.folder.path, findAgent(name), "user", path)).toBeUndefined();
    expect(readInstalls(running.folder.path)).toEqual([]);
  });

  it("refuses the canary, which says that the way is whole", async () => {
    expect(await tryPlugin(name, install(name).path)).toBe(CANARY_VERDICT.reason);
  });

  it("refuses what may change something when no daemon answers, and says what to do", async () => {
    const refusal = await tryPlugin(name, install(name, { state: join(running.folder.path, `nobody-${name}`) }).path);
    expect(refusal).toMatch(new RegExp(`Start the daemon with .*hookloom agents uninstall ${name}`));
  });

  it("refuses it as well when Hookloom itself is gone", async () => {
    const places = { state: join(running.folder.path, `gone-${name}`), shim: join(running.folder.path, "no-shim.cjs") };
    expect(await tryPlugin(name, install(name, places).path)).toMatch(/^Hookloom cannot be asked/);
  });
});

describe("in OpenCode", () => {
  const call = { tool: "bash", sessionID: "ses_1", callID: "call_1" };
  const hooks = async (places = {}): Promise<Record<string, any>> =>
    (await load(install("opencode", places).path)).Hookloom({ directory: "/home/me/project", worktree: "/home/me/project" });

  it("a refused tool call is an error with the reason, and one that goes on is left as it was", async () => {
    const output = { args: { command: "npm test" } };
    await (await hooks())["tool.execute.before"](call, output);
    expect(output).toEqual({ args: { command: "npm test" } });
    expect(running.asked).toMatchObject([
      {
        point: "BeforeToolExecution",
        data: { tool_name: "Bash", tool_id: "call_1", session_id: "ses_1", parameters: { command: "npm test" } },
        options: { metadata: { agent: "opencode", project_dir: "/home/me/project" } },
      },
    ]);
    running.outcome = cancel;
    await expect((await hooks())["tool.execute.before"](call, output)).rejects.toThrow("größer — not today");
  });

  it("changed arguments are in the object that OpenCode goes on with, under its own names", async () => {
    const args = { filePath: "/p/a.ts", oldString: "a", newString: "b", replaceAll: true };
    running.outcome = {
      type: "modified",
      data: { parameters: { file_path: "/p/a.ts", old_string: "a", new_string: "c" } },
      modifiedBy: ["h"],
    };
    await (await hooks())["tool.execute.before"]({ ...call, tool: "edit" }, { args });
    expect(args).toEqual({ filePath: "/p/a.ts", oldString: "a", newString: "c" });
  });

  it("a result is replaced, withheld, or told something below it", async () => {
    const after = async (): Promise<string> => {
      const output = { title: "t", output: "secret", metadata: {} };
      await (await hooks())["tool.execute.after"]({ ...call, args: { command: "cat key" } }, output);
      return output.output;
    };
    expect(await after()).toBe("secret");
    running.outcome = { type: "modified", data: { result: "redacted" }, modifiedBy: ["h"] };
    expect(await after()).toBe("redacted");
    running.outcome = { type: "modified", data: { result: 42 }, modifiedBy: ["h"] };
    expect(await after()).toBe("42");
    running.outcome = cancel;
    expect(await after()).toBe("größer — not today");
    running.outcome = annotated({ additional_context: "Run the formatter." });
    expect(await after()).toBe("secret\n\nRun the formatter.");
  });

  it("a prompt is refused, or told something below it", async () => {
    const parts = [{ type: "file" }, { type: "text", text: "Hello" }];
    running.outcome = annotated({ additional_context: "Rules." });
    await (await hooks())["chat.message"]({ sessionID: "ses_1" }, { parts });
    expect(parts).toEqual([{ type: "file" }, { type: "text", text: "Hello\n\nRules." }]);
    running.outcome = cancel;
    await expect((await hooks())["chat.message"]({ sessionID: "ses_1" }, { parts })).rejects.toThrow("not today");
  });

  it("sessions are told, other events are not, and compaction takes context", async () => {
    const { event, "experimental.session.compacting": compacting } = await hooks();
    await event({ event: { type: "session.created", properties: { info: { id: "ses_2" } } } });
    await event({ event: { type: "file.edited", properties: { file: "a" } } });
    running.outcome = annotated({ additional_context: "Keep the plan." });
    const output = { context: ["first"] };
    await compacting({ sessionID: "ses_2" }, output);
    expect(output.context).toEqual(["first", "Keep the plan."]);
    expect(running.asked.map(({ point, data }) => [point, data.session_id])).toEqual([
      ["SessionStart", "ses_2"],
      ["BeforeCompaction", "ses_2"],
    ]);
  });

  it("reading goes on without a daemon, and everything that is no gate", async () => {
    const { "tool.execute.before": before, "tool.execute.after": after } = await hooks({
      state: join(running.folder.path, "nobody"),
    });
    await before({ ...call, tool: "read" }, { args: { filePath: "/p/a.ts" } });
    const output = { title: "", output: "text", metadata: {} };
    await after({ ...call, args: {} }, output);
    expect(output.output).toBe("text");
  });
});

describe("in OpenClaw", () => {
  const event = { toolName: "exec", params: { command: "npm test" }, toolCallId: "call-1" };
  const context = { sessionId: "s-1", workspaceDir: "/home/me/project", abortSignal: new AbortController().signal };
  const hooks = async (): Promise<Map<string, (event: object, context?: object) => Promise<any>>> => {
    const registered = new Map();
    const plugin = (await load(install("openclaw").path)).default;
    expect(plugin).toMatchObject({ id: "hookloom", name: expect.any(String), description: expect.any(String) });
    // Registering is synchronous there.
    expect(plugin.register({ on: (name: string, hook: never) => void registered.set(name, hook) })).toBeUndefined();
    return registered;
  };

  it("registers the hooks of its contract, each with a time-out that a starting daemon keeps", async () => {
    const { default: plugin } = await load(install("openclaw").path);
    const registered: [string, { timeoutMs: number }][] = [];
    plugin.register({ on: (name: string, _hook: never, options: never) => void registered.push([name, options]) });
    expect(registered.map(([name]) => name).sort()).toEqual(Object.keys(findAgent("openclaw").events).sort());
    for (const [, { timeoutMs }] of registered) expect(timeoutMs).toBe(30_000);
  });

  it("a tool call is refused, asked about or changed by what the hook returns, and left alone by nothing", async () => {
    const before = (await hooks()).get("before_tool_call")!;
    expect(await before(event, context)).toBeUndefined();
    expect(running.asked).toMatchObject([
      {
        point: "BeforeToolExecution",
        data: { tool_name: "Bash", session_id: "s-1", parameters: { command: "npm test" } },
        options: { metadata: { agent: "openclaw", project_dir: "/home/me/project" } },
      },
    ]);
    running.outcome = cancel;
    expect(await before(event, context)).toEqual({ block: true, blockReason: "größer — not today" });
    running.outcome = annotated({ permission: "ask", permission_reason: "Sure?" });
    expect(await before(event, context)).toEqual({
      requireApproval: { title: expect.any(String), description: "Sure?" },
    });
    running.outcome = { type: "modified", data: { parameters: { command: "npm run test:fast" } }, modifiedBy: ["h"] };
    expect(await before(event, context)).toEqual({ params: { command: "npm run test:fast" } });
  });

  it("a prompt is refused and an end revised, a few times in a row for each session", async () => {
    const all = await hooks();
    running.outcome = cancel;
    const messages = [{ role: "user", content: "long" }];
    expect(await all.get("before_agent_run")!({ prompt: "Hello", messages }, context)).toMatchObject({ outcome: "block" });
    expect(JSON.stringify(running.asked)).not.toContain("long");
    const end = (sessionId: string) =>
      all.get("before_agent_finalize")!({ sessionId, stopHookActive: true, lastAssistantMessage: "Done." }, {});
    const answers = [];
    for (let times = 0; times < 6; times += 1) answers.push(await end("s-1"));
    expect(answers.map((answer) => answer?.action)).toEqual(["revise", "revise", "revise", "revise", "revise", undefined]);
    expect(await end("s-2")).toEqual({ action: "revise", reason: "größer — not today" });
  });
});
