// One script language: round trip, throughput, start, reload and memory, against its bare engine and against a process per
// event. Called as `language.ts <name>`.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { bareJourney } from "../bare-journey.ts";
import { createRuntime, quiet, TOOL_CALL } from "../hookloom.ts";
import { callsPerSecond, latencies, median } from "../measure.ts";
import { mebibytes, microseconds, milliseconds, perSecond, printRows, times, type Row } from "../row.ts";
import { LANGUAGES } from "../scripts.ts";
import { standstills } from "../standstills.ts";

const language = LANGUAGES[process.argv[2]!]!;
const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
const file = (name: string): string => join(folder, `${name}${language.extension}`);
const options = { scriptsDir: folder, logger: quiet };
const run = async (runtime: Awaited<ReturnType<typeof createRuntime>>, command = "git status"): Promise<HookOutcome> =>
  runtime.run("BeforeToolExecution", { ...TOOL_CALL, parameters: { ...TOOL_CALL.parameters, command } });

try {
  printRows(await measure());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<Row[]> {
  writeFileSync(file("guard"), language.guard("first"));
  await (await createRuntime(options)).close(); // The machine has what is made once (Python's snapshot) from here on.

  const starts: number[] = [];
  for (let index = 0; index < 5; index += 1) {
    const startedMs = performance.now();
    const started = await createRuntime(options);
    await run(started);
    starts.push(performance.now() - startedMs);
    await started.close();
  }

  const runtime = await createRuntime(options);
  if ((await run(runtime, "shutdown")).type !== "cancel") throw new Error("the benchmark's script does not answer");
  const call = (): Promise<unknown> => runtime.run("BeforeToolExecution", TOOL_CALL) as Promise<unknown>;
  const { p50Us, p99Us } = await latencies(call, 20_000);
  const held = standstills();
  const journey = await bareJourney(JSON.stringify(TOOL_CALL).length, 20_000);
  const rate = await callsPerSecond(call, 50_000, 256);
  const engineUs = await language.engineUs(JSON.stringify(TOOL_CALL));
  const reloadMs = await reload(runtime);
  const memoryMb = await memory(runtime);
  await runtime.close();
  const rows: Row[] = [
    {
      what: `${language.title} hook, host to sandbox and back, p50`,
      measured: microseconds(p50Us),
      target: `<= ${language.targets.p50Us} µs`,
      met: p50Us <= language.targets.p50Us,
      baseline: `${language.engine} called directly in the same process, unprotected: ${microseconds(engineUs)}`,
      ratio: `${times(p50Us / engineUs)} its cost`,
    },
    {
      what: `${language.title} hook, p99`,
      measured: microseconds(p99Us),
      target: "<= 3x p50",
      met: p99Us <= 3 * p50Us,
      baseline: `a message of the same length to another process and back, nothing done there: p99 ${microseconds(journey.p99Us)}, ${times(journey.p99Us / journey.p50Us)} its p50 of ${microseconds(journey.p50Us)}; a loop that only looks at the clock is held up ${Math.round(held.perSecond)} times a second, for ${microseconds(held.medianUs)} in the middle`,
      ratio: `${times(p99Us / p50Us)} the p50`,
    },
    {
      what: `${language.title} hook, pipelined, one runner`,
      measured: perSecond(rate),
      target: `>= ${perSecond(language.targets.rate)}`,
      met: rate >= language.targets.rate,
    },
  ];
  const { oneUs, tenUs } = await rowOfTen();
  const { rowOfTen: most } = language.targets;
  rows.push({
    what: `ten ${language.title} hooks at one point, none of which has anything to say, p50`,
    measured: microseconds(tenUs),
    ...(most === undefined ? {} : { target: `<= ${most}x one`, met: tenUs <= most * oneUs }),
    baseline: `one such hook ${microseconds(oneUs)}, measured in turns with the ten`,
    ratio: `${times(tenUs / oneUs)} one`,
  });
  const eventUs = processPerEvent();
  if (eventUs !== undefined) {
    const { ratio } = language.targets;
    rows.push({
      what: `${language.title} hook against a process per event`,
      measured: `${times(eventUs / p50Us)} faster`,
      ...(ratio === undefined ? {} : { target: `>= ${ratio}x`, met: eventUs / p50Us >= ratio }),
      baseline: `${language.command.join(" ")} reading the event, one process each: ${milliseconds(eventUs / 1000)}`,
    });
  }
  rows.push(
    {
      what: `${language.title}: first call after start`,
      measured: milliseconds(median(starts)),
      target: `<= ${language.targets.startMs} ms`,
      met: median(starts) <= language.targets.startMs,
    },
    {
      what: `${language.title}: edit of a file until the new version answers`,
      measured: `${milliseconds(reloadMs.median)}, ${reloadMs.lost} calls lost`,
      target: `<= ${language.targets.reloadMs} ms, none lost`,
      met: reloadMs.median <= language.targets.reloadMs && reloadMs.lost === 0,
    },
    {
      what: `${language.title}: memory per further script`,
      measured: mebibytes(memoryMb),
      target: `<= ${language.targets.memoryMb} MB`,
      met: memoryMb <= language.targets.memoryMb,
    },
  );
  return rows;
}

/** Edits the file while calls go on; a call is lost when neither the old nor the new version answered it. */
async function reload(runtime: Awaited<ReturnType<typeof createRuntime>>): Promise<{ median: number; lost: number }> {
  const durations: number[] = [];
  let lost = 0;
  for (let index = 0; index < 7; index += 1) {
    const startedMs = performance.now();
    writeFileSync(file("guard"), language.guard(`version ${index}`));
    for (;;) {
      const outcome = await run(runtime, "shutdown");
      if (outcome.type !== "cancel" || outcome.failure !== undefined) lost += 1;
      else if (outcome.reason === `version ${index}`) break;
      if (performance.now() - startedMs > 10_000) throw new Error("the edit was never noticed");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    durations.push(performance.now() - startedMs);
  }
  return { median: median(durations), lost };
}

/** Growth of the runner's resident memory per script added. */
async function memory(runtime: Awaited<ReturnType<typeof createRuntime>>): Promise<number> {
  const further = language.name === "python" ? 5 : 20;
  const runnerMb = (): number => runtime.runnerPids().reduce((sum, pid) => sum + residentMb(pid), 0);
  const beforeMb = runnerMb();
  for (let index = 0; index < further; index += 1) {
    writeFileSync(file(`further-${index}`), language.guard("further").replaceAll("BeforeToolExecution", "bench:other"));
  }
  while (runtime.scripts().filter(({ status }) => status.kind === "serving").length < further + 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return (runnerMb() - beforeMb) / further;
}

function residentMb(pid: number): number {
  if (process.platform !== "linux") return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) / 1024;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

/** Microseconds per event when each starts a process of its own, as most hook systems do; `undefined` when it is not installed. */
/** The same hook in one script and in ten. */
async function rowOfTen(): Promise<{ oneUs: number; tenUs: number }> {
  const folders = [1, 10].map((count) => {
    const made = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
    for (let index = 0; index < count; index += 1) {
      writeFileSync(join(made, `guard-${index}${language.extension}`), language.guard("first"));
    }
    return made;
  });
  const runtimes = await Promise.all(folders.map((scriptsDir) => createRuntime({ scriptsDir, logger: quiet })));
  const rounds: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    for (const [index, runtime] of runtimes.entries()) {
      const call = (): Promise<unknown> => runtime.run("BeforeToolExecution", TOOL_CALL) as Promise<unknown>;
      rounds[index]!.push((await latencies(call, 2000)).p50Us);
    }
  }
  await Promise.all(runtimes.map((runtime) => runtime.close()));
  for (const made of folders) rmSync(made, { recursive: true, force: true });
  return { oneUs: median(rounds[0]), tenUs: median(rounds[1]) };
}

function processPerEvent(): number | undefined {
  const [program, ...programArguments] = language.command;
  const durations: number[] = [];
  for (let index = 0; index < 15; index += 1) {
    const startedMs = performance.now();
    const { status } = spawnSync(program!, programArguments, { input: JSON.stringify(TOOL_CALL) });
    if (status !== 0) return undefined;
    durations.push((performance.now() - startedMs) * 1000);
  }
  return median(durations);
}
