import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AGENTS } from "../../src/agents/agent-list.ts";
import { writeLaunchFile, type Launch } from "../../src/agents/launch-file.ts";
import { DEFAULT_POLICY } from "../../src/agents/fallback.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { startDesk } from "./desk-server.ts";
import { createDesk, payloadsOf } from "./desk-setup.ts";
import { judge } from "./judge.ts";
import { runShim as startShim, SHIM_STARTS, startWithoutPerl, type ShimStart } from "./shim-driver.ts";

const running = startDesk();

const bash = payloadsOf({ name: "claude-code" })["PreToolUse"]!;
const cancel: HookOutcome = { type: "cancel", hookId: "h", reason: "größer — not today" };

/** Every test of the shim is one of each way it is started: what agents are told must not depend on it. */
const WAYS = (["started by the shell", "started by a shell without Perl", "started by Node"] as const).filter(
  (name) => process.platform !== "win32" || name === "started by Node",
);
const startOf = (way: (typeof WAYS)[number]): ShimStart =>
  way === "started by a shell without Perl" ? startWithoutPerl(running.folder.path) : SHIM_STARTS[way];
const runBy =
  (way: (typeof WAYS)[number]) =>
  (args: readonly string[], payload: unknown, env: NodeJS.ProcessEnv = {}): ReturnType<typeof startShim> =>
    startShim(startOf(way), args, payload, env);

describe.each(WAYS)("the shim %s", (way) => {
  const runShim = runBy(way);

  it.each(AGENTS)("prints exactly what $title expects, and ends as it expects", async (agent) => {
    const event = Object.keys(agent.events).find((name) => agent.events[name]!.point === "BeforeToolExecution")!;
    const payload = payloadsOf(agent)[event]!;
    running.outcome = cancel;
    const printed = await runShim([agent.name, event, "--state", running.folder.path], payload);
    const expected = await createDesk(cancel).desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) });
    expect(printed).toEqual(expected);
    expect(judge(agent, event, printed as typeof expected).decision).toBe("deny");
  });

  it.each(["/home/me/project", "/home/me/größe", "/home/me/My Project (1)", 'a"b\n%20'])(
    "passes on where the agent works: %j",
    async (project) => {
      const env = { CLAUDE_PROJECT_DIR: project, CLAUDE_VERSION: "2.1.0", OTHER_PROJECT_DIR: "/no" };
      expect(await runShim(["claude-code", "PreToolUse", "--state", running.folder.path], bash, env)).toEqual({
        stdout: "{}",
        stderr: "",
        exitCode: 0,
      });
      expect(running.asked[0]?.options?.metadata).toMatchObject({ agent: "claude-code", project_dir: project });
    },
  );

  it("carries payloads as they are, whatever a shell would make of them", async () => {
    const command = "echo $HOME `id` $(id) \\n \\\\ 'x' \"y\" %s\nEND\n! ü";
    await runShim(["claude-code", "PreToolUse", "--state", running.folder.path], { ...bash, tool_input: { command } });
    expect(running.asked[0]?.data.parameters).toEqual({ command });
  });

  it("carries payloads of megabytes", async () => {
    const large = { ...payloadsOf({ name: "claude-code" })["PostToolUse"], tool_response: "ü".repeat(3_000_000) };
    expect((await runShim(["claude-code", "PostToolUse", "--state", running.folder.path], large)).stdout).toBe("{}");
    expect(running.asked[0]?.data.result).toHaveLength(3_000_000);
  });

  it("says what was wrong with an event nobody knows, and lets the agent go on", async () => {
    const { stdout, stderr, exitCode } = await runShim(["claude-code", "Daydream", "--state", running.folder.path], {
      hook_event_name: "Daydream",
    });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
    expect(stderr).toContain('There is no event "Daydream" of Claude Code');
  });
});

