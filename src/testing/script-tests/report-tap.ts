// Results as TAP 14, for programs that read it. What the tests cover stands in comments.

import { formatPlace } from "../../foundation/errors.ts";
import { coverageOfPoints, describePoint, neverAsked } from "./coverage.ts";
import type { TestReport, TestResult } from "./run-tests.ts";

/** The whole report. */
export function reportTap({ results, coverage }: TestReport): string {
  const lines = results.flatMap((result, at) => describe(result, at + 1));
  const points = coverageOfPoints(coverage).map((point) => `# ${describePoint(point)}`);
  const never = neverAsked(coverage).map(({ id, point }) => `# never asked: ${id} at ${point}`.replaceAll(/\s+/g, " "));
  return `${["TAP version 14", `1..${results.length}`, ...lines, ...points, ...never].join("\n")}\n`;
}

function describe({ subject, name, durationMs, failure }: TestResult, number: number): string[] {
  // A `#` would begin a directive.
  const title = `${number} - ${subject}: ${name}`.replaceAll(/\s+/g, " ").replaceAll(/[\\#]/g, "\\$&");
  if (failure === undefined) return [`ok ${title} # time=${durationMs.toFixed(1)}ms`];
  const facts = { message: failure.message, code: failure.code, at: formatPlace(failure.place) };
  const block = Object.entries(facts).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
  return [`not ok ${title}`, "  ---", ...block, "  ..."];
}
