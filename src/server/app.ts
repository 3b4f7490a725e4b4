// The routes of the daemon. `server.ts` listens for them.

import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { HookloomError } from "../foundation/errors.ts";
import type { JsonValue } from "../foundation/json.ts";
import type { Logger } from "../observability/logger.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Role } from "../model/roles.ts";
import { answerAgent, type AgentEndpoint } from "./agent-route.ts";
import { admit, findRoleRefusal, type AdmissionOptions } from "./admission.ts";
import { Dashboard } from "./dashboard.ts";
import { errorResponse, refusal } from "./error-response.ts";
import { describeApi } from "./openapi.ts";
import { queryEvents, streamEvents, takeEvents } from "./event-routes.ts";
import { parseAsked } from "./parse-asked.ts";
import { parseJson } from "./parse-json.ts";
import { MAX_BODY_BYTES, readBody, type Body } from "./read-body.ts";
import { viewPoints } from "./point-views.ts";
import { ROUTES } from "./routes.ts";
import { sendText } from "./send-text.ts";
import { answerBatch, answerRun } from "./run-routes.ts";
import { approveRequest, stateQuery } from "./script-requests.ts";
import { countScripts, viewHookHealth, viewStatus, type StatusSources } from "./status.ts";
import type { ScriptView } from "./schemas.ts";
import { isSwitchVerb, switchHook } from "./switch-routes.ts";
import { viewRun } from "./run-views.ts";
import { viewHooks, viewScript, viewState } from "./views.ts";

/** Bodies that switch hooks, in bytes. */
const MAX_SWITCH_BYTES = 10_000;

type Environment = { Bindings: HttpBindings; Variables: { role: Role | "nothing" } };

/** The routes, for whom the admission lets in. Streams of events end when `closing` does. */
export function createApp(
  sources: StatusSources,
  admission: AdmissionOptions,
  logger: Logger,
  closing: AbortSignal,
  agents?: AgentEndpoint,
): Hono<Environment> {
  const { runtime, statistics, health } = sources;
  const app = new Hono<Environment>();
  app.use(async (context, next) => {
    const admitted = admit(context.env.incoming, admission);
    if (admitted.kind === "refused") return admitted.answer;
    context.set("role", admitted.role);
    return next();
  });
  app.use("/v1/*", (_context, next) => (runtime.ready ? next() : Promise.resolve(notReady())));
  const traceOf = (context: Context<Environment>): string | undefined => context.req.header("traceparent");
  app.post("/v1/points/:point", requires("run"), (context) =>
    answerJson(context, (body) => answerRun(runtime, context.req.param("point"), body, traceOf(context))),
  );
  app.post("/v1/runs", requires("run"), (context) => answerJson(context, (body) => answerBatch(runtime, body, traceOf(context))));
  if (agents !== undefined) {
    const answer = (context: Context<Environment>, agent?: string): Promise<Response> => answerAgent(agents, context.env, agent);
    app.post("/hooks", requires("run"), (context) => answer(context));
    app.post("/hooks/:agent", requires("run"), (context) => answer(context, context.req.param("agent")));
  }
  app.get("/v1/hooks", requires("observe"), (context) => jsonLine(context, { hooks: viewHooks(runtime, statistics) }));
  app.post("/v1/hooks/:id/:verb", requires("operate"), async (context) => {
    const { id, verb } = context.req.param();
    if (!isSwitchVerb(verb))
      return refusal(404, `A hook cannot be ${JSON.stringify(verb)}; there are enable, disable and snooze.`);
    const body = await readBody(context.env.incoming, MAX_SWITCH_BYTES);
    if (body.kind !== "text") return refuseBody(body, MAX_SWITCH_BYTES);
    return jsonLine(context, switchHook(runtime.switches, body.text, id, verb));
  });
  // What hosts sent is in them, which is not for everybody's eyes.
  app.get("/v1/runs", requires("operate"), (context) => {
    const limit = Number(context.req.query("limit") ?? 50);
    if (!Number.isInteger(limit) || limit < 1) return refusal(400, "limit must be an integer above 0.");
    return jsonLine(context, { runs: runtime.recentRuns(limit).map(viewRun) });
  });
  app.get("/v1/runs/:id", requires("operate"), (context) => {
    const { id } = context.req.param();
    const runs = runtime.explain(id).map(viewRun);
    return runs.length > 0 ? jsonLine(context, { runs }) : refusal(404, `No run of ${JSON.stringify(id)} is kept.`);
  });
  app.get("/v1/points", requires("observe"), (context) => jsonLine(context, { points: viewPoints(runtime) }));
  app.get("/v1/scripts", requires("observe"), async (context) => jsonLine(context, await viewScripts(runtime)));
  app.post("/v1/scripts/:id/release", requires("operate"), async (context) => {
    const { id } = context.req.param();
    await runtime.scriptOperations.release(id);
    return jsonLine(context, await viewOneScript(runtime, id));
  });
  app.post("/v1/scripts/:id/approve", requires("operate"), (context) =>
    answerJson(context, async (body) => {
      const { id } = context.req.param();
      await runtime.scriptOperations.approve(id, parseAsked(approveRequest, body, "The body").version);
      return viewOneScript(runtime, id);
    }),
  );
  // What scripts keep and how they decide is not for everybody's eyes either.
  app.get("/v1/scripts/:id/state", requires("operate"), (context) => {
    const { prefix = "", limit = "100" } = parseAsked(stateQuery, context.req.query(), "The query");
    return jsonLine(context, viewState(runtime.scriptOperations.state(context.req.param("id"), prefix, Number(limit))));
  });
  app.get("/v1/scripts/:id/source", requires("operate"), async (context) => {
    const { id } = context.req.param();
    return jsonLine(context, { id, text: await runtime.scriptOperations.source(id) });
  });
  app.post("/v1/reload", requires("operate"), async (context) => {
    await runtime.reload();
    return jsonLine(context, await viewScripts(runtime));
  });
  app.get("/v1/status", requires("observe"), (context) => jsonLine(context, viewStatus(sources, context.get("role"))));
  app.get("/v1/subscriptions", requires("observe"), (context) => {
    return jsonLine(context, { subscriptions: runtime.events.stats().subscriptions });
  });
  app.get("/v1/events", requires("observe"), (context) => jsonLine(context, queryEvents(runtime.events, context.req.query())));
  app.get("/v1/events/stream", requires("observe"), (context) =>
    streamEvents(runtime.events, context.req.query(), context.req.header("last-event-id"), closing),
  );
  app.get("/v1/stream", requires("observe"), () => refusal(426, "This is a WebSocket.", { upgrade: "websocket" }));
  app.post("/v1/events", requires("operate"), (context) => answerJson(context, (body) => takeEvents(runtime.events, body)));
  app.get("/metrics", requires("observe"), async (context) => {
    const text = await runtime.metrics();
    if (text === undefined) return refusal(404, "No metrics are kept: the setting builtin.metrics.enabled is false.");
    return context.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });
  app.get("/healthz", (context) => jsonLine(context, { ...health.get(), scripts: countScripts(runtime) }));
  app.get("/health/hooks", requires("observe"), (context) => jsonLine(context, viewHookHealth(sources)));
  app.get("/readyz", (context) => (runtime.ready ? jsonLine(context, { status: "ready" }) : notReady()));
  app.get("/openapi.json", (context) => jsonLine(context, describeApi()));
  const dashboard = new Dashboard();
  for (const path of ["/", "/assets/:file"]) {
    app.get(path, ({ req }) => dashboard.answer(req.path, req.header("accept-encoding")));
  }
  app.all("/v1/points/:point", () => refusal(405, "Hook points are run with POST.", { allow: "POST" }));
  app.notFound(({ req }) => refusal(404, `There is no ${req.method} ${req.path}; there are ${listRoutes()}.`));
  app.onError((thrown) => {
    if (!(thrown instanceof HookloomError)) logger.error({}, `a request failed: ${thrown.stack ?? String(thrown)}`);
    return errorResponse(thrown);
  });
  return app;
}