it("needs no agent, event or folder named when it is started by hand", async () => {
  const env = { CLAUDE_PROJECT_DIR: "/home/me/größe", HOOKLOOM_STATE_DIR: running.folder.path };
  const printed = await startShim(SHIM_STARTS["started by `hookloom hook`"], [], bash, env);
  expect(printed).toEqual({ stdout: "{}", stderr: "", exitCode: 0 });
  expect(running.asked[0]?.options?.metadata).toMatchObject({ agent: "claude-code", project_dir: "/home/me/größe" });
});

// Without a socket no shell asks anybody, whether it could with Perl or not.
describe.each(WAYS.filter((way) => way !== "started by a shell without Perl"))("without a daemon, the shim %s", (way) => {
  const runShim = runBy(way);
  const launch = (more: Partial<Launch> = {}): Launch => ({
    socket: "",
    start: { command: process.execPath, args: ["--eval", "process.exit(1)"], cwd: "/", env: {} },
    enabled: true,
    policy: DEFAULT_POLICY,
    ...more,
  });
  const alone = (name: string, written?: Launch): string => {
    const path = join(running.folder.path, `${name}-${WAYS.indexOf(way)}`);
    mkdirSync(path);
    if (written !== undefined) writeLaunchFile(path, written);
    return path;
  };
  const read: JsonObject = { ...bash, tool_name: "Read" };

  // Without a socket the shell only starts Node, whoever the agent is.
  it.each(way === "started by Node" ? AGENTS : AGENTS.slice(0, 1))(
    "refuses $title what may change something, and says what to do",
    async (agent) => {
      const event = Object.keys(agent.events).find((name) => agent.events[name]!.point === "BeforeToolExecution")!;
      const answer = await runShim([agent.name, event, "--state", alone(`none-${agent.name}`)], payloadsOf(agent)[event]);
      expect(judge(agent, event, answer as { stdout: string; stderr: string; exitCode: number }).decision).toBe("deny");
      expect(answer.stdout + answer.stderr).toContain("Start the daemon with `hookloom serve`");
      expect(answer.stdout + answer.stderr).toContain(`hookloom agents uninstall ${agent.name}`);
    },
  );

  it("lets reading go on, and everything that is no gate", async () => {
    const state = alone("reading");
    expect(await runShim(["claude-code", "PreToolUse", "--state", state], read)).toMatchObject({ stdout: "{}", exitCode: 0 });
    for (const event of ["Stop", "UserPromptSubmit", "PostToolUse"]) {
      const payload = payloadsOf({ name: "claude-code" })[event];
      expect(await runShim(["claude-code", event, "--state", state], payload)).toMatchObject({ stdout: "{}", exitCode: 0 });
    }
  });

  it("does as configured, and nothing at all when it is switched off", async () => {
    const open = alone("open", launch({ policy: { reading: "deny", changing: "continue" } }));
    expect((await runShim(["claude-code", "PreToolUse", "--state", open], bash)).stdout).toBe("{}");
    expect((await runShim(["claude-code", "PreToolUse", "--state", open], read)).stdout).toContain('"deny"');
    const off = alone("off", launch({ enabled: false }));
    expect((await runShim(["claude-code", "PreToolUse", "--state", off], bash)).stdout).toBe("{}");
  });

  it("names the log of a daemon that could not be started", async () => {
    const state = alone("broken", launch());
    const { stdout, stderr } = await runShim(["claude-code", "PreToolUse", "--state", state], bash);
    // What it had to load for that is there the next time.
    expect(existsSync(join(state, "agents", "compiled"))).toBe(true);
    expect(stdout).toContain('"permissionDecision":"deny"');
    expect(stderr).toContain(`could not be started; ${join(state, "agents", "daemon.log")} says why`);
    expect(existsSync(join(state, "agents", "starting"))).toBe(false);
  });

  // The shell hands it over to Node while there is no daemon, so that this is a test of both.
  it.runIf(way === WAYS[0])("starts it, and loses no event while it starts or is stopped again and again", async () => {
    const scripts = createTemporaryFolder({
      "guard.js":
        'import { on, cancel } from "hookloom";\non("PreToolUse", { match: { tool_name: "Bash" } }, () => cancel("stopped by a script"));\n',
    });
    const state = alone("started", undefined);
    const bin = new URL("../../bin/hookloom.mjs", import.meta.url).pathname;
    const args = [bin, "serve", "--scripts", scripts.path, "--port", "0"];
    writeLaunchFile(state, launch({ start: { command: process.execPath, args, cwd: "/", env: { HOOKLOOM_STATE_DIR: state } } }));
    const stop = (): void => {
      const pid = /"pid": *(\d+)/.exec(readFileSync(join(state, "agents", "launch.json"), "utf8"))?.[1];
      process.kill(Number(pid), "SIGTERM");
    };
    const answers: string[] = [];
    const callOften = async (times: number): Promise<void> => {
      for (let call = 0; call < times; call += 1)
        answers.push((await runShim(["claude-code", "PreToolUse", "--state", state], bash)).stdout);
    };
    await Promise.all([callOften(1), callOften(1), callOften(1)]);
    for (let restart = 0; restart < 2; restart += 1) {
      const stream = Promise.all([callOften(6), callOften(6), callOften(6)]);
      await expect.poll(() => answers.length, { timeout: 30_000 }).toBeGreaterThan(5 + restart * 18);
      stop();
      await stream;
    }
    stop();
    expect(answers).toHaveLength(3 + 2 * 18);
    for (const stdout of answers) expect(stdout).toContain('"permissionDecisionReason":"stopped by a script"');
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const socket = connect(join(state, "daemon.sock"));
        socket.once("error", () => resolve());
        socket.once("connect", () => {
          socket.destroy();
          setTimeout(look, 50);
        });
      };
      look();
    });
    scripts.dispose();
  });

  it("asks again when the daemon goes away before it has answered", async () => {
    const state = alone("restarting", launch());
    let times = 0;
    const flaky = createHttpServer((request, response) => {
      times += 1;
      if (times === 1) return void request.socket.destroy();
      if (times === 2) return void response.writeHead(503).end("{}");
      response.end(JSON.stringify({ stdout: '{"third":"time"}', stderr: "", exit_code: 0 }));
    });
    await new Promise<void>((resolve) => void flaky.listen(join(state, "daemon.sock"), resolve));
    expect((await runShim(["claude-code", "PreToolUse", "--state", state], bash)).stdout).toBe('{"third":"time"}');
    flaky.close();
  });

  it("refuses in the only way that is left when even its own word cannot be loaded", async () => {
    const state = alone("torn");
    writeFileSync(join(state, "daemon.sock"), "");
    expect((await runShim(["no-such-agent", "PreToolUse", "--state", state], bash)).exitCode).toBe(2);
    expect((await runShim(["no-such-agent", "Stop", "--state", state], bash)).exitCode).toBe(0);
  });
});

