// `hookloom top`: what the hooks of the daemon do, again and again until it is ended.

import { Command } from "commander";
import { setTimeout } from "node:timers/promises";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { HookView, StatusView } from "../../server/schemas.ts";
import { onlyRecords } from "../../server/only-records.ts";
import { alignColumns } from "../columns.ts";
import { ACTIVITY_HEADS, describeActivity, describeStatus } from "../describe-activity.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";

interface TopFlags extends CommonFlags {
  readonly once?: boolean;
  readonly json?: boolean;
}

const MORE_HELP = `
Asks the daemon that works with the same state folder. Ctrl+C ends it.

Examples:
  hookloom top
  hookloom top --once`;

const REFRESH_MS = 1000;
const CLEAR_SCREEN = "\u001B[H\u001B[J";

/** The command. */
export function topCommand(): Command {
  return withCommonOptions(new Command("top"))
    .description("show what the daemon's hooks do, live")
    .option("--once", "print it once; the same happens where the output is no terminal")
    .option("--json", "print it once, as one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(top);
}

async function top(flags: TopFlags): Promise<void> {
  const daemon = await DaemonClient.require(readConfig(flags).stateDir);
  const live = flags.once !== true && process.stdout.isTTY;
  let before: Reading | undefined;
  for (;;) {
    const reading = await read(daemon);
    if (flags.json === true) return void console.log(JSON.stringify({ status: reading.status, hooks: reading.hooks }));
    console.log(`${live ? CLEAR_SCREEN : ""}${describe(reading, before)}`);
    if (!live) return;
    before = reading;
    await setTimeout(REFRESH_MS);
  }
}

interface Reading {
  readonly atMs: number;
  readonly status: StatusView;
  readonly hooks: readonly HookView[];
}

async function read(daemon: DaemonClient): Promise<Reading> {
  const status = (await daemon.ask("GET", "/v1/status")) as StatusView;
  const { hooks } = (await daemon.ask("GET", "/v1/hooks")) as { hooks: HookView[] };
  return { atMs: performance.now(), status, hooks: hooks.filter((hook) => !onlyRecords(hook)) };
}

/** The busiest first. */
function describe({ atMs, status, hooks }: Reading, before: Reading | undefined): string {
  const seconds = before && (atMs - before.atMs) / 1000;
  const askedBefore = new Map(before?.hooks.map(({ id, activity }) => [id, activity?.asked ?? 0]));
  const rows = hooks.map((hook) => {
    const asked = hook.activity?.asked ?? 0;
    return { hook, asked, rate: seconds && Math.max(0, asked - (askedBefore.get(hook.id) ?? 0)) / seconds };
  });
  rows.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || b.asked - a.asked);
  const heads = ACTIVITY_HEADS.map((head) => styled("bold", head));
  return `${describeStatus(status)}\n\n${alignColumns([heads, ...rows.map(({ hook, rate }) => describeActivity(hook, rate))])}`;
}
