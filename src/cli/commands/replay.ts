// `hookloom replay`: runs what was recorded through other scripts, and prints the decisions that differ.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import type { RunView } from "../../server/schemas.ts";
import { viewOutcome } from "../../server/views.ts";
import { countOf } from "../columns.ts";
import { openRuntime } from "../open-runtime.ts";
import { printable } from "../printable.ts";
import { readRecording } from "../run-recording.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { createCommandLogger } from "../text-logger.ts";

interface ReplayFlags extends CommonFlags {
  readonly against?: string;
  readonly json?: boolean;
}

type Outcome = NonNullable<RunView["outcome"]>;

/** A recorded run that the scripts decide in another way now. */
interface Difference {
  readonly line: number;
  readonly point: string;
  readonly correlation_id: string;
  readonly before: Outcome;
  readonly after: Outcome;
}

/** Exit code when decisions differ. */
const DIFFERENT = 4;

const MORE_HELP = `
The runs are made in their order, by scripts that begin without state. Nothing is performed, and the state of the daemon stays as it is.

Exit codes: 0 every decision is the same, 4 at least one differs, 1 an error.

Examples:
  hookloom record runs.jsonl             record what a daemon decides
  hookloom replay runs.jsonl             would the scripts folder decide the same today?
  hookloom replay runs.jsonl --against new-hooks --json`;

/** The command. */
export function replayCommand(): Command {
  return withCommonOptions(new Command("replay"))
    .description("run recorded runs through scripts again, and print the decisions that differ")
    .argument("<file>", 'a recording of "hookloom record"')
    .option("--against <folder>", "the scripts to ask (default: the scripts folder)")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(replay);
}

async function replay(file: string, flags: ReplayFlags): Promise<void> {
  const recorded = readRecording(file);
  const config = readConfig(flags.against === undefined ? flags : { ...flags, scripts: flags.against });
  const stateDir = mkdtempSync(join(tmpdir(), "hookloom-replay-"));
  const logger = createCommandLogger(flags.logLevel);
  const runtime = await openRuntime({ ...config, stateDir }, { watch: false, logger });
  const differences: Difference[] = [];
  try {
    for (const { line, run } of recorded) {
      const { point, data, metadata, component, correlation_id, outcome } = run;
      const options = { correlationId: correlation_id, metadata, ...(component && { component: { id: component } }) };
      const after = viewOutcome(await runtime.run(point, data, options));
      if (!isDeepStrictEqual(decisionOf(outcome), decisionOf(after))) {
        differences.push({ line, point, correlation_id, before: outcome, after });
      }
    }
  } finally {
    await runtime.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
  if (differences.length > 0) process.exitCode = DIFFERENT;
  if (flags.json === true) return void console.log(JSON.stringify({ runs: recorded.length, differences }));
  for (const difference of differences) printDifference(difference, file);
  const verdict = differences.length === 0 ? "every decision is the same" : `${countOf(differences.length, "decision")} differ`;
  console.log(`${countOf(recorded.length, "run")} against ${printable(resolve(config.scriptsDir))}: ${verdict}`);
}

/** What matters of an outcome to whoever asked: not which hook it came from. */
function decisionOf({ type, reason, data, result }: Outcome): unknown {
  return { type, reason, data, result };
}

function printDifference({ line, point, before, after }: Difference, file: string): void {
  console.log(`${printable(`${file}:${line}`)} ${styled("bold", printable(point))}`);
  console.log(`  was  ${describe(before)}\n  now  ${describe(after)}`);
}

function describe(outcome: Outcome): string {
  const { type, hook_id, modified_by, reason, data, result } = outcome;
  const by = hook_id ?? modified_by?.join(", ");
  const what = reason ?? (type === "modified" ? JSON.stringify(data) : result === undefined ? "" : JSON.stringify(result));
  return printable(`${type}${by === undefined ? "" : ` by ${by}`}${what === "" ? "" : `: ${what}`}`);
}
