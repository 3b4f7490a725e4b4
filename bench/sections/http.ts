// Asking the daemon over loopback HTTP, with one JavaScript hook: how long it takes, how many requests a second it answers, and how
// late the slowest are at half of the wanted load. Beside it, in turns, a bare server of Node that answers the same bytes.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import { startBareServer, startDaemon } from "../daemon.ts";
import { TOOL_CALL } from "../hookloom.ts";
import { callsPerSecond, latencies, median } from "../measure.ts";
import { microseconds, perSecond, printRows, times, type Row } from "../row.ts";
import { LANGUAGES } from "../scripts.ts";

const PATH = "/v1/points/BeforeToolExecution";
const ROUNDS = 3;
const CONNECTIONS = 16;
const WANTED_PER_SECOND = 8000;
const HALF_LOAD_MS = 5000;
const BODY = JSON.stringify({ data: TOOL_CALL });

type Ask = () => Promise<string>;
interface Measured {
  readonly p50Us: number;
  readonly rate: number;
}

const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
mkdirSync(join(folder, "scripts"));
writeFileSync(join(folder, "scripts", "guard.js"), LANGUAGES.javascript!.guard("no"));
const daemon = await startDaemon(folder);
const ours = askerOf(daemon.url);
const answer = await ours.ask();
if (!answer.includes('"hook_id":"guard.js')) throw new Error("the benchmark's script is not asked");
const bare = await startBareServer(answer);
const baseline = askerOf(bare.url);

const rounds: [Measured[], Measured[]] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  rounds[0].push(await measure(ours.ask));
  rounds[1].push(await measure(baseline.ask));
}
const p99Ms = await latenessAt(WANTED_PER_SECOND / 2, ours.ask);
const bareP99Ms = await latenessAt(WANTED_PER_SECOND / 2, baseline.ask);

await Promise.all([ours.close(), baseline.close()]);
await Promise.all([daemon.stop(), bare.stop()]);
rmSync(folder, { recursive: true, force: true });
printRows(rows());

function rows(): Row[] {
  const [p50Us, bareP50Us] = rounds.map((measured) => median(measured.map(({ p50Us }) => p50Us))) as [number, number];
  const [rate, bareRate] = rounds.map((measured) => median(measured.map(({ rate }) => rate))) as [number, number];
  return [
    {
      what: "a point run over loopback HTTP, one JavaScript hook, p50",
      measured: microseconds(p50Us),
      target: "<= 500 µs",
      met: p50Us <= 500,
      baseline: `a bare node:http server that answers the same bytes ${microseconds(bareP50Us)}`,
      ratio: `${times(p50Us / bareP50Us)} its time`,
    },
    {
      what: `the same, ${CONNECTIONS} connections, the client on the same processors`,
      measured: perSecond(rate),
      target: `>= ${perSecond(WANTED_PER_SECOND)}`,
      met: rate >= WANTED_PER_SECOND,
      baseline: `the bare server ${perSecond(bareRate)}`,
      ratio: `${(rate / bareRate).toFixed(2)}x`,
    },
    {
      what: `the same at ${perSecond(WANTED_PER_SECOND / 2)}, p99 from when each was due`,
      measured: `${p99Ms.toFixed(1)} ms`,
      target: "<= 5 ms",
      met: p99Ms <= 5,
      baseline: `the bare server ${bareP99Ms.toFixed(1)} ms`,
    },
  ];
}

async function measure(ask: Ask): Promise<Measured> {
  const { p50Us } = await latencies(ask, 2000);
  return { p50Us, rate: await callsPerSecond(ask, 15_000, CONNECTIONS, 1) };
}

/** The slowest hundredth of requests that are due one after another, counted from when each was: a client that is late counts too. */
async function latenessAt(rate: number, ask: Ask): Promise<number> {
  const total = (rate * HALF_LOAD_MS) / 1000;
  const lateMs: number[] = [];
  const asked: Promise<void>[] = [];
  const startedMs = performance.now();
  for (let sent = 0; sent < total; await wait(1)) {
    for (const due = ((performance.now() - startedMs) * rate) / 1000; sent < Math.min(due, total); sent += 1) {
      const dueMs = startedMs + (sent * 1000) / rate;
      asked.push(ask().then(() => void lateMs.push(performance.now() - dueMs)));
    }
  }
  await Promise.all(asked);
  return lateMs.sort((one, other) => one - other)[Math.floor(lateMs.length * 0.99)]!;
}

/** Asks over connections that are kept. */
function askerOf(url: string): { ask: Ask; close(): Promise<void> } {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const request = { path: PATH, method: "POST", headers: { "content-type": "application/json" }, body: BODY } as const;
  const ask = async (): Promise<string> => (await pool.request(request)).body.text();
  return { ask, close: () => pool.close() };
}
