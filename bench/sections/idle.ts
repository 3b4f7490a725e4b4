// The daemon with ten scripts in three languages and nobody who asks: how soon it is ready, and what it takes of the machine.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startBareServer, startDaemon } from "../daemon.ts";
import { median } from "../measure.ts";
import { memoryOf, processorMs, processTree } from "../processes.ts";
import { mebibytes, milliseconds, printRows, times, type Row } from "../row.ts";
import { LANGUAGES } from "../scripts.ts";

const SCRIPTS = { javascript: 4, lua: 4, python: 2 };
const STARTS = 5;
const READY_MS = 1500;
const MOST_MB = 350;
/** Runners in reserve are started two seconds after the others. */
const SETTLED_MS = 10_000;
const WATCHED_MS = 10_000;
/** What counts as nothing, in percent of one processor: a timer now and then. */
const NOTHING = 0.5;

const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
mkdirSync(join(folder, "scripts"));
for (const [name, count] of Object.entries(SCRIPTS)) {
  const { extension, guard } = LANGUAGES[name]!;
  for (let index = 0; index < count; index += 1) {
    writeFileSync(join(folder, "scripts", `guard-${index}${extension}`), guard(`no ${index}`));
  }
}

const rows: Row[] = [await measureStart()];
// Elsewhere the machine does not tell in a way that we would understand.
if (process.platform === "linux") rows.push(...(await measureIdle()));
rmSync(folder, { recursive: true, force: true });
printRows(rows);

async function measureStart(): Promise<Row> {
  await (await startDaemon(folder)).stop(); // What is made once, and kept, is there from here on.
  const oursMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    for (const [all, start] of [[oursMs, () => startDaemon(folder)] as const, [bareMs, () => startBareServer("{}")] as const]) {
      const started = await start();
      all.push(started.readyMs);
      await started.stop();
    }
  }
  const readyMs = median(oursMs);
  return {
    what: "daemon with ten scripts (4 JavaScript, 4 Lua, 2 Python), from its start until it is ready",
    measured: milliseconds(readyMs),
    target: `<= ${milliseconds(READY_MS)}`,
    met: readyMs <= READY_MS,
    baseline: `a bare node:http server ${milliseconds(median(bareMs))}`,
    ratio: `${times(readyMs / median(bareMs))} its time`,
  };
}

async function measureIdle(): Promise<Row[]> {
  const [daemon, bare] = await Promise.all([startDaemon(folder), startBareServer("{}")]);
  await wait(SETTLED_MS);
  const ours = processTree(daemon.pid);
  const [beforeMs, bareBeforeMs] = [processorMs(ours), processorMs([bare.pid])];
  await wait(WATCHED_MS);
  const percent = ((processorMs(ours) - beforeMs) / WATCHED_MS) * 100;
  const barePercent = ((processorMs([bare.pid]) - bareBeforeMs) / WATCHED_MS) * 100;
  const { together, addedUp } = memoryOf(ours);
  const bareMemory = memoryOf([bare.pid]);
  await Promise.all([daemon.stop(), bare.stop()]);
  return [
    {
      what: `the same when idle, resident memory of its ${ours.length} processes, shared pages counted once`,
      measured: mebibytes(together),
      target: `<= ${MOST_MB} MB`,
      met: together <= MOST_MB,
      baseline: `each process by itself, added up, ${mebibytes(addedUp)}; a bare node:http server ${mebibytes(bareMemory.together)}`,
      ratio: `${times(together / bareMemory.together)} its memory`,
    },
    {
      what: "the same when idle, processor time",
      measured: `${percent.toFixed(2)} % of one processor`,
      target: "0 %",
      met: percent < NOTHING,
      baseline: `a bare node:http server ${barePercent.toFixed(2)} %`,
    },
  ];
}
