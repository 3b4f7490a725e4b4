// `hookloom run`: asks the hooks of a point once, and prints what they said.

import { Command } from "commander";
import { systemClock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import { uuidSource } from "../../foundation/ids.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { RunOptions } from "../../hooks/executor.ts";
import { HookRegistry } from "../../hooks/registry.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { assertPointData, examplePayload } from "../../server/point-data.ts";
import { viewRun } from "../../server/run-views.ts";
import { RunRecorder } from "../../server/run-recorder.ts";
import type { HookReport } from "../../server/schemas.ts";
import { viewError, viewOutcome } from "../../server/views.ts";
import { alignColumns } from "../columns.ts";
import { describeOutcome, describeReport } from "../describe-outcome.ts";
import { describeSteps } from "../describe-run.ts";
import { readJsonArgument } from "../json-argument.ts";
import { openRuntime } from "../open-runtime.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { hookloomCommand } from "../shell-text.ts";
import { createCommandLogger } from "../text-logger.ts";
import { usageError } from "../usage-error.ts";
import { hintWhenEmpty } from "../empty-folder.ts";

interface RunFlags extends CommonFlags {
  readonly data: string;
  readonly metadata?: string;
  readonly state?: string;
  readonly component?: string;
  readonly json?: boolean;
  readonly explain?: boolean;
}

/** Exit code of a run whose operation must not happen. */
const CANCELLED = 3;

const MORE_HELP = `
Exit codes: 0 it may happen (continue, modified, and every other result), 3 a hook cancelled it, 1 an error.

Examples:
  hookloom run BeforeToolExecution --data '{"tool_name":"Bash","parameters":{"command":"rm -r -f /"}}'
  hookloom run BeforeToolExecution --data @call.json --explain
  hookloom run BeforeToolExecution --data @call.json --json
  echo '{"tool_name":"Bash"}' | hookloom run BeforeToolExecution --data -

"hookloom list --points" lists the points.`;

/** The command. */
export function runCommand(): Command {
  return withCommonOptions(new Command("run"))
    .description("ask the hooks of a point once, and print what they said")
    .argument("<point>", "a hook point, under any of its names")
    .option("--data <json>", "the operation's data: JSON, @file, or - for standard input", "{}")
    .option("--metadata <json>", "what the host wants to add: JSON or @file")
    .option("--state <json>", "the host's own state: JSON or @file")
    .option("--component <id>", "what performs the operation")
    .option("--explain", "say what each hook changed, from what to what")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(run);
}

async function run(point: string, flags: RunFlags): Promise<void> {
  const config = readConfig(flags);
  assertPoint(point, config.points.declared);
  const data = await readData(point, flags.data);
  const options = await readOptions(flags);
  const recorder = new RunRecorder();
  const runtime = await openRuntime(config, { watch: false, logger: createRunLogger(flags), keptRuns: 1 });
  try {
    const correlationId = uuidSource();
    const outcome = await runtime.run(point, data, { ...options, correlationId, observer: recorder });
    // Hooks that observe are told after the run; what they said belongs to what is printed.
    await runtime.drain();
    const [explained] = flags.explain === true ? runtime.explain(correlationId).map(viewRun) : [];
    if (flags.json === true) printJson(runtime, outcome, explained?.steps ?? recorder.reports);
    else {
      console.log(describeOutcome(outcome));
      console.log(explained === undefined ? describeReports(recorder.reports) : describeSteps(explained));
      hintWhenEmpty(runtime, config.scriptsDir, flags);
    }
    process.exitCode = outcome.type === "cancel" ? CANCELLED : 0;
  } finally {
    await runtime.close();
  }
}

// Before anything is started: a mistyped name should not have to wait for an engine.
function assertPoint(point: string, declared: readonly string[]): void {
  const registry = new HookRegistry(systemClock);
  for (const name of declared) registry.declarePoint(name);
  registry.lookup(point);
}

async function readData(point: string, argument: string): Promise<JsonObject> {
  try {
    const data = await readJsonArgument("--data", argument);
    assertPointData(point, data);
    return data;
  } catch (thrown) {
    if (!(thrown instanceof HookloomError) || thrown.details.hint !== undefined) throw thrown;
    const example = JSON.stringify(examplePayload(point) ?? { name: "value" });
    throw usageError(thrown.message, `For example: ${hookloomCommand("run", point, "--data", example)}`);
  }
}

async function readOptions({ metadata, state, component }: RunFlags): Promise<RunOptions> {
  return {
    ...(metadata === undefined ? {} : { metadata: await readJsonArgument("--metadata", metadata) }),
    ...(state === undefined ? {} : { state: await readJsonArgument("--state", state) }),
    ...(component === undefined ? {} : { component: { id: component } }),
  };
}

// Failures of hooks are part of what is printed, so they are not logged as well.
function createRunLogger({ logLevel }: RunFlags): Logger {
  const logger = createCommandLogger(logLevel);
  return { ...logger, error: (details, message) => ("hook" in details ? undefined : logger.error(details, message)) };
}

function printJson(runtime: Runtime, outcome: HookOutcome, hooks: readonly HookReport[]): void {
  const problems = runtime
    .scripts()
    .flatMap(({ id, status }) => (status.kind === "broken" ? [{ script: id, ...viewError(status.error) }] : []));
  console.log(JSON.stringify({ outcome: viewOutcome(outcome), hooks, problems }));
}

function describeReports(reports: readonly HookReport[]): string {
  return reports.length === 0 ? "  no hook stands at this point" : alignColumns(reports.map(describeReport));
}
