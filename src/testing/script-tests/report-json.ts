// Results as JSON, for programs that read it.

import { roundedMs, viewError } from "../../server/views.ts";
import type { TestReport } from "./run-tests.ts";

/** The whole report, with the hooks of the scripts and what they answered in tests. */
export function reportJson({ results, coverage }: TestReport): string {
  const tests = results.map(({ subject, file, name, durationMs, failure }) => ({
    subject,
    file,
    name,
    passed: failure === undefined,
    duration_ms: roundedMs(durationMs),
    ...(failure && { failure: viewError(failure) }),
  }));
  return `${JSON.stringify({ tests, hooks: coverage })}\n`;
}
