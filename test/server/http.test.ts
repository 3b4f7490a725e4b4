import { request as httpRequest } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../bridges/index.ts";
import type { Logger } from "../../src/observability/logger.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer, type ServerAddress } from "../../src/server/server.ts";

const GUARD = `
import { on, cancel, modified, annotate, skipped, sleep } from "hookloom";
on("BeforeToolExecution", { id: "guard", priority: "high", match: { tool_name: "Bash" } }, (ctx) => {
  if (ctx.data.parameters.command.startsWith("rm ")) return cancel("refused: " + ctx.data.parameters.command);
});
on("BeforeToolExecution", { id: "sign", timeout_ms: 1000 }, (ctx) =>
  annotate(modified({ parameters: { signed_by: ctx.component.id, state: ctx.state, metadata: ctx.metadata } }), { seen: true }));
on("BeforeToolExecution", { id: "decline" }, () => skipped("not mine"));
on("acme:broken", { id: "broken" }, () => { throw new Error("out of order"); });
on("acme:slow", { id: "slow", timeout_ms: 2000 }, async () => { await sleep(150); return cancel("in the end"); });
on("acme:echo", { id: "echo" }, (ctx) => modified({ correlation_id: ctx.correlation_id, deadline: ctx.deadline }));
`;

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Answer {
  readonly status: number;
  readonly body: any;
}

let folder: string;
let runtime: Runtime;
let server: HookServer;
let address: ServerAddress;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hookloom-http-"));
  writeFileSync(join(folder, "guard.js"), GUARD);
  writeFileSync(join(folder, "torn.js"), "let = ;");
  runtime = await startRuntime(LANGUAGES, { scriptsDir: folder, watch: false, logger: SILENT, cacheDir: join(folder, ".cache") });
  server = createServer(runtime, { logger: SILENT });
  address = await server.start();
});

