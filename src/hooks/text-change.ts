// A change given as a bare text: it is about the content itself, which is the point's primary field. The executor reads what hooks
// answer with it.

import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonValue } from "../foundation/json.ts";
import type { HookPoint } from "../model/points/point.ts";
import type { HookResult } from "../model/results.ts";

/** The text of a `modified` result that has one in the place of a patch. */
export function textOf(answer: unknown): string | undefined {
  return isJsonObject(answer) && answer.type === "modified" && typeof answer.data === "string" ? answer.data : undefined;
}

/**
 * The same result with a patch of the primary field, under its canonical name. Where that is an object or a list, the text is JSON.
 * @throws HookloomError RESULT_INVALID
 */
export function changeContent(
  hookId: string,
  point: { readonly name: string; readonly definition: HookPoint | undefined },
  answer: HookResult,
  text: string,
): HookResult {
  const primary = point.definition?.primary;
  const refuse = (why: string): never => {
    const message = `The hook ${hookId} answered modified with a text, but ${why}; answer modified with an object.`;
    throw new HookloomError("RESULT_INVALID", message, { details: { field: "data", hook: hookId, point: point.name } });
  };
  if (primary === undefined) return refuse(`${point.name} has no content that a text could replace`);
  const { type } = point.definition!.fields[primary]!;
  if (type !== "object" && type !== "array") return { ...answer, data: { [primary]: text } } as HookResult;
  let content: JsonValue;
  try {
    content = JSON.parse(text) as JsonValue;
  } catch {
    return refuse(`the field "${primary}" of ${point.name} takes JSON, which the text is not`);
  }
  return { ...answer, data: { [primary]: content } } as HookResult;
}
