// `hookloom trust`: shows how scripts differ from what was approved of them, and approves them. With `sandbox.trust = "pinned"`
// nothing else runs.

import { readFileSync } from "node:fs";
import { extname, join, relative, resolve, sep } from "node:path";
import { Command } from "commander";
import { createTwoFilesPatch } from "diff";
import { LANGUAGES } from "../../../bridges/index.ts";
import { systemClock } from "../../foundation/clock.ts";
import { Approvals, hashOf } from "../../runtime/scripts/approvals.ts";
import { findScripts } from "../../runtime/scripts/find-scripts.ts";
import { TEST_FILE } from "../../runtime/scripts/script-folder.ts";
import { alignColumns, countOf } from "../columns.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { usageError } from "../usage-error.ts";

interface TrustFlags extends CommonFlags {
  readonly all?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

interface Candidate {
  readonly id: string;
  readonly source: string;
  readonly approved: { readonly hash: string; readonly source: string } | undefined;
}

const MORE_HELP = `
Without scripts it lists all and what is not approved, which is what ends with 1.
Approvals are kept in the state folder, for a script's path and the hash of its text. A running daemon notices them.

Examples:
  hookloom trust                         what is approved and what is not
  hookloom trust guards/spend.lua --diff show what has changed
  hookloom trust guards/spend.lua        show it and approve it
  hookloom trust --all`;

/** The command. */
export function trustCommand(): Command {
  return withCommonOptions(new Command("trust"))
    .description("show what has changed in scripts since they were approved, and approve them")
    .argument("[scripts...]", "ids of scripts: their paths below the scripts folder")
    .option("--all", "approve every script that is not")
    .option("--diff", "only show, approve nothing")
    .option("--json", "print the scripts as one JSON object, and no differences")
    .addHelpText("after", MORE_HELP)
    .action(trust);
}

async function trust(ids: string[], flags: TrustFlags): Promise<void> {
  const { scriptsDir, stateDir, sandbox } = readConfig(flags);
  const approvals = new Approvals(stateDir);
  const candidates = (await findCandidates(resolve(scriptsDir), approvals)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const unapproved = candidates.filter(({ source, approved }) => approved?.hash !== hashOf(source));
  if (ids.length === 0 && flags.all !== true && flags.diff !== true) {
    if (unapproved.length > 0) process.exitCode = 1;
    return flags.json === true ? printJson(candidates.map((candidate) => [candidate, stateOf(candidate)])) : list(candidates);
  }
  const chosen = ids.length === 0 ? unapproved : ids.map((id) => find(id, candidates));
  for (const candidate of chosen) {
    if (flags.json !== true) showDifference(candidate);
    if (flags.diff === true) continue;
    approvals.approve(candidate.id, candidate.source, new Date(systemClock.now()));
    if (flags.json !== true)
      console.log(`${styled("green", "approved")} ${printable(candidate.id)} ${styled("dim", hashOf(candidate.source))}\n`);
  }
  if (flags.json === true) {
    printJson(chosen.map((candidate) => [candidate, flags.diff === true ? stateOf(candidate) : "approved"]));
  }
  if (flags.diff !== true && sandbox.trust !== "pinned") {
    console.error('Scripts run without being approved, too, until the config says sandbox.trust = "pinned".');
  }
}

async function findCandidates(folder: string, approvals: Approvals): Promise<Candidate[]> {
  const endings = LANGUAGES.flatMap(({ extensions }) => extensions);
  const paths = (await findScripts(folder)).filter((path) => endings.includes(extname(path)) && !TEST_FILE.test(path));
  return paths.map((path) => {
    const id = relative(folder, path).split(sep).join("/");
    return { id, source: new TextDecoder().decode(readFileSync(join(folder, id))), approved: approvals.of(id) };
  });
}

function find(id: string, candidates: readonly Candidate[]): Candidate {
  const found = candidates.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const known = candidates.map((candidate) => candidate.id).join(", ");
  throw usageError(`There is no script ${id}.`, known === "" ? "The scripts folder has none." : `There are ${known}.`);
}

function stateOf({ source, approved }: Candidate): "new" | "approved" | "changed" {
  if (approved === undefined) return "new";
  return approved.hash === hashOf(source) ? "approved" : "changed";
}

function printJson(scripts: readonly (readonly [Candidate, string])[]): void {
  console.log(JSON.stringify({ scripts: scripts.map(([{ id, source }, state]) => ({ id, state, version: hashOf(source) })) }));
}

function list(candidates: readonly Candidate[]): void {
  const rows = candidates.map((candidate) => {
    const { id, source } = candidate;
    const state = stateOf(candidate);
    return [
      printable(id),
      state === "approved" ? styled("green", state) : styled("red", state),
      styled("dim", hashOf(source).slice(0, 16)),
    ];
  });
  console.log(rows.length === 0 ? "There are no scripts." : `${alignColumns(rows)}\n${countOf(rows.length, "script")}`);
}

function showDifference({ id, source, approved }: Candidate): void {
  const from = approved === undefined ? "/dev/null" : `approved/${id}`;
  const patch = createTwoFilesPatch(from, id, approved?.source ?? "", source, undefined, undefined, { context: 3 });
  for (const line of patch.split("\n").slice(1)) {
    if (line.startsWith("+")) console.log(styled("green", printable(line)));
    else if (line.startsWith("-")) console.log(styled("red", printable(line)));
    else if (line !== "") console.log(printable(line));
  }
}