afterAll(async () => {
  await server.close();
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(point: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${address.url}/v1/points/${point}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(path: string): Promise<Answer> {
  const response = await fetch(`${address.url}${path}`);
  return { status: response.status, body: await response.json() };
}

describe("any answer", () => {
  it("comes in one piece with its length, and without its body where only its head is asked for", async () => {
    const asked = await fetch(`${address.url}/healthz`);
    const text = await asked.text();
    expect(asked.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    const head = await fetch(`${address.url}/healthz`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(text.length), ""]);
  });
});

describe("POST /v1/points/:point", () => {
  it("answers the outcome, what every hook said, and a correlation id", async () => {
    const { status, body } = await post("BeforeToolExecution", {
      data: { tool_name: "Bash", parameters: { command: "rm -r -f /" } },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      outcome: { type: "cancel", reason: "refused: rm -r -f /", hook_id: "guard" },
      hooks: [{ hook_id: "guard", result: "cancel", reason: "refused: rm -r -f /", duration_ms: expect.any(Number) }],
      correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("answers changed data and annotations, with names in snake_case, and who was passed over", async () => {
    const { body } = await post("BeforeToolExecution", {
      data: { tool_name: "Read", parameters: {} },
      component: { id: "agent-1", name: "Agent", type: "agent" },
      metadata: { channel: "chat" },
      state: { turn: 3 },
    });
    expect(body.outcome).toEqual({
      type: "modified",
      data: { tool_name: "Read", parameters: { signed_by: "agent-1", state: { turn: 3 }, metadata: { channel: "chat" } } },
      modified_by: ["sign"],
      annotations: [{ hook_id: "sign", annotations: { seen: true } }],
    });
    expect(body.hooks).toMatchObject([
      { hook_id: "guard", passed_over: "no_match", duration_ms: 0 },
      { hook_id: "sign", result: "modified" },
      { hook_id: "decline", result: "skipped", reason: "not mine" },
    ]);
  });

  it("takes the trace from the header into the metadata of the run and of the events about its hooks", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const traces: unknown[] = [];
    using _subscription = runtime.subscribe("hook.executed", ({ metadata }) => traces.push(metadata?.traceparent));
    const data = { tool_name: "Read", parameters: {} };
    const { body } = await post("BeforeToolExecution", { data }, { traceparent });
    expect(body.outcome.data.parameters.metadata).toEqual({ traceparent });
    await runtime.events.drain();
    expect(new Set(traces)).toEqual(new Set([traceparent]));
    traces.length = 0;
    await post("BeforeToolExecution", { data }, { traceparent: "nonsense" });
    await runtime.events.drain();
    expect(new Set(traces)).toEqual(new Set([undefined]));
  });

  it("passes the correlation id and the deadline on, and answers the id", async () => {
    const deadline = Date.now() + 10_000;
    const { body } = await post("acme:echo", { data: {}, correlation_id: "c-1", deadline });
    expect(body.outcome.data).toEqual({ correlation_id: "c-1", deadline });
    expect(body.correlation_id).toBe("c-1");
  });

  it("answers the error of a hook with code and place, and goes on", async () => {
    const { status, body } = await post("acme:broken", { data: {} });
    expect(status).toBe(200);
    expect(body.outcome).toEqual({ type: "continue" });
    expect(body.hooks).toMatchObject([
      {
        hook_id: "broken",
        error: { code: "HOOK_FAILED", message: expect.stringContaining("out of order"), place: { file: "guard.js", line: 9 } },
      },
    ]);
  });

  it("continues at a point at which no hook stands", async () => {
    expect((await post("acme:nobody", { data: {} })).body).toMatchObject({ outcome: { type: "continue" }, hooks: [] });
  });

  it("accepts another system's name of a point with that system's fields", async () => {
    const { body } = await post("PreToolUse", { data: { tool_name: "Bash", tool_input: { command: "rm x" } } });
    expect(body.outcome).toMatchObject({ type: "cancel", reason: "refused: rm x" });
  });
});

describe("POST /v1/runs", () => {
  const batch = async (body: unknown): Promise<Answer> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${address.url}/v1/runs`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };

  it("answers many runs in their order, each as by itself, and those that cannot be made with their error", async () => {
    const data = { tool_name: "Bash", parameters: { command: "rm x" } };
    const runs = [
      { point: "acme:slow", data: {} },
      { point: "BeforeToolExecution", data, correlation_id: "second" },
      { point: "NoSuchPoint", data: {} },
      { point: "BeforeToolExecution", data: {} },
      { point: "acme:nobody", data: {} },
    ];
    const { status, body } = await batch({ runs });
    expect(status).toBe(200);
    expect(body.answers).toMatchObject([
      { outcome: { type: "cancel", reason: "in the end" } },
      { outcome: { type: "cancel", hook_id: "guard" }, hooks: [{ hook_id: "guard" }], correlation_id: "second" },
      { error: { code: "POINT_UNKNOWN" } },
      { error: { code: "REQUEST_INVALID" } },
      { outcome: { type: "continue" }, hooks: [] },
    ]);
  });

  it.each([
    [{}, '"runs" must be a list of 1 to 100 runs'],
    [{ runs: [] }, '"runs" must be a list of 1 to 100 runs'],
    [{ runs: [{ point: "a:b" }] }, '"runs.0.data" must be an object'],
    [{ runs: [{ data: {} }] }, '"runs.0.point" must be a text'],
  ])("refuses %j", async (body, message) => {
    const { status, body: answer } = await batch(body);
    expect(status).toBe(400);
    expect(answer.error.message).toContain(message);
  });
});

describe("a bad request", () => {
  it.each([
    [
      "an unknown field",
      { data: {}, meta: {} },
      'The body has no field "meta"; there are data, metadata, state, component, correlation_id, deadline. Did you mean "data"?',
    ],
    ["data that is no object", { data: [] }, '"data" in the body must be an object.'],
    ["missing data", {}, '"data" in the body must be an object.'],
    ["a body that is no object", "[]", "The body must be an object."],
    ["a component without an id", { data: {}, component: { name: "x" } }, '"component.id" in the body must be a text.'],
    [
      "an unknown field of the component",
      { data: {}, component: { id: "x", kind: "y" } },
      '"component" in the body has no field "kind"; there are id, name, type.',
    ],
    ["a deadline that is no time", { data: {}, deadline: "soon" }, '"deadline" in the body must be milliseconds since 1970.'],
    [
      "text that is not JSON",
      '{"data": {}',
      "The body is not JSON: expected ',' or '}' after property value, at line 1, column 12.",
    ],
    [
      "a key that changes prototypes",
      '{"data": {"__proto__": {}}}',
      'The body has the key "data.__proto__", which is not allowed.',
    ],
  ])("with %s is answered 400 and one clear message", async (_what, body, message) => {
    const answer = await post("acme:echo", body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "REQUEST_INVALID", message } } });
  });

  it("with data that does not fit the point names the field and shows an example", async () => {
    const { status, body } = await post("BeforeToolExecution", { data: { tool_name: 7 } });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: "REQUEST_INVALID",
      message: 'The data of BeforeToolExecution does not fit: "tool_name" must be a text.',
      details: { field: "data.tool_name", example: { tool_name: "Bash" } },
    });
  });

  it("to a point that does not exist is answered 404 with suggestions", async () => {
    const { status, body } = await post("BeforeToolExecutoin", { data: {} });
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: "POINT_UNKNOWN",
      details: { suggestions: expect.arrayContaining(["BeforeToolExecution"]) },
    });
  });

  it("to an unknown path says which paths there are", async () => {
    expect(await get("/v2/hooks")).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining("GET /v1/hooks") } },
    });
  });

  it("to a point with another method than POST is answered 405", async () => {
    expect((await get("/v1/points/BeforeToolExecution")).status).toBe(405);
  });

  it("with another content type than JSON is answered 415", async () => {
    expect((await post("acme:echo", { data: {} }, { "content-type": "text/plain" })).status).toBe(415);
  });

  it("larger than 1 MiB is answered 413, whether it says its size or not", async () => {
    const body = JSON.stringify({ data: { text: "x".repeat(1024 * 1024) } });
    expect((await post("acme:echo", body)).status).toBe(413);
    expect(await postRaw({ "content-type": "application/json", "transfer-encoding": "chunked" }, body)).toBe(413);
  });

  it("from a web page of another origin, or under a foreign host name, is answered 403", async () => {
    const body = '{"data": {}}';
    const json = { "content-type": "application/json" };
    expect(await postRaw({ ...json, origin: "https://evil.example" }, body)).toBe(403);
    expect(await postRaw({ ...json, host: "evil.example" }, body)).toBe(403);
    expect(await postRaw(json, body)).toBe(200);
  });
});

/** Sends headers that `fetch` would not; answers the status. */
function postRaw(headers: Record<string, string>, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${address.url}/v1/points/acme:echo`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
    request.end(body);
  });
}

describe("what the daemon tells about itself", () => {
  it("is its health and how many scripts serve", async () => {
    expect(await get("/healthz")).toEqual({ status: 200, body: { status: "ok", scripts: { total: 2, serving: 1, broken: 1 } } });
  });

  it("is what its hooks did, in the names of those who measure hooks", async () => {
    const { body } = await get("/health/hooks");
    expect(body).toMatchObject({
      status: expect.stringMatching(/^(healthy|degraded)$/),
      avg_processing_time_ms: expect.any(Number),
      performance_threshold_violations: expect.any(Number),
      active_connections: 0,
      security_validations: 0,
    });
    expect(body.hooks_processed).toBeGreaterThan(body.hooks_blocked);
    expect(body.hooks_blocked).toBeGreaterThan(0);
  });

  it("is the hooks in the order they are asked", async () => {
    const { body } = await get("/v1/hooks");
    expect(body.hooks.map((hook: { id: string }) => hook.id).slice(0, 3)).toEqual(["guard", "sign", "decline"]);
    expect(body.hooks[0]).toEqual({
      id: "guard",
      point: "BeforeToolExecution",
      phase: "transform",
      priority: 500,
      match: { tool_name: "Bash" },
      timeout_ms: 100,
      failure_mode: "fail_open",
      owner: "guard.js",
      place: { file: "guard.js", line: 3 },
      breaker: "closed",
      activity: expect.any(Object),
    });
  });

  it("is what each hook did", async () => {
    const { activity: before } = await hookView("guard");
    await post("BeforeToolExecution", { data: { tool_name: "Bash", parameters: { command: "rm x" } } });
    await post("BeforeToolExecution", { data: { tool_name: "Read", parameters: {} } });
    const { activity: after } = await hookView("guard");
    expect(after.asked).toBe(before.asked + 1);
    expect(after.results.cancel).toBe(before.results.cancel + 1);
    expect(after.passed_over.no_match).toBe(before.passed_over.no_match + 1);
    expect(after.latency_ms.p50).toBeLessThanOrEqual(after.latency_ms.max);
    expect(Date.now() - Date.parse(after.last_asked)).toBeLessThan(60_000);
    await post("acme:broken", { data: {} });
    expect((await hookView("broken")).activity).toMatchObject({
      failures: expect.any(Number),
      last_error: { code: "HOOK_FAILED", place: { file: "guard.js", line: 9 } },
    });
  });

  it("is the points, those of the scripts among them, with data to try them with", async () => {
    const { body } = await get("/v1/points");
    const byName = new Map(body.points.map((point: { name: string }) => [point.name, point]));
    expect(byName.get("BeforeToolExecution")).toMatchObject({
      group: "tool",
      mode: "gate",
      fields: { tool_name: { type: "string", required: true } },
      hooks: 3,
    });
    expect(byName.get("acme:echo")).toMatchObject({ group: "own", hooks: 1, example: {} });
    for (const { name, example } of body.points) expect((await post(name, { data: example })).status).toBe(200);
  });

  it("is its state at a glance", async () => {
    expect((await get("/v1/status")).body).toMatchObject({
      ready: true,
      role: "run",
      scripts: { total: 2, serving: 1, broken: 1 },
      hooks: { total: 6, off: 0 },
      runners: expect.any(Number),
    });
  });

  it("is the scripts, and what is wrong with those that are broken", async () => {
    const { body } = await get("/v1/scripts");
    expect(body.scripts).toMatchObject([
      { id: "guard.js", language: "javascript", status: "serving", hooks: 6 },
      { id: "torn.js", status: "broken", serving: false, error: { code: "SCRIPT_SYNTAX", place: { file: "torn.js", line: 1 } } },
    ]);
  });
});

/** A hook as the daemon lists it. */
async function hookView(id: string): Promise<any> {
  return (await get("/v1/hooks")).body.hooks.find((hook: { id: string }) => hook.id === id);
}

describe("a mistake of ours", () => {
  it("is logged, and answered 500 without telling what it was", async () => {
    const torn = {
      ready: true,
      observe: () => () => {},
      count: () => 0,
      run: () => {
        throw new TypeError("secret");
      },
    } as unknown as Runtime;
    const errors: string[] = [];
    const faulty = createServer(torn, { logger: { ...SILENT, error: (_details, message) => void errors.push(message) } });
    const { url } = await faulty.start();
    const response = await fetch(`${url}/v1/points/acme:echo`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"data": {}}',
    });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: { code: "INTERNAL", message: "The daemon made a mistake; its log says which." },
    });
    expect(errors).toEqual([expect.stringContaining("TypeError: secret")]);
    await faulty.close();
  });
});

describe("starting and closing", () => {
  it("says which address is taken", async () => {
    const second = createServer(runtime, { port: address.port, logger: SILENT });
    await expect(second.start()).rejects.toMatchObject({
      code: "PORT_IN_USE",
      message: `127.0.0.1:${address.port} is taken by another program.`,
    });
    await second.close();
  });

  it("answers requests that are under way, and takes no new ones", async () => {
    const closing = createServer(runtime, { logger: SILENT });
    const { port, url } = await closing.start();
    const idle = connect(port, "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    const begun = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const answerLate = async (): Promise<{ type: "cancel"; reason: string }> => {
      begun.resolve();
      await released.promise;
      return { type: "cancel", reason: "in the end" };
    };
    using _hook = runtime.register("acme:late", answerLate, { timeoutMs: 10_000 });
    const answer = fetch(`${url}/v1/points/acme:late`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"data": {}}',
    });
    await begun.promise;
    const closed = closing.close();
    released.resolve();
    expect(await (await answer).json()).toMatchObject({ outcome: { type: "cancel", reason: "in the end" } });
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    idle.destroy();
  });
});
