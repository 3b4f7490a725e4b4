// `hookloom serve`: the daemon. Loads the scripts, follows their changes, answers over HTTP until it is told to stop.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { AgentLedger } from "../../agents/ledger.ts";
import { writeLaunchFile } from "../../agents/launch-file.ts";
import { systemClock } from "../../foundation/clock.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import { createJsonLogger, type Logger } from "../../observability/logger.ts";
import type { RunExplanation } from "../../runtime/explain/explain-run.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { isLoopback } from "../../server/access.ts";
import { createServer, type HookServer } from "../../server/server.ts";
import { tokensPath } from "../../server/tokens.ts";
import { onlyRecords } from "../../server/only-records.ts";
import { createAgentDesk, launchOf } from "../agent-desk.ts";
import { alignColumns, countOf } from "../columns.ts";
import { hintWhenEmpty } from "../empty-folder.ts";
import { openRuntime } from "../open-runtime.ts";
import { printable } from "../printable.ts";
import { RunRecording } from "../run-recording.ts";
import { createRedactingLogger } from "../redacting-logger.ts";
import { readConfig, repeatFlags, withCommonOptions, type CommonFlags } from "../settings.ts";
import { hookloomCommand, shellQuote } from "../shell-text.ts";
import { styled } from "../style.ts";
import { createTextLogger } from "../text-logger.ts";

interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: number;
  readonly record?: string;
}

const MORE_HELP = `
Stops on SIGINT (Ctrl+C) or SIGTERM when the requests under way are answered, with exit code 0.

Examples:
  hookloom serve
  hookloom serve --scripts team --port 0
  hookloom serve --record runs.jsonl
  hookloom serve --log-level warn`;

const TRY_POINT = "BeforeToolExecution";
const TRY_DATA = { tool_name: "Bash", parameters: { command: "rm -r -f /" } };

/** What is waited for when the daemon stops ends by itself in less; nobody should need SIGKILL. */
const STOP_LIMIT_MS = 15_000;

/** The command. */
export function serveCommand(): Command {
  return withCommonOptions(new Command("serve"))
    .description("answer over HTTP, and follow changes of the scripts")
    .option("--host <address>", "address to listen at")
    .option("--port <number>", "port to listen at; 0 takes a free one", parsePort)
    .option("--record <file>", 'append every run to a file, for "hookloom replay"')
    .addHelpText("after", MORE_HELP)
    .action(serve);
}

async function serve(flags: ServeFlags): Promise<void> {
  const { host, port } = flags;
  const config = readConfig(flags, { host, port });
  const { level, format, redact } = config.log;
  const written = format === "json" ? createJsonLogger(level) : createTextLogger({ level, times: true });
  const log = redact ? createRedactingLogger(written) : written;
  let stopping = false;
  // That every script is unloaded when we stop is nobody's news.
  const logger: Logger = {
    debug: (details, message) => log.debug(details, message),
    info: (details, message) => (stopping ? undefined : log.info(details, message)),
    warn: (details, message) => log.warn(details, message),
    error: (details, message) => log.error(details, message),
  };
  let server: HookServer | undefined;
  let runtime: Runtime | undefined;
  let ledger: AgentLedger | undefined;
  const recording = flags.record === undefined ? undefined : new RunRecording(flags.record, logger);
  let url = "";
  // Whether it can listen is known at once, not after everything has been loaded.
  const listen = async (created: Runtime): Promise<void> => {
    ledger = new AgentLedger(config.stateDir, systemClock);
    const agents = createAgentDesk(created, config, logger, ledger);
    server = createServer(created, { ...config.server, stateDir: config.stateDir, logger, agents });
    ({ url } = await server.start());
    // Only whoever has the state folder says how to start a daemon for it.
    writeLaunchFile(config.stateDir, { ...launchOf(config, { ...flags, port: config.server.port }), pid: process.pid });
  };
  try {
    runtime = await openRuntime(config, { watch: config.watch, trial: false, logger, prepare: listen, ...recordTo(recording) });
    if (!isLoopback(config.server.host)) {
      logger.info({ host: config.server.host }, `programs of other machines need a token of ${tokensPath(config.stateDir)}`);
    }
    console.log(`Hookloom answers at ${styled("bold", url)}`);
    console.log(
      `Open it in a browser for the dashboard; ${hookloomCommand("dashboard", ...repeatFlags(flags))} prints an address that may switch hooks.`,
    );
    if (!hintWhenEmpty(runtime, config.scriptsDir, flags)) printHooks(runtime);
    if (listedHooks(runtime).some(({ point }) => point === TRY_POINT))
      console.log(`\nAsk whether "rm -r -f /" may run:\n  ${tryCommand(url, flags)}\n`);
    await stopSignal();
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    logger.info({}, "stopping");
  } finally {
    stopping = true;
    await server?.close();
    ledger?.close();
    await runtime?.close();
    await recording?.close();
  }
}

function recordTo(recording: RunRecording | undefined): { onRun?: (run: RunExplanation) => void } {
  return recording === undefined ? {} : { onRun: (run) => recording.write(run) };
}

function listedHooks(runtime: Runtime): RegisteredHook[] {
  return runtime.hooks().filter((hook) => !onlyRecords(hook));
}

function printHooks(runtime: Runtime): void {
  const hooks = listedHooks(runtime);
  const byPoint = [...Map.groupBy(hooks, (hook) => hook.point)];
  console.log(`${countOf(hooks.length, "hook")} of ${countOf(runtime.scripts().length, "script")}, in the order they are asked:`);
  console.log(
    alignColumns(
      byPoint.map(([point, hooks]) => [printable(point), styled("dim", printable(hooks.map(({ id }) => id).join(", ")))]),
    ),
  );
}

/** A command to paste: curl where there is one, else this program. */
function tryCommand(url: string, flags: CommonFlags): string {
  if (isOnPath("curl")) {
    const body = shellQuote(JSON.stringify({ data: TRY_DATA }));
    return `curl -s ${url}/v1/points/${TRY_POINT} -H "content-type: application/json" -d ${body}`;
  }
  return hookloomCommand("run", TRY_POINT, "--data", JSON.stringify(TRY_DATA), ...repeatFlags(flags));
}

function isOnPath(program: string): boolean {
  const name = process.platform === "win32" ? `${program}.exe` : program;
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

// Later signals change nothing: a launcher may pass on what the terminal sent us already, and closing takes seconds at most.
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
    // npm's shell dies of a signal without passing it on, and we would be left behind holding the port.
    const parent = process.ppid;
    if (process.env.npm_lifecycle_event !== undefined) setInterval(() => process.ppid !== parent && resolve(), 500).unref();
  });
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
