// `hookloom serve`: the daemon. Loads the scripts, follows their changes, answers over HTTP until it is told to stop.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { registerCommands } from "../../agents/commands/command-hooks.ts";
import { AgentLedger } from "../../agents/ledger.ts";
import { writeLaunchFile } from "../../agents/launch-file.ts";
import type { Disposer } from "../../foundation/disposer.ts";
import { systemClock } from "../../foundation/clock.ts";
import { giveBackMemory } from "../../foundation/give-back-memory.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { Config } from "../../runtime/config/config.ts";
import { ConfigReload } from "../../runtime/config/config-reload.ts";
import { followConfigFile } from "../../runtime/config/follow-config-file.ts";
import { configFilePath } from "../../runtime/config/read-config-file.ts";
import type { RunExplanation } from "../../runtime/explain/explain-run.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { isLoopback } from "../../server/access.ts";
import { createServer, type HookServer, type ServerAddress } from "../../server/server.ts";
import { readTlsFiles } from "../../server/tls-files.ts";
import { tokensPath } from "../../server/tokens.ts";
import { onlyRecords } from "../../server/only-records.ts";
import { createAgentDesk, launchOf } from "../agent-desk.ts";
import { alignColumns, countOf } from "../columns.ts";
import { DaemonLog } from "../daemon-log.ts";
import { hintWhenEmpty } from "../empty-folder.ts";
import { openRuntime } from "../open-runtime.ts";
import { printable } from "../printable.ts";
import { RunRecording } from "../run-recording.ts";
import { readConfig, repeatFlags, withCommonOptions, type CommonFlags } from "../settings.ts";
import { followSignals } from "../signals.ts";
import { hookloomCommand, shellQuote } from "../shell-text.ts";
import { styled } from "../style.ts";

export interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: number;
  readonly record?: string;
  readonly json?: boolean;
}

const MORE_HELP = `
Stops on SIGINT (Ctrl+C) or SIGTERM when the requests under way are answered. Changes of the config file are taken over while it
runs, and on SIGHUP; the log says what has to wait for the next start.

Exit codes: 0 it was told to stop, 1 it could not start.

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
  return withListenOptions(new Command("serve"))
    .description("answer over HTTP, and follow changes of the scripts")
    .option("--record <file>", 'append every run to a file, for "hookloom replay"')
    .addHelpText("after", MORE_HELP)
    .action(serve);
}

/** Adds what every command has, `--host`, `--port` and `--json`. */
export function withListenOptions(command: Command): Command {
  return withCommonOptions(command)
    .option("--host <address>", "address to listen at")
    .option("--port <number>", "port to listen at; 0 takes a free one", parsePort)
    .option("--json", "print where it answers as one JSON object");
}

/** Answers until it is told to stop. */
export async function serve(flags: ServeFlags): Promise<void> {
  const { host, port } = flags;
  const read = (): Config => {
    const config = readConfig(flags, { host, port });
    const { tlsCert, tlsKey } = config.server;
    // What is wrong with them is said before anything is changed.
    if (tlsCert !== undefined && tlsKey !== undefined) readTlsFiles({ tlsCert, tlsKey });
    return config;
  };
  let config = read();
  const log = new DaemonLog(config.log);
  const { logger } = log;
  let server: HookServer | undefined;
  let runtime: Runtime | undefined;
  let ledger: AgentLedger | undefined;
  let commands: Disposer | undefined;
  let unfollow: (() => Promise<void>) | undefined;
  let configReload: ConfigReload | undefined;
  const reload = async (): Promise<void> => {
    const reloaded = await configReload?.reload();
    // The files of TLS may have changed without the config.
    if (reloaded?.kind === "unchanged") server?.reconfigure(config.server);
  };
  // A launcher may pass on what the terminal sent us already, and closing takes seconds at most: the first signal to stop counts.
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    resolve();
  };
  followSignals({ stop, reload: () => void reload() });
  const recording = flags.record === undefined ? undefined : new RunRecording(flags.record, logger);
  let address: ServerAddress | undefined;
  // Only whoever has the state folder says how to start a daemon for it.
  const sayHowToStart = (): void =>
    writeLaunchFile(config.stateDir, { ...launchOf(config, { ...flags, port: config.server.port }), pid: process.pid });
  // Whether it can listen is known at once, not after everything has been loaded.
  const listen = async (created: Runtime): Promise<void> => {
    ledger = new AgentLedger(config.stateDir, systemClock);
    commands = registerCommands(created, config.stateDir, logger);
    const agents = createAgentDesk(created, () => config.agents, logger, ledger);
    server = createServer(created, { ...config.server, stateDir: config.stateDir, logger, agents });
    address = await server.start();
    sayHowToStart();
  };
  try {
    runtime = await openRuntime(config, { watch: config.watch, trial: false, logger, prepare: listen, ...recordTo(recording) });
    const apply = (changed: Config): void => {
      // What counts from the next start on stays as it is.
      const { host, port } = config.server;
      config = { ...config, log: changed.log, agents: changed.agents, server: { ...changed.server, host, port } };
      log.use(config.log);
      server!.reconfigure(changed.server);
      for (const { code, message } of runtime!.compositions.faults()) logger.error({ code }, message);
      sayHowToStart();
    };
    const file = configFilePath(flags.config, process.cwd());
    configReload = new ConfigReload({ config, runtime, logger, file, read, apply });
    if (config.watch) unfollow = await followConfigFile(file, systemClock, logger, () => void configReload!.reload());
    if (!isLoopback(config.server.host)) {
      logger.info({ host: config.server.host }, `programs of other machines need a token of ${tokensPath(config.stateDir)}`);
    }
    if (flags.json === true) console.log(JSON.stringify({ ...address, pid: process.pid }));
    else greet(runtime, config, address!.url, flags);
    // It may be asked nothing for hours.
    giveBackMemory();
    await stopped;
    logger.info({}, "stopping");
  } finally {
    log.stop();
    await unfollow?.();
    await server?.close();
    commands?.();
    ledger?.close();
    await runtime?.close();
    await recording?.close();
  }
}

/** Says where it answers, what for, and how to try it. */
function greet(runtime: Runtime, config: Config, url: string, flags: ServeFlags): void {
  console.log(`Hookloom answers at ${styled("bold", url)}`);
  console.log(
    `Open it in a browser for the dashboard; ${hookloomCommand("dashboard", ...repeatFlags(flags))} prints an address that may switch hooks.`,
  );
  if (!hintWhenEmpty(runtime, config.scriptsDir, flags)) printHooks(runtime);
  if (listedHooks(runtime).some(({ point }) => point === TRY_POINT))
    console.log(`\nAsk whether "rm -r -f /" may run:\n  ${tryCommand(url, flags)}\n`);
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
  // curl would have to be told whom to trust.
  if (isOnPath("curl") && !url.startsWith("https:")) {
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

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
