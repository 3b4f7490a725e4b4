// `hookloom bench`: asks the user's own scripts under load, measures, and holds the figures against a service level.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { LANGUAGES } from "../../../bridges/index.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { KNOWN_NAMES } from "../../model/points/catalogue.ts";
import { toCanonicalData } from "../../model/points/map-fields.ts";
import { startRuntime, type Runtime } from "../../runtime/runtime.ts";
import { samplePayload } from "../../testing/context.ts";
import { runLoad, type LoadResult } from "../../testing/load/run-load.ts";
import {
  DEFAULT_SERVICE_LEVEL,
  judge,
  parseServiceLevel,
  type ServiceLevel,
  type Verdict,
} from "../../testing/load/service-level.ts";
import { findTests } from "../../testing/script-tests/find-tests.ts";
import { parseTestCases } from "../../testing/script-tests/test-cases.ts";
import { alignColumns } from "../columns.ts";
import { readJsonArgument } from "../json-argument.ts";
import { passingRuntimeOptions } from "../passing-runtime.ts";
import { printable } from "../printable.ts";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { usageError } from "../usage-error.ts";

interface BenchFlags extends CommonFlags {
  readonly point?: readonly string[];
  readonly data?: string;
  readonly concurrency: number;
  readonly seconds: number;
  readonly sla?: ServiceLevel;
  readonly json?: boolean;
}

interface Measured {
  readonly result: LoadResult;
  readonly verdicts: readonly Verdict[];
}

const MORE_HELP = `
Asks each point at which hooks stand, with the payloads of the folder's *.test.json for it, else with its sample. The scripts run in
their sandboxes, without the built-in hooks, and keep nothing. A run succeeds when no hook in it fails; a cancel is a success.

The service level is a list of limits: average, p50, p95, p99 and max in milliseconds at most, throughput (runs in a second)
and success (percent) at least. Default: ${describeLevel(DEFAULT_SERVICE_LEVEL)}.

Exit codes: 0 the service level is met, 1 it is not, or an error.

Examples:
  hookloom bench
  hookloom bench hooks --concurrency 50 --seconds 10
  hookloom bench --point BeforeToolExecution --data @call.json --sla p99=20,success=100`;

const WARM_UP_MS = 500;

/** The command. */
export function benchCommand(): Command {
  return withCommonOptions(new Command("bench"))
    .description("measure scripts under load, against a service level")
    .argument("[folder]", "folder with the scripts (default: that of the config)")
    .option("--point <names...>", "only these hook points")
    .option("--data <json>", "the data to ask with: JSON, @file, or - for standard input")
    .option("--concurrency <number>", "runs under way at the same time", parseCount, 10)
    .option("--seconds <number>", "how long each point is measured", parseSeconds, 5)
    .option("--sla <limits>", "the service level", parseServiceLevel)
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(bench);
}

async function bench(folder: string | undefined, flags: BenchFlags): Promise<void> {
  const config = readConfig(flags);
  const scriptsDir = folder === undefined ? config.scriptsDir : resolve(folder);
  const given = flags.data === undefined ? undefined : await readJsonArgument("--data", flags.data);
  const runtime = await startRuntime(LANGUAGES, { ...passingRuntimeOptions(config, flags), scriptsDir });
  try {
    const points = choosePoints(runtime, flags, scriptsDir);
    const written = given === undefined ? await readPayloads(scriptsDir) : new Map<string, JsonObject[]>();
    const measured: Measured[] = [];
    for (const point of points) {
      const payloads = written.get(point) ?? [given ?? samplePayload(point)];
      const { concurrency, seconds } = flags;
      const result = await runLoad(runtime, { point, payloads, concurrency, durationMs: seconds * 1000, warmUpMs: WARM_UP_MS });
      measured.push({ result, verdicts: judge(result.figures, flags.sla ?? DEFAULT_SERVICE_LEVEL) });
    }
    const met = measured.every(({ verdicts }) => verdicts.every((verdict) => verdict.met));
    if (!met) process.exitCode = 1;
    if (flags.json === true) return void console.log(JSON.stringify({ met, points: measured.map(viewMeasured) }));
    for (const { result, verdicts } of measured) printResult(result, verdicts);
    console.log(met ? styled("green", "The service level is met.") : styled("red", "The service level is not met."));
  } finally {
    await runtime.close();
  }
}

function choosePoints(runtime: Runtime, { point }: BenchFlags, folder: string): string[] {
  const standing = [...new Set(runtime.hooks().map((hook) => hook.point))];
  // Throws for a name that is none.
  for (const name of point ?? []) runtime.count(name);
  const chosen = point ?? standing;
  if (chosen.length > 0 && standing.length > 0) return [...chosen];
  throw usageError(
    `No hooks stand at any point, so there is nothing to measure.`,
    `Are there scripts in ${relativePath(folder)} that load? "hookloom check" says so.`,
  );
}

/** The payloads that tests are written with, by their point and with its own field names. */
async function readPayloads(folder: string): Promise<Map<string, JsonObject[]>> {
  const payloads = new Map<string, JsonObject[]>();
  for (const { id } of await findTests(folder, folder, [])) {
    for (const { point, data } of parseTestCases(id, readFileSync(join(folder, id), "utf8"))) {
      if (data === undefined) continue;
      const known = KNOWN_NAMES.get(point);
      const name = known?.point.name ?? point;
      const canonical = known?.alias === undefined ? data : toCanonicalData(known.alias, data);
      payloads.set(name, [...(payloads.get(name) ?? []), canonical]);
    }
  }
  return payloads;
}

function viewMeasured({ result, verdicts }: Measured): object {
  const { neverAsked, ...rest } = result;
  const seen = verdicts.map(({ figure, limit, measured, met }) => ({ figure, limit, measured, met }));
  return { ...rest, never_asked: neverAsked, verdicts: seen };
}

function printResult({ point, runs, figures, failures, neverAsked }: LoadResult, verdicts: readonly Verdict[]): void {
  const ms = (value: number): string => `${value.toFixed(2)} ms`;
  const { average, p50, p95, p99, max, throughput, success } = figures;
  console.log(styled("bold", printable(point)));
  const shown = [`average ${ms(average)}`, `p50 ${ms(p50)}`, `p95 ${ms(p95)}`, `p99 ${ms(p99)}`, `max ${ms(max)}`];
  console.log(`  ${shown.join(", ")}`);
  console.log(`  ${runs} runs, ${Math.round(throughput)} in a second, ${success.toFixed(2)} % without a failure`);
  for (const [code, count] of Object.entries(failures)) console.log(`  ${styled("red", code)} ${count} times`);
  for (const id of neverAsked)
    console.log(styled("yellow", printable(`  never asked: ${id}; give it data that it is about by --data or a *.test.json`)));
  console.log(`${alignColumns(verdicts.map(describeVerdict))}\n`);
}

function describeVerdict({ figure, atLeast, limit, measured, met }: Verdict): string[] {
  return [
    met ? styled("green", "pass") : styled("red", "FAIL"),
    figure,
    `${atLeast ? ">=" : "<="} ${limit}`,
    measured.toFixed(2),
  ];
}

function describeLevel(level: ServiceLevel): string {
  return Object.entries(level)
    .map(([figure, limit]) => `${figure}=${limit}`)
    .join(",");
}

function parseCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count > 0 && count <= 10_000) return count;
  throw new InvalidArgumentError("It must be a number from 1 to 10000.");
}

function parseSeconds(text: string): number {
  const seconds = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= 600) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds above 0, 600 at most.");
}
