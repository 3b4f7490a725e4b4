// `hookloom agents status`: when each event of each installed agent last fired, what was answered, and which stay silent.

import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import { installedEvents } from "../../../agents/contract.ts";
import { readInstalls } from "../../../agents/install/install-records.ts";
import { readHandlers } from "../../../agents/install/read-handlers.ts";
import { readLedger, type LedgerEntry } from "../../../agents/ledger.ts";
import { alignColumns, countOf } from "../../columns.ts";
import { relativePath } from "../../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { styled } from "../../style.ts";

interface StatusFlags extends CommonFlags {
  readonly json?: boolean;
}

interface EventStatus extends Partial<LedgerEntry> {
  readonly event: string;
  /** Whether a handler of ours is still in the settings. */
  readonly asked_for: boolean;
}

interface AgentStatus {
  readonly agent: string;
  readonly scope: string;
  readonly path: string;
  readonly events: readonly EventStatus[];
}

/** The command. */
export function statusCommand(): Command {
  return withCommonOptions(new Command("status"))
    .description("say when each event of each installed agent last fired")
    .option("--json", "print one JSON object")
    .action(status);
}

function status(flags: StatusFlags): void {
  const { stateDir } = readConfig(flags);
  const ledger = readLedger(stateDir);
  const installs = readInstalls(stateDir).map(({ agent: name, scope, path }): AgentStatus => {
    const agent = findAgent(name);
    const asked = new Set((readHandlers(agent, path) ?? []).flatMap(({ ours, event }) => (ours ? [event] : [])));
    const names = new Set([...installedEvents(agent), ...asked, ...Object.keys(ledger[name] ?? {})]);
    const events = [...names].map((event) => ({ event, asked_for: asked.has(event), ...ledger[name]?.[event] }));
    return { agent: name, scope, path, events };
  });
  if (flags.json === true) return console.log(JSON.stringify({ agents: installs }));
  if (installs.length === 0) return console.log("The hooks are installed in no agent yet: hookloom agents install <agent>");
  for (const install of installs) print(install);
}

function print({ agent, scope, path, events }: AgentStatus): void {
  const rows = events.map(
    ({ event, asked_for: askedFor, times, last_at: lastAt, last_raw: raw, last_effective: effective, downgraded }) => [
      event,
      askedFor ? "" : styled("red", "not in the settings any more"),
      times === undefined ? styled("yellow", "silent") : countOf(times, "time"),
      lastAt === undefined ? "" : new Date(lastAt).toLocaleString(),
      raw === undefined ? "" : `${raw}${raw === effective ? "" : ` -> ${effective}`}`,
      downgraded === undefined || downgraded === 0 ? "" : `${downgraded} not as answered`,
    ],
  );
  console.log(`${styled("bold", agent)} (${scope}, ${relativePath(path)})\n${alignColumns(rows)}\n`);
}