describe("POST /hooks/<agent>", () => {
  const post = (path: string, body: string): Promise<Response> =>
    fetch(`${running.url}${path}`, { method: "POST", body, headers: { "content-type": "application/json" } });

  it("answers in the agent's own form", async () => {
    running.outcome = cancel;
    const response = await post("/hooks/claude-code", JSON.stringify(bash));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(
      '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"größer — not today"}}',
    );
  });

  it("finds out which agent it is, and takes the event from the address", async () => {
    expect(await (await post("/hooks", JSON.stringify(payloadsOf({ name: "cursor" })["beforeSubmitPrompt"]))).text()).toBe(
      '{"continue":true}',
    );
    const payload = payloadsOf({ name: "copilot-cli" })["permissionRequest"];
    running.outcome = cancel;
    expect(await (await post("/hooks/copilot-cli?event=permissionRequest", JSON.stringify(payload))).text()).toContain(
      '{"behavior":"deny"',
    );
  });

  it("refuses agents and events it does not know", async () => {
    expect((await post("/hooks/clod", "{}")).status).toBe(404);
    const response = await post("/hooks/codex", '{"hook_event_name":"Daydream"}');
    expect([response.status, ((await response.json()) as any).error.code]).toEqual([400, "AGENT_EVENT_UNKNOWN"]);
  });
});
