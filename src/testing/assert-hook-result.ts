// An assertion about what a hook answered or a run came to, for any test runner.

import { AssertionError } from "node:assert";
import { findDifference } from "./difference.ts";

/** What is expected of a result or an outcome: its type, and fields of it. */
export interface Expected {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * Holds a result or an outcome against what is expected: only what `expected` names must be there, and texts may be globs. A hook
 * that answers nothing has answered `continue`.
 * @throws AssertionError that names the difference
 */
export function assertHookResult(actual: object | undefined | void, expected: Expected): void {
  const difference = findDifference(actual ?? { type: "continue" }, expected);
  if (difference === undefined) return;
  throw new AssertionError({
    message: `${difference}.`,
    actual,
    expected,
    operator: "assertHookResult",
    stackStartFn: assertHookResult,
  });
}
