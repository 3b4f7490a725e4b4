// Results as JUnit's XML, which most CI services read. What the tests of a suite cover are its properties.

import { formatPlace } from "../../foundation/errors.ts";
import { coverageOfPoints, type HookCoverage } from "./coverage.ts";
import type { TestReport, TestResult } from "./run-tests.ts";

/** The whole report. */
export function reportJunit({ results, coverage }: TestReport): string {
  const suites = [...Map.groupBy(results, ({ subject, file }) => `${subject} (${file})`)];
  const body = suites.map(([name, tests]) => {
    const cases = tests.map(describe).join("\n");
    const covered = coverage.filter(({ subject }) => subject === tests[0]!.subject);
    return `  <testsuite name="${escape(name)}" ${counts(tests)}>\n${properties(covered)}${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(results)}>\n${body.join("\n")}\n</testsuites>\n`;
}

function properties(hooks: readonly HookCoverage[]): string {
  if (hooks.length === 0) return "";
  const points = coverageOfPoints(hooks);
  const asked = points.filter((point) => point.asked > 0).length;
  const lines = [
    ["points asked", `${asked} of ${points.length}`],
    ...hooks.map(({ id, point, answers }) => [`${id} at ${point}`, answers.join(", ") || "never asked"]),
  ].map(([name, value]) => `      <property name="${escape(name!)}" value="${escape(value!)}"/>\n`);
  return `    <properties>\n${lines.join("")}    </properties>\n`;
}

function describe({ subject, file, name, durationMs, failure }: TestResult): string {
  const open = `    <testcase classname="${escape(subject)}" file="${escape(file)}" name="${escape(name)}" time="${seconds(durationMs)}"`;
  if (failure === undefined) return `${open}/>`;
  const place = formatPlace(failure.place);
  const text = `${place === "" ? "" : `${place}: `}${failure.message}`;
  return `${open}>\n      <failure type="${failure.code}" message="${escape(failure.message)}">${escape(text)}</failure>\n    </testcase>`;
}

function counts(results: readonly TestResult[]): string {
  const failures = results.filter(({ failure }) => failure !== undefined).length;
  const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
  return `tests="${results.length}" failures="${failures}" time="${seconds(durationMs)}"`;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

// Characters that XML cannot hold at all become U+FFFD.
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
