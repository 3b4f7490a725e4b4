// What the metrics count, as Prometheus reads it.

import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { METRICS } from "../../../src/builtin/metrics/definition.ts";
import { Meters } from "../../../src/builtin/metrics/meters.ts";
import { createRuntime, results, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createServer } from "../../../src/server/server.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";

let runtime: Runtime;
let logger: RecordingLogger;
afterEach(async () => {
  await runtime.close();
  const ours = logger.lines.filter(({ level, message }) => level === "error" && message.includes("builtin/"));
  expect(ours).toEqual([]);
});

async function start(metrics: NonNullable<RuntimeOptions["builtin"]>["metrics"] = {}): Promise<void> {
  logger = createRecordingLogger();
  runtime = await createRuntime({ logger, builtin: { metrics } });
}

const ask = (point: string, data: JsonObject): unknown => runtime.run(point, data);

/** The samples whose name begins so. */
async function samples(prefix: string): Promise<string[]> {
  await runtime.drain();
  const lines = ((await runtime.metrics()) ?? "").split("\n");
  return lines.filter((line) => line.startsWith(prefix));
}

it("are all in the table of their page, with their types", async () => {
  await start();
  const rows = String(METRICS.details).matchAll(/^\| (`hookloom_.*?) \| (\w+) \|/gm);
  const documented = [...rows].flatMap(([, names, type]) =>
    names!.split(", ").map((name) => `${name.replaceAll("`", "")} ${type}`),
  );
  const registered = (await samples("# TYPE ")).map((line) => line.slice("# TYPE ".length));
  expect(documented.toSorted()).toEqual(registered.toSorted());
});

describe("the metrics of what passes", () => {
  it("count connections that are open", async () => {
    await start();
    for (const peer_addr of ["a", "b", "c"]) await ask("Connection", { peer_addr });
    await ask("Disconnection", { peer_addr: "a" });
    runtime.register("Connection", () => results.cancel("full"));
    await ask("Connection", { peer_addr: "d" });
    expect(await samples("hookloom_gateway_connections")).toEqual(["hookloom_gateway_connections 2"]);
  });

  it("count attempts to authenticate by how they ended", async () => {
    await start();
    await ask("AuthSuccess", { peer_addr: "a" });
    await ask("AuthFailure", { peer_addr: "a" });
    await ask("AuthFailure", { peer_addr: "a", locked_out: true });
    expect(await samples("hookloom_auth_attempts_total")).toEqual([
      'hookloom_auth_attempts_total{result="success"} 1',
      'hookloom_auth_attempts_total{result="failure"} 1',
      'hookloom_auth_attempts_total{result="locked_out"} 1',
    ]);
  });

  it("count calls of tools once each, whatever became of them", async () => {
    await start();
    const call = (tool_name: string, run: () => unknown): Promise<unknown> =>
      runtime.guard({ point: "BeforeToolExecution", data: { tool_name }, run }).catch(() => undefined);
    await call("good", () => "done");
    await call("good", () => "done");
    await call("bad", () => {
      throw new Error("out of order");
    });
    runtime.register("BeforeToolExecution", () => results.cancel("no"), { match: { tool_name: "forbidden" } });
    await call("forbidden", () => "never");
    expect((await samples("hookloom_tool_calls_total")).sort()).toEqual([
      'hookloom_tool_calls_total{tool_name="bad",result="error"} 1',
      'hookloom_tool_calls_total{tool_name="forbidden",result="cancelled"} 1',
      'hookloom_tool_calls_total{tool_name="good",result="success"} 2',
    ]);
  });

  it("count calls of models and their tokens", async () => {
    await start();
    const special = { cached_input_tokens: 8, cache_write_tokens: 2, reasoning_tokens: 5 };
    await ask("AfterProviderCall", { provider: "anthropic", success: true, input_tokens: 12, output_tokens: 9, ...special });
    await ask("AfterProviderCall", { provider: "anthropic", success: false, input_tokens: 3 });
    expect(await samples("hookloom_provider_requests_total")).toEqual([
      'hookloom_provider_requests_total{provider="anthropic",result="success"} 1',
      'hookloom_provider_requests_total{provider="anthropic",result="error"} 1',
    ]);
    expect(await samples("hookloom_tokens_total")).toEqual([
      'hookloom_tokens_total{provider="anthropic",type="input"} 15',
      'hookloom_tokens_total{provider="anthropic",type="output"} 9',
      'hookloom_tokens_total{provider="anthropic",type="cached_input"} 8',
      'hookloom_tokens_total{provider="anthropic",type="cache_write"} 2',
      'hookloom_tokens_total{provider="anthropic",type="reasoning"} 5',
    ]);
  });

  it("count violations of the types that they know", async () => {
    await start({ prefix: "rustyclaw" });
    await ask("SecurityEvent", { event_type: "prompt_injection", action: "block" });
    await ask("SecurityViolation", { violation_type: "ssrf", reason: 'private "10.0.0.5"' });
    await ask("SecurityViolation", { violation_type: "rate_limit" });
    expect(await samples("rustyclaw_prompt_injection_detected_total")).toEqual([
      'rustyclaw_prompt_injection_detected_total{action="block"} 1',
    ]);
    expect(await samples("rustyclaw_ssrf_blocked_total")).toEqual([
      String.raw`rustyclaw_ssrf_blocked_total{reason="private \"10.0.0.5\""} 1`,
    ]);
    expect(await samples("hookloom_")).toEqual([]);
  });

  it("do not multiply when somebody sends ever new names", async () => {
    await start({ maxLabelValues: 10 });
    for (let number = 1; number <= 50; number += 1) await ask("AfterToolCall", { tool_name: `tool ${number}` });
    const found = await samples("hookloom_tool_calls_total");
    expect(found).toHaveLength(11);
    expect(found).toContain('hookloom_tool_calls_total{tool_name="other",result="success"} 40');
  });
});

describe("the metrics of hooks", () => {
  it("count calls, results, failures and those that were not asked", async () => {
    await start();
    runtime.register("test:x", () => undefined, { id: "calm" });
    runtime.register("test:x", () => results.modified({ a: 1 }), { id: "eager", match: { kind: "good" } });
    const fail = (): never => {
      throw new Error("out of order");
    };
    runtime.register("test:x", fail, { id: "broken" });
    for (let round = 0; round < 6; round += 1) await ask("test:x", { kind: round === 0 ? "good" : "bad" });
    expect(await samples("hookloom_hook_executions_total")).toEqual([
      'hookloom_hook_executions_total{hook="calm",hook_point="test:x"} 6',
      'hookloom_hook_executions_total{hook="eager",hook_point="test:x"} 1',
      'hookloom_hook_executions_total{hook="broken",hook_point="test:x"} 5',
    ]);
    expect(await samples("hookloom_hook_result_types")).toEqual([
      'hookloom_hook_result_types{hook_point="test:x",result="continue"} 6',
      'hookloom_hook_result_types{hook_point="test:x",result="modified"} 1',
    ]);
    expect(await samples("hookloom_hook_failures_total")).toEqual([
      'hookloom_hook_failures_total{hook="broken",code="HOOK_FAILED"} 5',
    ]);
    expect(await samples("hookloom_hook_passed_over_total")).toEqual([
      'hookloom_hook_passed_over_total{hook="eager",why="no_match"} 5',
      'hookloom_hook_passed_over_total{hook="broken",why="breaker_open"} 1',
    ]);
    const breaker = 'hookloom_circuit_breaker_state{hook="broken"}';
    expect(await samples(breaker)).toEqual([`${breaker} 2`]);
    const duration = 'hookloom_hook_execution_duration_seconds_count{hook_point="test:x"}';
    expect(await samples(duration)).toEqual([`${duration} 12`]);
    const registered = 'hookloom_registered_hooks{hook_point="test:x"}';
    expect(await samples(registered)).toEqual([`${registered} 3`]);
  });

  it("count events that are published and delivered", async () => {
    await start();
    runtime.register("test:x", () => undefined);
    const subscription = runtime.subscribe("hook.*", () => {});
    await ask("test:x", {});
    await ask("test:x", {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(await samples("hookloom_events_")).toEqual([
      "hookloom_events_published_total 2",
      "hookloom_events_delivered_total 2",
      "hookloom_events_dropped_total 0",
    ]);
    const searches = await samples("hookloom_pattern_match_duration_seconds");
    expect(searches).toContainEqual(expect.stringMatching(/^hookloom_pattern_match_duration_seconds_count [1-9]/));
    expect(searches).toContainEqual(expect.stringMatching(/^hookloom_pattern_match_duration_seconds_bucket\{le="\+Inf"\} [1-9]/));
    subscription();
    expect(await samples("hookloom_events_delivered_total")).toEqual(["hookloom_events_delivered_total 2"]);
  });
});

describe("what is shown as it is at the moment", () => {
  it("has its own labels, however many others there were before", async () => {
    await start();
    const registry = new Registry();
    const meters = new Meters(registry, "test", 2);
    let names = ["a", "b"];
    meters.gauge("depth", "How deep.", ["name"], () => names.map((name) => [{ name }, 1]));
    await registry.metrics();
    names = ["c", "d", "e"];
    const text = await registry.metrics();
    expect(text.split("\n").filter((line) => line.startsWith("test_depth"))).toEqual([
      'test_depth{name="c"} 1',
      'test_depth{name="d"} 1',
      'test_depth{name="other"} 1',
    ]);
  });
});

describe("GET /metrics", () => {
  it("answers the metrics", async () => {
    await start();
    await ask("Connection", { peer_addr: "a" });
    await runtime.drain();
    const server = createServer(runtime, { logger });
    try {
      const response = await fetch(`${(await server.start()).url}/metrics`);
      expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
      expect(await response.text()).toContain("\nhookloom_gateway_connections 1\n");
    } finally {
      await server.close();
    }
  });

  it("is for those who may observe, and says so when no metrics are kept", async () => {
    await start({ enabled: false });
    const closed = createServer(runtime, { logger, anonymous: "nothing" });
    const open = createServer(runtime, { logger, anonymous: "observe" });
    try {
      expect((await fetch(`${(await closed.start()).url}/metrics`)).ok).toBe(false);
      const response = await fetch(`${(await open.start()).url}/metrics`);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("builtin.metrics.enabled");
    } finally {
      await closed.close();
      await open.close();
    }
  });
});
