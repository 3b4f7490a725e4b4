// The routes of the daemon. `server.ts` listens for them.

import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { HookloomError } from "../foundation/errors.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { Component } from "../model/context.ts";
import type { Logger } from "../observability/logger.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { AccessRule } from "./access.ts";
import { errorResponse, refusal } from "./error-response.ts";
import { parseJson } from "./parse-json.ts";
import { assertPointData } from "./point-data.ts";
import { MAX_BODY_BYTES, readBody } from "./read-body.ts";
import { RunRecorder } from "./run-recorder.ts";
import { parseRunRequest } from "./run-request.ts";
import { viewHook, viewOutcome, viewScript } from "./views.ts";

type Environment = { Bindings: HttpBindings };

const ROUTES = "POST /v1/points/:point, GET /v1/hooks, GET /v1/scripts, GET /healthz";

/** The routes, for requests whose Host header names the configured host or a loopback address. */
export function createApp(runtime: Runtime, host: string, logger: Logger): Hono<Environment> {
  const access = new AccessRule(host);
  const app = new Hono<Environment>();
  app.use(async ({ env }, next) => {
    const { host: asked, origin } = env.incoming.headers;
    const refused = access.findRefusal(asked, origin);
    return refused === undefined ? next() : refusal(403, refused);
  });
  app.post("/v1/points/:point", (context) => runPoint(runtime, context, context.req.param("point")));
  app.get("/v1/hooks", (context) => jsonLine(context, { hooks: runtime.hooks().map(viewHook) }));
  app.get("/v1/scripts", (context) => jsonLine(context, { scripts: runtime.scripts().map(viewScript) }));
  app.get("/healthz", (context) => jsonLine(context, { status: "ok", scripts: countScripts(runtime) }));
  app.all("/v1/points/:point", () => refusal(405, "Hook points are run with POST.", { allow: "POST" }));
  app.notFound(({ req }) => refusal(404, `There is no ${req.method} ${req.path}; there are ${ROUTES}.`));
  app.onError((thrown) => {
    if (!(thrown instanceof HookloomError)) logger.error({}, `a request failed: ${thrown.stack ?? String(thrown)}`);
    return errorResponse(thrown);
  });
  return app;
}

async function runPoint(runtime: Runtime, context: Context<Environment>, point: string): Promise<Response> {
  const { incoming } = context.env;
  if (!/^application\/json *(;|$)/i.test(incoming.headers["content-type"] ?? "")) {
    return refusal(415, "The body must be JSON: send the header content-type: application/json.");
  }
  const body = await readBody(incoming);
  // What is left of a body that is too large is not read: the connection ends with the answer.
  if (body.kind === "too_large") return refusal(413, `The body has more than ${MAX_BODY_BYTES} bytes.`, { connection: "close" });
  if (body.kind === "broken_off") return refusal(400, "The body was broken off.");
  if (body.kind === "not_text") return refusal(400, "The body is not UTF-8 text.");
  const request = parseRunRequest(parseJson(body.text, "The body"));
  // Throws when there is no such point, before anything is said about data.
  runtime.count(point);
  assertPointData(point, request.data);
  const recorder = new RunRecorder();
  const correlationId = request.correlation_id ?? uuidSource();
  const outcome = await runtime.run(point, request.data, {
    correlationId,
    observer: recorder,
    ...(request.metadata === undefined ? {} : { metadata: request.metadata }),
    ...(request.state === undefined ? {} : { state: request.state }),
    ...(request.component === undefined ? {} : { component: request.component as Component }),
    ...(request.deadline === undefined ? {} : { deadline: request.deadline }),
  });
  return jsonLine(context, { outcome: viewOutcome(outcome), hooks: recorder.reports, correlation_id: correlationId });
}

/** JSON that ends with a line break, for people who ask from a shell. */
function jsonLine(context: Context<Environment>, value: object): Response {
  return context.body(`${JSON.stringify(value)}\n`, 200, { "content-type": "application/json" });
}

function countScripts(runtime: Runtime): { total: number; serving: number; broken: number } {
  const kinds = runtime.scripts().map(({ status }) => status.kind);
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  return { total: kinds.length, serving: count("serving"), broken: count("broken") };
}
