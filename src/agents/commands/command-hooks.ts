// Runs moved commands as hooks of the daemon: each at the point that its event means, for every agent, with the payload that
// Claude Code would have sent. Follows the file, so that a command that was just moved is not left out until the next start.

import { mkdirSync, watch } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { createDisposer, type Disposer } from "../../foundation/disposer.ts";
import { formatError, HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { claudeCode } from "../contracts/claude-code.ts";
import { agentsFolder } from "../launch-file.ts";
import { withPath, without } from "../paths.ts";
import { argumentsOf, createMatcher, timeoutOf } from "./command-rules.ts";
import { COMMANDS_FILE, readMoves, type MovedCommand } from "./moved-commands.ts";
import { readAnswer } from "./read-answer.ts";
import { runCommand } from "./run-command.ts";

/** Registers the moved commands of a state folder, now and whenever they change; the disposer ends those that run. */
export function registerCommands(runtime: Pick<Runtime, "registerMultiple">, stateDir: string, logger: Logger): Disposer {
  const stopping = new AbortController();
  let registered: Disposer | undefined;
  let known = "[]";
  const register = (): void => {
    const commands = readMoves(stateDir).flatMap(({ commands: moved, project }) =>
      moved.map((command) => ({ ...command, ...(project === undefined ? {} : { project }) })),
    );
    const now = JSON.stringify(commands);
    if (now === known) return;
    known = now;
    registered?.();
    try {
      registered = runtime.registerMultiple(commands.map((command) => registrationOf(command, stopping.signal)));
      logger.info({ commands: commands.length }, `${commands.length} commands of agents' settings are run as hooks`);
    } catch (thrown) {
      registered = undefined;
      logger.error({ error: thrown }, "the commands that were moved out of agents' settings cannot be registered");
    }
  };
  mkdirSync(agentsFolder(stateDir), { recursive: true, mode: 0o700 });
  const watcher = watch(agentsFolder(stateDir), (_, name) => {
    if (name === null || name === COMMANDS_FILE) register();
  });
  watcher.on("error", (thrown) => logger.warn({ error: thrown }, "changes of moved commands are seen at the next start only"));
  register();
  return createDisposer(() => {
    watcher.close();
    registered?.();
    stopping.abort();
  });
}

/** The hook of one command; one of a project's settings is asked about what happens in that project. */
function registrationOf(moved: MovedCommand & { readonly project?: string }, signal: AbortSignal): Registration {
  const { id, event, handler, project } = moved;
  const { point } = claudeCode.events[event]!;
  const matches = createMatcher(event, moved.matcher);
  const blocks = handler.onFailure === "block";
  const execute = (context: HookContext): HookAnswer | Promise<HookAnswer> => {
    if (context.component.type !== "agent" || !matches(context.data)) return undefined;
    if (project !== undefined && !isInside(placeOf(context), project)) return undefined;
    const asked = ask(moved, context, signal);
    // A failure that lets the agent go on is none of the hook: its breaker would have it not asked the next time, when it may say no.
    return blocks ? asked : asked.catch((thrown: unknown) => ({ type: "skipped", reason: formatError(thrown) }));
  };
  return {
    point,
    hook: { execute, keepsDeadline: true },
    options: {
      id,
      description: String(handler.command),
      owner: "agent-commands",
      timeoutMs: timeoutOf(handler),
      failureMode: blocks ? "fail_closed" : "fail_open",
    },
  };
}

function placeOf({ data, metadata }: HookContext): string {
  return String(metadata.project_dir ?? data.cwd ?? "");
}

function isInside(folder: string, project: string): boolean {
  const way = relative(project, folder);
  return folder !== "" && way.split(sep)[0] !== ".." && !isAbsolute(way);
}

async function ask({ event, handler }: MovedCommand, { data, metadata }: HookContext, signal: AbortSignal): Promise<HookAnswer> {
  const project = typeof metadata.project_dir === "string" ? metadata.project_dir : undefined;
  const end = await runCommand({
    command: String(handler.command),
    args: argumentsOf(handler),
    payload: JSON.stringify(payloadOf(event, data)),
    cwd: typeof data.cwd === "string" ? data.cwd : project,
    env: project === undefined ? {} : { CLAUDE_PROJECT_DIR: project },
    timeoutMs: timeoutOf(handler),
    signal,
  });
  if (end.kind === "failed") throw new HookloomError("AGENT_COMMAND_FAILED", `The command ${end.problem}.`);
  return readAnswer(event, end, data);
}

/** The data under Claude Code's names. */
function payloadOf(event: string, data: JsonObject): JsonObject {
  let payload: JsonObject = { hook_event_name: event, ...data };
  for (const [canonical, native] of Object.entries(claudeCode.events[event]!.fields ?? {})) {
    const value = payload[canonical];
    payload = without(payload, canonical);
    if (value !== undefined) payload = withPath(payload, native, value);
  }
  return payload;
}