function requires(needed: Role): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const refused = findRoleRefusal(context.get("role"), needed);
    return refused === undefined ? next() : refusal(refused.status, refused.message);
  };
}

/** Has the body of a request answered, unless it is none. */
async function answerJson(
  context: Context<Environment>,
  answer: (body: JsonValue) => object | Promise<object>,
): Promise<Response> {
  const body = await readJson(context);
  return body instanceof Response ? body : jsonLine(context, await answer(body.value));
}

/** The body of a request as JSON, or the refusal of one that is none. */
async function readJson(context: Context<Environment>): Promise<{ readonly value: JsonValue } | Response> {
  const { incoming } = context.env;
  if (!/^application\/json *(;|$)/i.test(incoming.headers["content-type"] ?? "")) {
    return refusal(415, "The body must be JSON: send the header content-type: application/json.");
  }
  const body = await readBody(incoming);
  if (body.kind !== "text") return refuseBody(body, MAX_BODY_BYTES);
  return { value: parseJson(body.text, "The body") };
}

function notReady(): Response {
  return refusal(503, "The daemon is loading its scripts, or stopping. Ask again in a moment.", { "retry-after": "1" });
}

/** JSON that ends with a line break, for people who ask from a shell. */
function jsonLine(context: Context<Environment>, value: object): Response {
  return sendText(context.env.outgoing, `${JSON.stringify(value)}\n`);
}

async function viewScripts(runtime: Runtime): Promise<{ scripts: ScriptView[] }> {
  const uses = await runtime.scriptOperations.measure();
  return { scripts: runtime.scripts().map((script) => viewScript(script, uses.get(script.id))) };
}

/** A script that is there, as it is now. */
async function viewOneScript(runtime: Runtime, id: string): Promise<{ script: ScriptView }> {
  const { scripts } = await viewScripts(runtime);
  return { script: scripts.find((script) => script.id === id)! };
}

function listRoutes(): string {
  return ROUTES.map(({ method, path }) => `${method} ${path}`).join(", ");
}

function refuseBody({ kind }: Exclude<Body, { kind: "text" }>, maxBytes: number): Response {
  // What is left of a body that is too large is not read: the connection ends with the answer.
  if (kind === "too_large") return refusal(413, `The body has more than ${maxBytes} bytes.`, { connection: "close" });
  return refusal(400, kind === "broken_off" ? "The body was broken off." : "The body is not UTF-8 text.");
}
