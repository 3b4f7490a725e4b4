// `hookloom explain`: why a run of the daemon came to what it came to.

import { Command, InvalidArgumentError } from "commander";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { RunView } from "../../server/schemas.ts";
import { alignColumns } from "../columns.ts";
import { describeEffect, describeRun, describeSteps } from "../describe-run.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";

interface ExplainFlags extends CommonFlags {
  readonly limit: number;
  readonly json?: boolean;
}

const MORE_HELP = `
Asks the daemon that works with the same state folder. It keeps the last runs, as many as \`runs.kept\` of its config says.

Examples:
  hookloom explain                       the last runs, the newest first
  hookloom explain 01a214b3-1a5a-7b84-a6c0-c806a087cd52
  hookloom explain --limit 5 --json

"hookloom run --explain" explains a run of its own.`;

/** The command. */
export function explainCommand(): Command {
  return withCommonOptions(new Command("explain"))
    .description("say which hook did what in a run of the daemon, and which changed what")
    .argument("[id]", "the correlation id of the run (default: a list of the last runs)")
    .option("--limit <number>", "how many runs to list", parseLimit, 20)
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(explain);
}

async function explain(id: string | undefined, flags: ExplainFlags): Promise<void> {
  const daemon = await DaemonClient.require(readConfig(flags).stateDir);
  const path = id === undefined ? `/v1/runs?limit=${flags.limit}` : `/v1/runs/${encodeURIComponent(id)}`;
  const { runs } = (await daemon.ask("GET", path)) as { runs: RunView[] };
  if (flags.json === true) return void console.log(JSON.stringify({ runs }));
  if (id === undefined) return console.log(runs.length === 0 ? "No run was made yet." : alignColumns(runs.map(describeRun)));
  for (const run of runs) {
    const outcome = run.outcome?.reason === undefined ? "" : `: ${printable(run.outcome.reason)}`;
    console.log(`${describeRun(run).slice(0, 4).join("  ")}${outcome}`);
    console.log(
      `  ${styled("dim", `data: ${printable(JSON.stringify(run.data))}`)}\n${describeSteps(run)}\n${describeEffect(run)}`,
    );
  }
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new InvalidArgumentError("It must be an integer above 0.");
}
