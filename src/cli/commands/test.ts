// `hookloom test`: runs tests of scripts in the real sandbox.

import { once } from "node:events";
import { Command, InvalidArgumentError, Option } from "commander";
import { LANGUAGES } from "../../../bridges/index.ts";
import { formatPlace } from "../../foundation/errors.ts";
import type { Config } from "../../runtime/config/config.ts";
import { coverageOfPoints, describePoint, neverAsked } from "../../testing/script-tests/coverage.ts";
import { findTests } from "../../testing/script-tests/find-tests.ts";
import { reportJson } from "../../testing/script-tests/report-json.ts";
import { reportJunit } from "../../testing/script-tests/report-junit.ts";
import { reportTap } from "../../testing/script-tests/report-tap.ts";
import { runTests, type TestReport, type TestResult } from "../../testing/script-tests/run-tests.ts";
import { countOf } from "../columns.ts";
import { passingRuntimeOptions } from "../passing-runtime.ts";
import { printable } from "../printable.ts";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { usageError } from "../usage-error.ts";

interface TestFlags extends CommonFlags {
  readonly format: "text" | "tap" | "junit" | "json";
  readonly timeout: number;
  readonly watch?: boolean;
}

const MORE_HELP = `
Tests are files beside the scripts: guard.test.js, guard.test.lua, guard.test.py or guard.test.json is about guard.js, guard.lua
and guard.py, each by itself; a test that no script has the name of is about all scripts of the folder together.

Exit codes: 0 all tests passed, 1 one did not, there was none, or an error.

Examples:
  hookloom test
  hookloom test hooks/guard.test.json --watch
  hookloom test --format junit > results.xml`;

/** Changes that come closer than this are one. */
const SETTLE_MS = 100;

/** The command. */
export function testCommand(): Command {
  return withCommonOptions(new Command("test"))
    .description("run tests of scripts in the sandbox")
    .argument("[paths...]", "files or folders with tests (default: the scripts folder)")
    .addOption(
      new Option("--format <format>", "how results are printed").choices(["text", "tap", "junit", "json"]).default("text"),
    )
    .addOption(new Option("--json", "print one JSON object, as --format json does").implies({ format: "json" }))
    .option("--timeout <ms>", "longest time of one test", parseMilliseconds, 10_000)
    .option("--watch", "run them again whenever a file changes")
    .addHelpText("after", MORE_HELP)
    .action(test);
}

async function test(paths: string[], flags: TestFlags): Promise<void> {
  const config = readConfig(flags);
  const given = paths.length === 0 ? [config.scriptsDir] : paths;
  if (flags.watch !== true) {
    if (!(await runOnce(given, config, flags))) process.exitCode = 1;
    return;
  }
  await runAgainAndAgain(given, config, flags);
}

/** Runs all tests; whether every one passed. */
async function runOnce(paths: readonly string[], config: Config, flags: TestFlags): Promise<boolean> {
  const endings = LANGUAGES.flatMap(({ extensions }) => extensions);
  const files = (await Promise.all(paths.map((path) => findTests(path, config.scriptsDir, endings)))).flat();
  if (files.length === 0) {
    const hint = `They are called like the script they are about: guard.test.js, guard.test.lua, guard.test.py or guard.test.json.`;
    throw usageError(`There are no tests in ${paths.map(relativePath).join(", ")}.`, hint);
  }
  const onResult = flags.format === "text" ? printResult : () => {};
  const report = await runTests(files, { runtime: passingRuntimeOptions(config, flags), timeoutMs: flags.timeout, onResult });
  if (flags.format === "tap") process.stdout.write(reportTap(report));
  if (flags.format === "junit") process.stdout.write(reportJunit(report));
  if (flags.format === "json") process.stdout.write(reportJson(report));
  if (flags.format === "text") printSummary(report);
  return report.results.length > 0 && report.results.every(({ failure }) => failure === undefined);
}

async function runAgainAndAgain(paths: string[], config: Config, flags: TestFlags): Promise<void> {
  let changed = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
  const { watch } = await import("chokidar");
  const watcher = watch([...new Set([...paths, config.scriptsDir])], { ignoreInitial: true });
  watcher.on("all", () => changed.resolve());
  await once(watcher, "ready");
  for (;;) {
    try {
      await runOnce(paths, config, flags);
    } catch (thrown) {
      console.error(printable(thrown instanceof Error ? thrown.message : String(thrown)));
    }
    console.error(styled("dim", "waiting for changes; Ctrl+C ends", process.stderr));
    await changed.promise;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    changed = Promise.withResolvers();
  }
}

function printResult({ subject, name, failure }: TestResult): void {
  const mark = failure === undefined ? styled("green", "ok  ") : styled("red", "FAIL");
  console.log(`${mark} ${printable(`${subject}: ${name}`)}`);
  if (failure === undefined) return;
  const place = formatPlace(failure.place);
  console.log(`     ${printable(`${place === "" ? "" : `${place}: `}${failure.message}`)}`);
}

function printSummary({ results, coverage }: TestReport): void {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const points = coverageOfPoints(coverage);
  const never = neverAsked(coverage);
  const asked = points.filter((point) => point.asked > 0).length;
  console.log(`\n${countOf(results.length, "test")}, ${failed} failed; ${asked} of ${countOf(points.length, "point")} asked`);
  for (const point of points) console.log(styled("dim", printable(`  ${describePoint(point)}`)));
  for (const { id, point } of never) console.log(styled("yellow", printable(`never asked: ${id} at ${point}`)));
}

function parseMilliseconds(text: string): number {
  const ms = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (ms > 0) return ms;
  throw new InvalidArgumentError("It must be a number of milliseconds above 0.");
}
