// Several runs of one operation at once, joined to one value. The guard calls it for `fork` results.

import { HookloomError, describeThrown } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import type { Join } from "../../model/results.ts";

/** Runs one way of the operation until it ends or the signal tells it to. */
export type Branch = (signal: AbortSignal) => unknown;

/**
 * Begins all branches and joins them: `all` their values in order, `first` what settles first, `any` the first value, `merge`
 * their objects patched onto each other in order. Branches that do not count any more are aborted, and not waited for.
 * @throws what a branch threw, or HookloomError FORK_FAILED
 */
export async function runFork(branches: readonly Branch[], join: Join, parent: AbortSignal | undefined): Promise<unknown> {
  const controllers = branches.map(() => new AbortController());
  // Started in a microtask each, so that one that throws at once does not keep the others from starting.
  const runs = branches.map(async (branch, index) => {
    const own = controllers[index]!.signal;
    return branch(parent === undefined ? own : AbortSignal.any([parent, own]));
  });
  const ended = new Set<number>();
  for (const [index, run] of runs.entries()) {
    const end = (): void => void ended.add(index);
    run.then(end, end);
  }
  try {
    return await joinRuns(runs, join);
  } finally {
    const reason = new DOMException("The fork was settled without this branch.", "AbortError");
    for (const [index, controller] of controllers.entries()) if (!ended.has(index)) controller.abort(reason);
  }
}

async function joinRuns(runs: readonly Promise<unknown>[], join: Join): Promise<unknown> {
  switch (join) {
    case "all":
      return Promise.all(runs);
    case "first":
      return Promise.race(runs);
    case "any":
      try {
        return await Promise.any(runs);
      } catch (thrown) {
        throw noneSucceeded(thrown as AggregateError);
      }
    case "merge":
      return mergeValues(await Promise.all(runs));
  }
}

function mergeValues(values: readonly unknown[]): JsonObject {
  const other = values.findIndex((value) => !isJsonObject(value));
  if (other >= 0) {
    const message = `Branch ${other + 1} of the fork yielded no object, and only objects can be merged. Join with "all" to get a list.`;
    throw new HookloomError("FORK_FAILED", message, { details: { branch: other + 1 } });
  }
  return (values as readonly JsonObject[]).reduce(mergeObjects);
}

function noneSucceeded(cause: AggregateError): HookloomError {
  const errors = cause.errors.map(describeThrown);
  const list = errors.map((error, index) => `${index + 1}: ${error}`).join("; ");
  return new HookloomError("FORK_FAILED", `No branch of the fork succeeded (${list}).`, { details: { errors }, cause });
}
