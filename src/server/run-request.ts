// The body of `POST /v1/points/:point`. `app.ts` parses every body with it.

import { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../foundation/json.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";

const text = z.string("must be a text").min(1, "must not be empty").max(500, "must not be longer than 500 characters");
// What is inside an object is for the hooks to judge; it is neither walked nor copied.
const object = z.custom<JsonObject>(isJsonObject, "must be an object").meta({ type: "object" });
const component = z.strictObject({ id: text, name: text.optional(), type: text.optional() }, "must be an object");
export const runRequest = z.strictObject(
  {
    data: object.meta({ type: "object", description: "The operation's data; checked against the point's fields." }),
    metadata: object.optional().meta({ description: "What the host wants to add." }),
    state: object.optional().meta({ description: "The host's own state for this run." }),
    component: component.optional().meta({ description: "What performs the operation." }),
    correlation_id: text.optional().meta({ description: "Ties together everything about one operation; made when absent." }),
    deadline: z
      .number("must be milliseconds since 1970")
      .positive("must be milliseconds since 1970")
      .optional()
      .meta({ description: "When the host stops waiting, in milliseconds since 1970." }),
  },
  "must be an object",
);
runRequest.register(z.globalRegistry, { id: "RunRequest" });

/** A request to run a point. */
export type RunRequest = z.infer<typeof runRequest>;

/**
 * The body as a request; fields nobody knows are refused, because a mistyped one would be ignored in silence.
 * @throws HookloomError REQUEST_INVALID naming the field
 */
export function parseRunRequest(body: JsonValue): RunRequest {
  const parsed = runRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") throw unknownField(path, issue.keys[0]!);
  const what = path === "" ? "The body" : `"${path}" in the body`;
  throw new HookloomError("REQUEST_INVALID", `${what} ${issue.message}.`, { details: { field: path } });
}

function unknownField(path: string, name: string): HookloomError {
  const known = Object.keys((path === "" ? runRequest : component).shape);
  const what = path === "" ? "The body" : `"${path}" in the body`;
  const hint = didYouMean(suggestNames(name, known));
  return new HookloomError(
    "REQUEST_INVALID",
    `${what} has no field ${JSON.stringify(name)}; there are ${known.join(", ")}.${hint}`,
    {
      details: { field: path === "" ? name : `${path}.${name}`, known },
    },
  );
}
