// The desk of a daemon as its config describes it, and how to start the same daemon again. `serve` and `agents` use it.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentDesk, type DeskRecord } from "../agents/agent-desk.ts";
import type { AgentLedger } from "../agents/ledger.ts";
import type { Launch } from "../agents/launch-file.ts";
import { systemClock } from "../foundation/clock.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { Logger } from "../observability/logger.ts";
import type { Config } from "../runtime/config/config.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { localSocketPath } from "../server/local-socket.ts";

/** Answers agents with the hooks of a runtime, by the settings as they are then; every answer goes to the ledger and the log. */
export function createAgentDesk(
  runtime: Runtime,
  settings: () => Config["agents"],
  logger: Logger,
  ledger: AgentLedger,
): AgentDesk {
  const record = (entry: DeskRecord): void => {
    ledger.add(entry);
    logRecord(entry, logger);
    tellEffect(entry, runtime);
  };
  return new AgentDesk({
    runtime,
    clock: systemClock,
    newId: uuidSource,
    get enabled() {
      return settings().enabled;
    },
    get policy() {
      return policyOf(settings());
    },
    record,
  });
}

/** How the shim starts the daemon of a config, and what it tells agents meanwhile. */
export function launchOf(
  config: Config,
  flags: { readonly config?: string; readonly host?: string; readonly port: number },
): Launch {
  const { scriptsDir, stateDir, agents } = config;
  const configFile = flags.config === undefined ? [] : ["--config", resolve(flags.config)];
  const host = flags.host === undefined ? [] : ["--host", flags.host];
  const args = [
    atPackage("bin/hookloom.mjs"),
    "serve",
    "--scripts",
    scriptsDir,
    ...configFile,
    ...host,
    "--port",
    String(flags.port),
  ];
  return {
    socket: localSocketPath(stateDir),
    start: { command: process.execPath, args, cwd: process.cwd(), env: { HOOKLOOM_STATE_DIR: stateDir } },
    enabled: agents.enabled,
    policy: policyOf(agents),
  };
}

function policyOf({ unreachableReading, unreachableChanging }: Config["agents"]): Launch["policy"] {
  return { reading: unreachableReading, changing: unreachableChanging };
}

/** A file of this package, from the sources and from dist alike. */
export function atPackage(path: string): string {
  const root = import.meta.url.endsWith(".ts") ? "../.." : "../../..";
  return fileURLToPath(new URL(`${root}/${path}`, import.meta.url));
}

/** What became of an answer, for the explanation of its run and, where it could not be carried out, for whoever subscribes. */
function tellEffect(entry: DeskRecord, runtime: Runtime): void {
  const { agent, event, point, correlationId, raw, effective, downgrades, lost } = entry;
  if (raw !== effective || downgrades.length > 0) runtime.noteEffect(correlationId, point, { raw, effective, downgrades });
  if (downgrades.length === 0 && lost.length === 0) return;
  const data = { agent, agent_event: event, point, raw, effective, downgrades: downgrades.map((step) => ({ ...step })), lost };
  runtime.events.publish("agent.answer.downgraded", data, { component: agent, correlation_id: correlationId });
}

function logRecord(
  { agent, event, raw, effective, downgrades, lost, missing, reason, session }: DeskRecord,
  logger: Logger,
): void {
  const details = { agent, event, raw, effective, ...(session === undefined ? {} : { session }) };
  logger.debug({ ...details, missing }, `${agent} ${event}: ${raw}`);
  if (downgrades.length > 0) {
    const steps = downgrades.map(({ from, to }) => `${from} became ${to}`).join(", ");
    logger.info({ ...details, downgrades }, `${agent} cannot do at ${event} what a hook answered: ${steps}`);
  }
  if (lost.length > 0) logger.warn({ ...details, lost }, `${agent} takes no change of ${lost.join(", ")} at ${event}`);
  if (HOOKS_NOT_ASKED.has(raw)) logger.warn(details, `${agent} ${event}: ${reason ?? `the hooks were not asked (${raw})`}`);
}

const HOOKS_NOT_ASKED = new Set(["unreadable", "not_ready", "timed_out", "failed"]);
