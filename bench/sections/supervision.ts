// What hostile scripts cost those beside them: how soon a runner is back after its end, how late deadlines are kept, and what the
// host notices of an attack.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { createRuntime, quiet } from "../hookloom.ts";
import { median } from "../measure.ts";
import { mebibytes, milliseconds, printRows, type Row } from "../row.ts";

const LIMIT_MS = 50;
const RESOLUTION_MS = 2;
/** The reserve is started two seconds after a runner was. */
const RESERVE_MS = 4000;

const LANGUAGES = {
  JavaScript: {
    ending: ".js",
    targetMs: 150,
    answer: `import { on, cancel } from "hookloom"; on("bench:ask", () => cancel("here"));`,
  },
  Lua: {
    ending: ".lua",
    targetMs: 150,
    answer: `local h = require "hookloom" h.on("bench:ask", function() return h.cancel("here") end)`,
  },
  Python: {
    ending: ".py",
    targetMs: 1000,
    answer: `from hookloom import on, cancel\n@on("bench:ask")\ndef ask(ctx): return cancel("here")`,
  },
} as const;

const HOSTILE = `import { on } from "hookloom";
on("bench:spin", { timeout_ms: ${LIMIT_MS} }, () => { for (;;); });
on("bench:regex", { timeout_ms: ${LIMIT_MS} }, () => /^(a+)+$/.test("a".repeat(40) + "b"));
on("bench:native", { timeout_ms: ${LIMIT_MS} }, () => { let b = 3n; for (;;) b = b * b; });`;

type Language = (typeof LANGUAGES)[keyof typeof LANGUAGES];

const rows: Row[] = [];
for (const [title, language] of Object.entries(LANGUAGES)) rows.push(await backInService(title, language));
rows.push(...(await deadlines()));
printRows(rows);

async function backInService(title: string, { ending, targetMs, answer }: Language): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
  writeFileSync(join(folder, `answer${ending}`), answer);
  const runtime = await createRuntime({ scriptsDir: folder, watch: false, logger: quiet });
  const tookMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await runtime.run("bench:ask", {});
    await wait(RESERVE_MS);
    const startedMs = performance.now();
    for (const pid of runtime.runnerPids()) process.kill(pid, "SIGKILL");
    await wait(1);
    if ((await runtime.run("bench:ask", {})).type !== "cancel") throw new Error("the script does not answer");
    tookMs.push(performance.now() - startedMs);
  }
  await runtime.close();
  rmSync(folder, { recursive: true });
  const p50 = median(tookMs);
  return {
    what: `${title}: answering again after its runner was killed`,
    measured: milliseconds(p50),
    target: `<= ${targetMs} ms`,
    met: p50 <= targetMs,
  };
}

async function deadlines(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
  writeFileSync(join(folder, "hostile.js"), HOSTILE);
  const breaker = { failureThreshold: 1_000_000 };
  const runtime = await createRuntime({ scriptsDir: folder, watch: false, logger: quiet, breaker });
  const rssBefore = process.memoryUsage.rss();
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  lag.enable();
  const overrun = async (point: string): Promise<number> => {
    const startedMs = performance.now();
    await runtime.run(point, {});
    return performance.now() - startedMs - LIMIT_MS;
  };
  const interruptible: number[] = [];
  for (let round = 0; round < 100; round += 1) interruptible.push(await overrun(round % 2 === 0 ? "bench:spin" : "bench:regex"));
  const native: number[] = [];
  for (let round = 0; round < 2; round += 1) native.push(await overrun("bench:native"));
  lag.disable();
  const lagMs = lag.max / 1e6 - RESOLUTION_MS;
  const grownMb = (process.memoryUsage.rss() - rssBefore) / 1024 / 1024;
  await runtime.close();
  rmSync(folder, { recursive: true });
  const p99 = interruptible.toSorted((a, b) => a - b)[98]!;
  const worst = Math.max(...native);
  return [
    {
      what: "a call that spins or backtracks, answered after its limit, p99",
      measured: milliseconds(p99),
      target: "<= 50 ms",
      met: p99 <= 50,
    },
    {
      what: "a call in a native operation, answered after its limit",
      measured: milliseconds(worst),
      target: "<= 500 ms",
      met: worst <= 500,
    },
    {
      what: "the host's event loop meanwhile, held up at most",
      measured: milliseconds(lagMs),
      target: "<= 50 ms",
      met: lagMs <= 50,
    },
    { what: "the host's memory meanwhile, grown by", measured: mebibytes(grownMb), target: "<= 64 MB", met: grownMb <= 64 },
  ];
}
