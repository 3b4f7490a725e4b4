// Tracing with a real SDK, as a host sets one up.

import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, results, type Runtime } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const exporter = new InMemorySpanExporter();
let runtime: Runtime;

function setUpSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
}

beforeEach(async () => {
  exporter.reset();
  const builtin = { metrics: { enabled: false }, tracing: { enabled: true } };
  runtime = await createRuntime({ logger: createRecordingLogger(), builtin });
});
afterEach(() => runtime.close());

/** Spans as a tree: name, and those inside. */
function tree(parentId?: string): unknown[] {
  const inside = exporter.getFinishedSpans().filter((span) => (span.parentSpanContext?.spanId ?? undefined) === parentId);
  return inside.map((span) => [span.name, ...tree(span.spanContext().spanId)]);
}

const named = (name: string): ReadableSpan => exporter.getFinishedSpans().find((span) => span.name === name)!;

// Before one is set up: what has found an SDK once keeps it.
it("without an SDK, tracing makes nothing and changes nothing", async () => {
  runtime.register("test:x", () => results.cancel("no"), { id: "a" });
  expect(runtime.run("test:x", {})).toMatchObject({ type: "cancel" });
  const operation = { point: "BeforeToolExecution", data: { tool_name: "x" }, run: () => 7 };
  expect(await runtime.guard(operation)).toBe(7);
  expect(trace.getActiveSpan()).toBeUndefined();
});

describe("tracing", () => {
  beforeAll(setUpSdk);
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it("makes a span for a run and one inside for each hook, synchronous or not", async () => {
    runtime.register("test:x", () => undefined, { id: "a" });
    runtime.register("test:x", async () => results.cancel("no"), { id: "b" });
    runtime.register("test:x", () => undefined, { id: "never" });
    await runtime.run("test:x", {}, { component: { id: "agent-1" }, correlationId: "c1" });
    expect(tree()).toEqual([["dispatch test:x", ["hook a"], ["hook b"]]]);
    expect(named("dispatch test:x").attributes).toEqual({
      hook_point: "test:x",
      component_id: "agent-1",
      correlation_id: "c1",
      outcome: "cancel",
      hook_id: "b",
    });
    expect(named("hook b").attributes).toEqual({ hook_point: "test:x", component_id: "agent-1", hook_id: "b", result: "cancel" });
  });

  it("leaves a synchronous run synchronous", () => {
    runtime.register("test:x", () => undefined);
    expect(runtime.run("test:x", {})).toEqual({ type: "continue" });
  });

  it("makes a span for a guarded operation, with its runs and what it does itself inside", async () => {
    runtime.register("BeforeToolExecution", async () => undefined, { id: "before" });
    runtime.register("AfterToolExecution", () => undefined, { id: "after" });
    const tracer = trace.getTracer("host");
    await runtime.guard({
      point: "BeforeToolExecution",
      data: { tool_name: "x" },
      run: async () => tracer.startActiveSpan("the tool", async (span) => span.end()),
    });
    expect(tree()).toEqual([
      [
        "operation BeforeToolExecution",
        ["dispatch BeforeToolExecution", ["hook before"]],
        ["the tool"],
        ["dispatch AfterToolExecution", ["hook after"]],
      ],
    ]);
  });

  it("tells failures of hooks and operations, but a cancel is none", async () => {
    const fail = (): never => {
      throw new Error("out of order");
    };
    runtime.register("test:x", fail, { id: "broken" });
    await runtime.run("test:x", {});
    expect(named("hook broken").status).toEqual({ code: SpanStatusCode.ERROR, message: "HOOK_FAILED" });
    expect(named("hook broken").events[0]?.attributes?.["exception.message"]).toBe("out of order");
    expect(named("dispatch test:x").status.code).toBe(SpanStatusCode.UNSET);

    const operation = { point: "BeforeToolExecution", data: { tool_name: "x" } };
    await expect(runtime.guard({ ...operation, run: fail })).rejects.toThrow("out of order");
    expect(named("operation BeforeToolExecution").status).toEqual({ code: SpanStatusCode.ERROR, message: "out of order" });
    exporter.reset();
    runtime.register("BeforeToolExecution", () => results.cancel("no"));
    await expect(runtime.guard({ ...operation, run: () => 1 })).rejects.toThrow("no");
    expect(named("operation BeforeToolExecution").attributes.outcome).toBe("cancelled");
    expect(named("operation BeforeToolExecution").status.code).toBe(SpanStatusCode.UNSET);
  });

  it("goes on with the active span, else with the trace of the run's metadata", async () => {
    runtime.register("test:x", () => undefined, { id: "a" });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await runtime.run("test:x", {}, { metadata: { traceparent } });
    expect(named("dispatch test:x").spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
    expect(named("dispatch test:x").parentSpanContext?.spanId).toBe("b7ad6b7169203331");
    exporter.reset();
    trace.getTracer("host").startActiveSpan("request", (span) => {
      void runtime.run("test:x", {}, { metadata: { traceparent } });
      span.end();
    });
    expect(tree()).toEqual([["request", ["dispatch test:x", ["hook a"]]]]);
  });

  it("says how long a hook took", async () => {
    runtime.register("test:x", () => new Promise((resolve) => setTimeout(resolve, 20)), { id: "slow" });
    await runtime.run("test:x", {});
    const [seconds, nanoseconds] = named("hook slow").duration;
    expect(seconds * 1000 + nanoseconds / 1e6).toBeGreaterThan(15);
  });
});
