// A run explained in words: what each hook said, how long it took, and what it changed. `explain` and `run --explain` print it.

import { formatPlace } from "../foundation/errors.ts";
import type { RunView } from "../server/schemas.ts";
import { onlyRecords } from "../server/only-records.ts";
import { describeAnswer } from "./describe-outcome.ts";
import { countOf } from "./columns.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

/** Longest value that is shown in full. */
const MAX_VALUE_LENGTH = 200;

/** The steps of a run, one below the other, each with what it changed. */
export function describeSteps(run: RunView): string {
  const steps = deciding(run);
  if (steps.length === 0) return "  no hook stands at this point";
  return steps.flatMap((step, index) => [describeStep(step, index), ...(step.changes ?? []).map(describeChange)]).join("\n");
}

/** What a coding agent was told, where that is not the outcome itself; empty when there is nothing to say. */
export function describeEffect({ component, effect }: RunView): string {
  if (effect === undefined) return "";
  const steps = effect.downgrades.map(({ from, to }) => `${from} became ${to}`);
  const why = steps.length === 0 ? "" : `, for ${steps.join(", ")}`;
  return `  ${printable(component ?? "the agent")} was told: ${effect.effective} (the hooks answered ${effect.raw}${why})\n`;
}

/** One line about a run, for lists. */
export function describeRun(run: RunView): string[] {
  const { correlation_id, point, started_at, outcome, duration_ms } = run;
  const decided = outcome === undefined ? "goes on" : outcome.type;
  const by = outcome?.hook_id ?? outcome?.modified_by?.join(", ") ?? "";
  return [
    started_at,
    printable(point),
    styled(decided === "cancel" ? "red" : decided === "continue" ? "green" : "yellow", decided),
    printable(by),
    countOf(deciding(run).length, "hook"),
    duration_ms === undefined ? "" : `${duration_ms.toFixed(1)} ms`,
    styled("dim", printable(correlation_id)),
  ];
}

function deciding({ steps }: RunView): RunView["steps"] {
  return steps.filter(({ owner, phase }) => !onlyRecords({ owner, phase }));
}

function describeStep(step: RunView["steps"][number], index: number): string {
  const place = step.place === undefined ? "" : ` ${styled("dim", printable(formatPlace(step.place)))}`;
  const took = step.passed_over === undefined ? `  ${step.duration_ms.toFixed(1)} ms` : "";
  return `  ${index + 1}. ${printable(step.hook_id)}${place}  ${describeAnswer(step)}${took}`;
}

function describeChange({ path, before, after }: { path: string; before?: unknown; after?: unknown }): string {
  return `       ${printable(path)}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return styled("dim", "nothing");
  const text = JSON.stringify(value);
  return printable(text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text);
}
