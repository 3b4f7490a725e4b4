// `npm run soak [minutes]`: ten thousand calls, one in fifty of them hostile, in all languages at once, over ten minutes. Ends with 1
// when an answer was wrong, a call was lost, or a process, a handle or memory was left behind.

import { readFileSync, readdirSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { createRuntime, type HookOutcome, type Runtime } from "../../src/index.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { SOAK_LANGUAGES, type SoakLanguage } from "./scripts.ts";

const MINUTES = Number(process.argv[2] ?? 10);
const CALLS = 10_000;
const HOSTILE_EVERY = 50;
/** A hostile file is written anew after so many attacks, which releases it from quarantine. */
const RENEW_AFTER = 3;
const LANES = 4;
/** What the host's memory may have grown by in the end. */
const MOST_GROWTH_MB = 64;
const DURATION_MS = MINUTES * 60_000;

const faults: string[] = [];
const counts = { calls: 0, hostile: 0, answered: 0, byCode: new Map<string, number>() };
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const collectGarbage = globalThis.gc ?? (() => {});
const resourcesBefore = handles();
const lag = monitorEventLoopDelay({ resolution: 5 });
const folder = createTemporaryFolder(
  Object.fromEntries(
    SOAK_LANGUAGES.flatMap(({ name, ending, honest, hostile }) => [
      [`honest-${name}${ending}`, honest],
      [`hostile-${name}${ending}`, hostile],
    ]),
  ),
);
const runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger: quiet });
for (const { name } of SOAK_LANGUAGES) await ask(`honest:${name}`, 1);
collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const startedMs = performance.now();
lag.enable();
await Promise.all(SOAK_LANGUAGES.flatMap((language) => Array.from({ length: LANES }, () => soak(language, runtime, folder))));
lag.disable();
const tookMs = performance.now() - startedMs;
if (counts.calls < CALLS) faults.push(`only ${counts.calls} of ${CALLS} calls were made`);
if (counts.answered !== counts.calls) faults.push(`${counts.calls - counts.answered} calls were lost`);
for (const { name } of SOAK_LANGUAGES) {
  if ((await ask(`honest:${name}`, 1)) !== "3") faults.push(`${name} does not answer in the end`);
}
collectGarbage();
const grownMb = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 1024;
if (grownMb > MOST_GROWTH_MB) faults.push(`the host's heap grew by ${grownMb.toFixed(1)} MB`);
await runtime.close();
folder.dispose();
await wait(500);
const left = childProcesses();
if (left.length > 0) faults.push(`processes are left: ${left.join(", ")}`);
const resources = handles();
if (resources.length > resourcesBefore.length)
  faults.push(`handles are left: ${resources.join(", ")}, before ${resourcesBefore.join(", ")}`);

const codes = [...counts.byCode].map(([code, count]) => `${code} ${count}`).join(", ");
console.log(`${counts.calls} calls in ${(tookMs / 60_000).toFixed(1)} minutes, ${counts.hostile} of them hostile (${codes})`);
console.log(`event loop held up for at most ${(lag.max / 1e6).toFixed(0)} ms, heap grown by ${grownMb.toFixed(1)} MB`);
for (const fault of faults.slice(0, 20)) console.error(`FAULT: ${fault}`);
console.log(faults.length === 0 ? "no fault" : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** One lane of one language: calls one after another, spread over the time. */
async function soak(language: SoakLanguage, host: Runtime, files: TemporaryFolder): Promise<void> {
  const share = Math.ceil(CALLS / (SOAK_LANGUAGES.length * LANES));
  for (let call = 0; call < share; call += 1) {
    const dueMs = (call / share) * DURATION_MS - (performance.now() - startedMs);
    if (dueMs > 1) await wait(dueMs);
    counts.calls += 1;
    if (counts.calls % HOSTILE_EVERY === 0) await strike(language, host, files);
    else {
      const n = counts.calls;
      const answer = await ask(`honest:${language.name}`, n);
      if (answer !== String(2 * n + 1)) faults.push(`${language.name} answered ${answer} to ${n}`);
    }
    counts.answered += 1;
  }
}

async function strike({ name, ending, attacks, hostile }: SoakLanguage, host: Runtime, files: TemporaryFolder): Promise<void> {
  counts.hostile += 1;
  const attack = attacks[counts.hostile % attacks.length]!;
  const answer = await ask(`hostile:${name}:${attack}`, counts.hostile);
  counts.byCode.set(answer, (counts.byCode.get(answer) ?? 0) + 1);
  if (!/^[A-Z_]+$/.test(answer)) faults.push(`the attack ${attack} in ${name} came to ${answer}`);
  if (counts.hostile % RENEW_AFTER !== 0) return;
  files.write(
    `hostile-${name}${ending}`,
    `${hostile}\n${ending === ".lua" ? "--" : ending === ".py" ? "#" : "//"} ${counts.hostile}`,
  );
  await host.reload();
}

async function ask(point: string, n: number): Promise<string> {
  const outcome: HookOutcome = await runtime.run(point, { n });
  if (outcome.type !== "cancel") return outcome.type;
  return outcome.failure ?? outcome.reason;
}

function handles(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name !== "Timeout" && name !== "TTYWrap" && name !== "PipeWrap");
}

/** Process ids of what this process started and is still there; Linux tells. */
function childProcesses(): number[] {
  if (process.platform !== "linux") return [];
  const parentOf = (pid: string): string | undefined => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "latin1")
        .replace(/^.*\) . /, "")
        .split(" ")[0];
    } catch {
      return undefined; // It ended meanwhile.
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === String(process.pid))
    .map(Number);
}
