// What the layers around a runner process cost a call: a runner with all of them against the same runner without those that can be left out,
// which are the permission model, the flags against its abuse, and what the operating system takes away. In turns, in one run.

import type * as Bridges from "../../bridges/index.ts";
import type * as Clock from "../../src/foundation/clock.ts";
import type * as AssetStore from "../../src/sandbox/asset-store.ts";
import type { CellLimits } from "../../src/sandbox/language-sandbox.ts";
import type * as Limits from "../../src/sandbox/limits.ts";
import type * as RunnerCommand from "../../src/sandbox/runner-command.ts";
import type * as RunnerProcess from "../../src/sandbox/runner-process.ts";
import type * as UserFolders from "../../src/runtime/user-folders.ts";
import { UNHEARD } from "../../test/support/unheard.ts";
import { built } from "../built.ts";
import { TOOL_CALL } from "../hookloom.ts";
import { latencies, median } from "../measure.ts";
import { microseconds, printRows, type Row } from "../row.ts";
import { LANGUAGES } from "../scripts.ts";

const bridges = await built<typeof Bridges>("bridges/index");
const { systemClock } = await built<typeof Clock>("src/foundation/clock");
const { SCRIPT_LIMITS } = await built<typeof Limits>("src/sandbox/limits");
const { runnerCommand } = await built<typeof RunnerCommand>("src/sandbox/runner-command");
const runners = await built<typeof RunnerProcess>("src/sandbox/runner-process");
const assets = await built<typeof AssetStore>("src/sandbox/asset-store");
const { defaultCacheFolder } = await built<typeof UserFolders>("src/runtime/user-folders");

const MEMORY_MB = 128;
const LOAD_MS = 20_000;
const CALL_MS = 1000;
const CELL = 1;
const ROUNDS = 15;
const CALLS = 1500;
/** What can be left out, and a runner works as before. */
const LAYER_FLAGS = ["--permission", "--allow-", "--disable-warning=PERM", "--disable-proto", "--disable-sigusr1"];

const rows: Row[] = [];
for (const language of bridges.LANGUAGES) rows.push(await compare(language));
printRows(rows);

async function compare(language: (typeof bridges.LANGUAGES)[number]): Promise<Row> {
  const { title, guard } = LANGUAGES[language.name]!;
  const walled = runnerCommand(language, MEMORY_MB, new assets.AssetStore(defaultCacheFolder()).find(language));
  const bare = walled
    .slice(walled.indexOf(process.execPath))
    .filter((part) => !LAYER_FLAGS.some((flag) => part.startsWith(flag)));
  const [protectedCall, bareCall] = [await opened(walled, guard("no")), await opened(bare, guard("no"))];
  const protectedUs: number[] = [];
  const bareUs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    protectedUs.push((await latencies(protectedCall.call, CALLS)).p50Us);
    bareUs.push((await latencies(bareCall.call, CALLS)).p50Us);
  }
  await Promise.all([protectedCall.close(), bareCall.close()]);
  // Rounds that follow each other had the same machine, whatever else that did.
  const cost = median(protectedUs.map((us, round) => us / bareUs[round]! - 1));
  return {
    what: `${title}: what the layers around a runner add to a round trip`,
    measured: `${(cost * 100).toFixed(1)} %`,
    target: "<= 10 %",
    met: cost <= 0.1,
    baseline: `a runner without them ${microseconds(median(bareUs))}, with them ${microseconds(median(protectedUs))}, in turns`,
  };
}

async function opened(command: readonly string[], source: string): Promise<{ call(): Promise<unknown>; close(): Promise<void> }> {
  const runner = await runners.RunnerProcess.start(command, systemClock, UNHEARD);
  const limits: CellLimits = { ...SCRIPT_LIMITS, memoryMb: MEMORY_MB, loadMs: LOAD_MS };
  const report = await runner.load(CELL, { file: "guard", source }, limits);
  const [hook] = (JSON.parse(report.slice(1)) as { hooks: { handle: number }[] }).hooks;
  const envelope = JSON.stringify({
    point: "BeforeToolExecution",
    data: TOOL_CALL,
    metadata: {},
    state: {},
    component: { id: "c" },
  });
  return { call: () => runner.call("call", CELL, hook!.handle, envelope, CALL_MS), close: () => runner.kill() };
}
