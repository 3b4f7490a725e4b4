// Tracing as a built-in: spans around runs and operations, and one for each hook when it has answered.

import { context, SpanStatusCode, trace, type Attributes, type Context, type Span, type Tracer } from "@opentelemetry/api";
import { describeThrown } from "../../foundation/errors.ts";
import { isTraceparent } from "../../foundation/traceparent.ts";
import type { HookObserver } from "../../hooks/executor.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { RunContext, RunDetails } from "../../hooks/run-context.ts";
import { UNNAMED_COMPONENT } from "../../model/context.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { Builtin, Tracing } from "../builtin.ts";

/** Opens tracing. */
export function openTracing(): Builtin {
  // A proxy: the SDK may be set up later.
  const tracer = trace.getTracer("hookloom");
  return { tracing: new Spans(tracer), observer: observeHooks(tracer) };
}

class Spans implements Tracing {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  dispatch(
    point: string,
    details: RunDetails | undefined,
    act: () => HookOutcome | Promise<HookOutcome>,
  ): HookOutcome | Promise<HookOutcome> {
    const { span, inside } = this.#start(`dispatch ${point}`, point, details);
    if (!span.isRecording()) return act();
    const end = (outcome: HookOutcome): HookOutcome => {
      span.setAttribute("outcome", outcome.type);
      if ("hookId" in outcome) span.setAttribute("hook_id", outcome.hookId);
      span.end();
      return outcome;
    };
    try {
      const outcome = context.with(inside, act);
      return outcome instanceof Promise ? outcome.then(end, (thrown: unknown) => fail(span, thrown)) : end(outcome);
    } catch (thrown) {
      return fail(span, thrown);
    }
  }

  async operation<Value>(point: string, details: RunDetails, act: () => Promise<Value>): Promise<Value> {
    const { span, inside } = this.#start(`operation ${point}`, point, details);
    if (!span.isRecording()) return act();
    try {
      const value = await context.with(inside, act);
      span.setAttribute("outcome", "done").end();
      return value;
    } catch (thrown) {
      return fail(span, thrown);
    }
  }

  #start(name: string, point: string, details: RunDetails | undefined): { span: Span; inside: Context } {
    const { component = UNNAMED_COMPONENT, correlationId, metadata } = details ?? {};
    const attributes: Attributes = {
      hook_point: point,
      component_id: component.id,
      ...(correlationId !== undefined && { correlation_id: correlationId }),
    };
    const parent = parentContext(metadata?.traceparent);
    const span = this.#tracer.startSpan(name, { attributes }, parent);
    return { span, inside: trace.setSpan(parent, span) };
  }
}

/** Spans of hooks that are over: they begin as long ago as the hook took. */
function observeHooks(tracer: Tracer): HookObserver {
  const begin = (
    hook: RegisteredHook,
    { component }: RunContext,
    durationMs: number,
  ): { span: Span; endMs: number } | undefined => {
    if (trace.getActiveSpan() === undefined) return undefined;
    const endMs = performance.timeOrigin + performance.now();
    const attributes = { hook_point: hook.point, component_id: component.id, hook_id: hook.id };
    return { span: tracer.startSpan(`hook ${hook.id}`, { startTime: endMs - durationMs, attributes }), endMs };
  };
  return {
    instant: true,
    executed(hook, run, { type }, durationMs) {
      const made = begin(hook, run, durationMs);
      made?.span.setAttribute("result", type).end(made.endMs);
    },
    failed(hook, run, error, durationMs) {
      const made = begin(hook, run, durationMs);
      made?.span.recordException(error);
      made?.span.setStatus({ code: SpanStatusCode.ERROR, message: error.code }).end(made.endMs);
    },
    passedOver() {},
  };
}

/** What is active, else what the metadata of the run says that it belongs to. */
function parentContext(traceparent: unknown): Context {
  const active = context.active();
  if (trace.getSpan(active) !== undefined || !isTraceparent(traceparent)) return active;
  const [, traceId, spanId, flags] = traceparent.split("-") as [string, string, string, string];
  return trace.setSpanContext(active, { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true });
}

// What hooks decided is no error of the program.
function fail(span: Span, thrown: unknown): never {
  const isCancelled = thrown instanceof Error && thrown.name === "HookCancelled";
  span.setAttribute("outcome", isCancelled ? "cancelled" : "failed");
  if (!isCancelled) span.setStatus({ code: SpanStatusCode.ERROR, message: describeThrown(thrown) });
  span.end();
  throw thrown;
}
