// Results as JUnit's XML, which most CI services read.

import { formatPlace } from "../../foundation/errors.ts";
import type { TestReport, TestResult } from "./run-tests.ts";

/** The whole report. */
export function reportJunit({ results }: TestReport): string {
  const suites = [...Map.groupBy(results, ({ subject, file }) => `${subject} (${file})`)];
  const body = suites.map(([name, tests]) => {
    const cases = tests.map(describe).join("\n");
    return `  <testsuite name="${escape(name)}" ${counts(tests)}>\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts(results)}>\n${body.join("\n")}\n</testsuites>\n`;
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
