// What counts of a hook's answer: read, held to what its point allows, under canonical field names, and reviewed by whoever runs the
// point. The executor calls it for every answer, and so do compositions.

import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import { parseHookResult } from "../model/parse-result.ts";
import { toCanonicalData } from "../model/points/map-fields.ts";
import type { HookResult } from "../model/results.ts";
import type { Fold } from "./fold.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { PointSlot } from "./registry.ts";
import type { RunContext } from "./run-context.ts";
import { changeContent, textOf } from "./text-change.ts";

/**
 * A last word on a result, where the hook answered: gives back the result or a weaker one, and throws what makes the answer a
 * failure of the hook. For what only the runtime knows, such as which components there are.
 */
export type ResultReview = (hook: RegisteredHook, result: HookResult, context: RunContext) => HookResult;

/** The part of a run that an answer is held against. */
export interface Accepting {
  readonly slot: PointSlot;
  readonly context: RunContext;
  readonly fold: Fold;
  readonly review: ResultReview | undefined;
}

/** The result that counts. Throws what makes the answer a failure of the hook. */
export function acceptAnswer({ slot, context, fold, review }: Accepting, hook: RegisteredHook, answer: HookResult): HookResult {
  const text = textOf(answer);
  let result = parseHookResult(text === undefined ? answer : changeContent(hook.id, slot, answer, text));
  assertAllowed(slot, hook, result);
  const { alias } = hook;
  if (alias !== undefined && text === undefined) result = renamePatches(result, (patch) => toCanonicalData(alias, patch));
  if (result.type === "fork") for (const { data } of result.branches) if (data !== undefined) fold.patched(hook.id, data);
  return review === undefined ? result : review(hook, result, context);
}

/** A result with its merge patches renamed, which are about data and so have its field names. */
export function renamePatches<Result extends HookResult>(result: Result, rename: (patch: JsonObject) => JsonObject): Result {
  if (result.type === "modified") return { ...result, data: rename(result.data) };
  if (result.type !== "fork") return result;
  const branches = result.branches.map((branch) =>
    branch.data === undefined ? branch : { ...branch, data: rename(branch.data) },
  );
  return { ...result, branches };
}

function assertAllowed(slot: PointSlot, hook: RegisteredHook, result: HookResult): void {
  const allowed = slot.definition?.allowed;
  if (allowed === undefined || allowed.includes(result.type)) return;
  throw new HookloomError(
    "RESULT_NOT_ALLOWED",
    `The hook ${hook.id} answered "${result.type}", which ${slot.name} does not allow; it allows ${allowed.join(", ")}.`,
    { details: { hook: hook.id, point: slot.name, type: result.type, allowed } },
  );
}
