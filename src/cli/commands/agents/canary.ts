// `hookloom agents canary`: sends a tool call that must be blocked the whole way from each agent's settings to the daemon and
// back, by the command that stands there.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import type { AgentContract } from "../../../agents/contract.ts";
import { canaryOf } from "../../../agents/install/canary-payload.ts";
import { readInstalls } from "../../../agents/install/install-records.ts";
import { readHandlers } from "../../../agents/install/read-handlers.ts";
import { tryPlugin } from "../../../agents/install/try-plugin.ts";
import { CANARY_COMMAND, CANARY_VERDICT } from "../../../agents/canary.ts";
import { formatError } from "../../../foundation/errors.ts";
import { alignColumns } from "../../columns.ts";
import { relativePath } from "../../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { shellQuote } from "../../shell-text.ts";
import { styled } from "../../style.ts";

const MORE_HELP = `
Exit codes: 0 every installed agent's canary was blocked, 1 one was not.
To see the agent itself do it, ask it to run: ${CANARY_COMMAND}`;

/** The command. */
export function canaryCommand(): Command {
  return withCommonOptions(new Command("canary"))
    .description("send a call that must be blocked through every installed agent's settings")
    .argument("[agent]", "only this agent")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(canary);
}

async function canary(name: string | undefined, flags: CommonFlags & { readonly json?: boolean }): Promise<void> {
  const installs = readInstalls(readConfig(flags).stateDir).filter(
    ({ agent }) => name === undefined || agent === findAgent(name).name,
  );
  if (installs.length === 0) {
    process.exitCode = 1;
    const hint = "The hooks are not installed: hookloom agents install <agent>";
    return console.log(flags.json === true ? JSON.stringify({ canaries: [] }) : hint);
  }
  const canaries: Canary[] = [];
  for (const { agent, path } of installs) {
    const problem = await findProblem(findAgent(agent), path);
    if (problem !== undefined) process.exitCode = 1;
    canaries.push({ agent, path, blocked: problem === undefined, ...(problem !== undefined && { problem }) });
  }
  console.log(flags.json === true ? JSON.stringify({ canaries }) : alignColumns(canaries.map(describeCanary)));
}

interface Canary {
  readonly agent: string;
  readonly path: string;
  readonly blocked: boolean;
  readonly problem?: string;
}

function describeCanary({ agent, path, problem }: Canary): string[] {
  const verdict = problem === undefined ? styled("green", "blocked") : styled("red", `not blocked: ${problem}`);
  return [agent, relativePath(path), verdict];
}

/** Why the canary comes through, or `undefined`. */
async function findProblem(agent: AgentContract, path: string): Promise<string | undefined> {
  if (agent.settings.plugin !== undefined) return findPluginProblem(agent, path);
  const { event, payload, expected } = canaryOf(agent);
  const found = readHandlers(agent, path)?.find(({ ours, event: own }) => ours && own === event);
  if (found === undefined) return `nothing in the settings asks us at ${event}`;
  const { command, bash, url } = found.handler;
  const started = found.file === undefined ? String(command ?? bash) : shellQuote(found.file);
  const answer = typeof url === "string" ? await post(url, payload) : await run(started, payload);
  return answer === expected.stdout + expected.stderr ? undefined : `the answer was ${JSON.stringify(answer)}`;
}

/** Has the plugin itself asked, as the agent would load and ask it. */
async function findPluginProblem(agent: AgentContract, path: string): Promise<string | undefined> {
  if ((readHandlers(agent, path) ?? []).length === 0) return "the plugin is not there";
  try {
    const refusal = await tryPlugin(agent.name, path);
    return refusal === CANARY_VERDICT.reason ? undefined : `the plugin answered ${JSON.stringify(refusal ?? "nothing")}`;
  } catch (thrown) {
    return `the plugin cannot be loaded (${formatError(thrown)})`;
  }
}

async function run(command: string, payload: object): Promise<string> {
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(payload));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return stdout + stderr;
}

async function post(url: string, payload: object): Promise<string> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: JSON.stringify(payload),
      headers: { "content-type": "application/json" },
    });
    return await response.text();
  } catch (thrown) {
    return `${url} does not answer (${String((thrown as Error).cause ?? thrown)})`;
  }
}
