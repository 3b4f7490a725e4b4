// Coding agents: an event answered over HTTP and by the shim, against the same hook as a process of its own, which is how
// agents call hooks otherwise.

import { spawn, spawnSync } from "node:child_process";
import { Agent, request } from "node:http";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Desk from "../../src/cli/agent-desk.ts";
import type * as Ledger from "../../src/agents/ledger.ts";
import type * as Clock from "../../src/foundation/clock.ts";
import type * as Server from "../../src/server/server.ts";
import { built } from "../built.ts";
import { createRuntime, quiet, TOOL_CALL } from "../hookloom.ts";
import { latencies, median } from "../measure.ts";
import { microseconds, milliseconds, printRows, times, type Row } from "../row.ts";

const { createServer } = await built<typeof Server>("src/server/server");
const { createAgentDesk } = await built<typeof Desk>("src/cli/agent-desk");
const { AgentLedger } = await built<typeof Ledger>("src/agents/ledger");
const { systemClock } = await built<typeof Clock>("src/foundation/clock");

const SHIM = fileURLToPath(new URL("../../bin/hookloom-hook.cjs", import.meta.url));
const SHELL_SHIM = fileURLToPath(new URL("../../bin/hookloom-hook.sh", import.meta.url));
const PYTHON_HOOK = `import json, sys
event = json.load(sys.stdin)
if "shutdown" in event["tool_input"]["command"]:
    print(json.dumps({"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "no"}}))
`;
const guard = `import { on, cancel } from "hookloom";
on("BeforeToolExecution", (ctx) => { if (ctx.data.parameters.command.includes("shutdown")) return cancel("no"); });
`;
const { parameters, tool_id, ...rest } = TOOL_CALL;
const payload = JSON.stringify({ ...rest, hook_event_name: "PreToolUse", tool_input: parameters, tool_use_id: tool_id });
const ROUNDS = 41;

const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
const state = join(folder, "state");
const scripts = join(folder, "hooks");
try {
  printRows(await measure());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<Row[]> {
  mkdirSync(scripts);
  for (const name of ["a", "b", "c"]) writeFileSync(join(scripts, `${name}.js`), guard);
  writeFileSync(join(folder, "hook.py"), PYTHON_HOOK);
  const runtime = await createRuntime({ scriptsDir: scripts, watch: false, logger: quiet });
  const ledger = new AgentLedger(state, systemClock);
  const settings = { enabled: true, unreachableReading: "continue", unreachableChanging: "deny" };
  const agents = createAgentDesk(runtime as never, () => settings as never, quiet, ledger);
  const server = createServer(runtime as never, { stateDir: state, logger: quiet, agents });
  const { url } = await server.start();
  const connection = new Agent({ keepAlive: true });
  const refused = await post(url, connection, payload.replace("git status", "shutdown now"));
  if (!refused.includes('"deny"')) throw new Error("the benchmark's scripts do not answer");

  const http = await latencies(() => post(url, connection, payload), 5000);
  const node: number[] = [];
  const byNode: number[] = [];
  const byShell: number[] = [];
  const curl: number[] = [];
  const python: number[] = [];
  const interpreter: number[] = [];
  const interpreterPath = findInterpreter();
  // In turns, so that whatever else the machine does meets all of them.
  for (let round = 0; round < ROUNDS; round += 1) {
    node.push(await processMs(process.execPath, ["-e", "0"]));
    const words = ["claude-code", "PreToolUse", "--state", state];
    byNode.push(await processMs(process.execPath, [SHIM, ...words]));
    if (process.platform !== "win32") byShell.push(await processMs("/bin/sh", [SHELL_SHIM, process.execPath, ...words]));
    if (hasProgram("curl"))
      curl.push(
        await processMs("curl", [
          "-s",
          "--unix-socket",
          join(state, "daemon.sock"),
          "--data-binary",
          "@-",
          "http://localhost/hooks/claude-code",
        ]),
      );
    if (hasProgram("python3")) python.push(await processMs("python3", [join(folder, "hook.py")]));
    if (interpreterPath !== undefined) interpreter.push(await processMs(interpreterPath, [join(folder, "hook.py")]));
  }
  connection.destroy();
  await server.close();
  ledger.close();
  await runtime.close();

  const nodeMs = median(node);
  // What agents are given where there is a shell; the shim of Node is what it falls back to, and what there is on Windows.
  const shimMs = median(byShell.length === 0 ? byNode : byShell);
  const rows: Row[] = [
    {
      what: "coding agent over HTTP (Claude Code's form), three scripts, p50",
      measured: microseconds(http.p50Us),
      target: "<= 1 ms",
      met: http.p50Us <= 1000,
    },
    {
      what: "coding agent by the shim, whole process, three scripts",
      measured: milliseconds(shimMs),
      target: "<= 1.6x `node -e 0`",
      met: shimMs <= 1.6 * nodeMs,
      baseline: `\`node -e 0\` ${milliseconds(nodeMs)}${curl.length === 0 ? "" : `; curl in the shim's place ${milliseconds(median(curl))}`}`,
      ratio: `${times(shimMs / nodeMs)} its time`,
    },
    {
      what: "the same, when Node runs the shim instead of the shell",
      measured: milliseconds(median(byNode)),
      target: "<= 1.6x `node -e 0`",
      met: median(byNode) <= 1.6 * nodeMs,
      baseline: `\`node -e 0\` ${milliseconds(nodeMs)}`,
      ratio: `${times(median(byNode) / nodeMs)} its time`,
    },
  ];
  if (python.length === 0) return rows;
  const pythonMs = median(python);
  // What is called python3 may be a launcher that looks for the real one first, at the cost of a few processes: the interpreter
  // itself is what we are judged by.
  const interpreterMs = interpreter.length === 0 ? pythonMs : median(interpreter);
  const baseline = `the hook as a process of its own: ${milliseconds(interpreterMs)}; started by the name \`python3\` ${milliseconds(pythonMs)}`;
  const faster = (oursMs: number): string => `${(interpreterMs / oursMs).toFixed(1)}x as fast`;
  const byName = (oursMs: number): string => `${(pythonMs / oursMs).toFixed(1)}x by the name`;
  rows.push(
    {
      what: "the shim against the same hook as a python3 process",
      measured: faster(shimMs),
      target: ">= 3x",
      met: interpreterMs / shimMs >= 3,
      baseline,
      ratio: byName(shimMs),
    },
    {
      what: "HTTP against the same hook as a python3 process",
      measured: faster(http.p50Us / 1000),
      target: ">= 50x",
      met: (interpreterMs * 1000) / http.p50Us >= 50,
      baseline,
      ratio: byName(http.p50Us / 1000),
    },
  );
  return rows;
}

function post(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/hooks/claude-code`,
      { method: "POST", agent, headers: { "content-type": "application/json" } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve(text));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** From the start of a process, given the event on standard input, to its end. */
async function processMs(command: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: ["pipe", "ignore", "ignore"] });
  child.stdin.on("error", () => {});
  child.stdin.end(payload);
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  return performance.now() - startedMs;
}

/** The interpreter behind `python3`. */
function findInterpreter(): string | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

function hasProgram(name: string): boolean {
  return spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
}
