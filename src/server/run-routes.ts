// The routes that ask hooks: one point, or many runs with one request. `app.ts` mounts them.

import { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { JsonObject, JsonValue } from "../foundation/json.ts";
import { isTraceparent } from "../foundation/traceparent.ts";
import type { Component } from "../model/context.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { parseAsked } from "./parse-asked.ts";
import { assertPointData } from "./point-data.ts";
import { RunRecorder } from "./run-recorder.ts";
import { parseRunRequest, runRequest, type RunRequest } from "./run-request.ts";
import type { BatchAnswer, RunAnswer } from "./schemas.ts";
import { viewError, viewOutcome } from "./views.ts";

/** Runs that one request may ask for. */
const MAX_RUNS = 100;

const pointName = z.string("must be a text").min(1, "must not be empty").meta({ description: "The hook point." });
const RUNS = `must be a list of 1 to ${MAX_RUNS} runs`;
/** The body of `POST /v1/runs`. */
export const batchRequest = z.strictObject(
  {
    runs: z
      .array(runRequest.extend({ point: pointName }), RUNS)
      .min(1, RUNS)
      .max(MAX_RUNS, RUNS),
  },
  "must be an object",
);
batchRequest.register(z.globalRegistry, { id: "BatchRequest" });

/** Asks the hooks of a point. @throws HookloomError REQUEST_INVALID, POINT_UNKNOWN, POINT_DATA_INVALID */
export function answerRun(runtime: Runtime, point: string, body: JsonValue, traceparent: string | undefined): Promise<RunAnswer> {
  return run(runtime, point, parseRunRequest(body), traceparent);
}

/**
 * Asks hooks for each run, all at the same time; a run that cannot be made is answered with its error, and the others are made.
 * @throws HookloomError REQUEST_INVALID
 */
export async function answerBatch(runtime: Runtime, body: JsonValue, traceparent: string | undefined): Promise<BatchAnswer> {
  const { runs } = parseAsked(batchRequest, body, "The body");
  const answers = runs.map(async ({ point, ...request }) => {
    try {
      return await run(runtime, point, request, traceparent);
    } catch (thrown) {
      if (!(thrown instanceof HookloomError)) throw thrown;
      return { error: viewError(thrown) };
    }
  });
  return { answers: await Promise.all(answers) };
}

async function run(runtime: Runtime, point: string, request: RunRequest, traceparent: string | undefined): Promise<RunAnswer> {
  // Throws when there is no such point, before anything is said about data.
  runtime.count(point);
  assertPointData(point, request.data);
  const recorder = new RunRecorder();
  const correlationId = request.correlation_id ?? uuidSource();
  const outcome = await runtime.run(point, request.data, {
    correlationId,
    observer: recorder,
    metadata: withTrace(request.metadata, traceparent),
    ...(request.state === undefined ? {} : { state: request.state }),
    ...(request.component === undefined ? {} : { component: request.component as Component }),
    ...(request.deadline === undefined ? {} : { deadline: request.deadline }),
  });
  return { outcome: viewOutcome(outcome), hooks: recorder.reports, correlation_id: correlationId };
}

/** What the host sends in the header of W3C Trace Context, hooks and events have in their metadata. */
function withTrace(metadata: JsonObject = {}, traceparent: string | undefined): JsonObject {
  return isTraceparent(traceparent) ? { traceparent, ...metadata } : metadata;
}
