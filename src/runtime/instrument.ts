// Puts hooks around the methods of an object the host did not write, without changing it for good. `Runtime.instrument` does it.

import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../foundation/json.ts";
import type { Operation } from "./operation/operation.ts";

type Method = (...given: never[]) => unknown;

/** How a method becomes an operation. */
export interface InstrumentedMethod {
  /** The gate before the method is called. */
  readonly point: string;
  /** The operation's data, of what the method was called with. Default: see `instrument`. */
  readonly data?: (given: readonly unknown[], method: string) => JsonObject;
  /** What the method is called with, of the data as hooks left it. Default: see `instrument`. */
  readonly call?: (data: JsonObject, given: readonly unknown[]) => readonly unknown[];
}

/** By the name of the method: a point, or more about it. */
export type Instrumentation<Target> = {
  readonly [Name in keyof Target as Target[Name] extends Method ? Name : never]?: string | InstrumentedMethod;
};

type Guard = (operation: Operation<unknown>) => Promise<unknown>;

/**
 * Wraps the methods; the disposer puts those back that nobody else has replaced since, and lets the others through. Wrapped
 * methods answer promises. At the points of tools the data is `tool_name`, the method's name, and `parameters`, its first argument
 * if that is an object; at all others, and with other arguments, it is `method` and the list `arguments`.
 * @throws HookloomError OPERATION_INVALID when there is no such method
 */
export function instrument<Target extends object>(target: Target, methods: Instrumentation<Target>, guard: Guard): Disposer {
  const wanted = Object.entries(methods as Record<string, string | InstrumentedMethod>);
  for (const [name] of wanted) {
    if (typeof Reflect.get(target, name) === "function") continue;
    throw new HookloomError("OPERATION_INVALID", `There is no method ${JSON.stringify(name)} to instrument.`);
  }
  const disposers = wanted.map(([name, what]) => wrap(target, name, typeof what === "string" ? { point: what } : what, guard));
  return createDisposer(() => {
    for (const dispose of disposers) dispose();
  });
}

function wrap(target: object, name: string, method: InstrumentedMethod, guard: Guard): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original = Reflect.get(target, name) as (...given: unknown[]) => unknown;
  const { point, data = describeCall(point), call = applyCall } = method;
  let isOn = true;
  function instrumented(this: unknown, ...given: unknown[]): unknown {
    if (!isOn) return Reflect.apply(original, this, given);
    const run = (changed: JsonObject): unknown => Reflect.apply(original, this, [...call(changed, given)]);
    return guard({ point, data: data(given, name), run });
  }
  Object.defineProperty(target, name, { value: instrumented, configurable: true, enumerable: true, writable: true });
  return () => {
    isOn = false;
    if (Object.getOwnPropertyDescriptor(target, name)?.value !== instrumented) return;
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

function describeCall(point: string): NonNullable<InstrumentedMethod["data"]> {
  const isTool = /tool/i.test(point);
  return (given, method) => {
    if (isTool && given.length <= 1 && isJsonObject(given[0] ?? {})) {
      return { tool_name: method, parameters: (given[0] ?? {}) as JsonObject };
    }
    const all = { arguments: given as readonly JsonValue[] };
    return isTool ? { tool_name: method, parameters: all } : { method, ...all };
  };
}

function applyCall(data: JsonObject, given: readonly unknown[]): readonly unknown[] {
  const holder = isJsonObject(data.parameters) ? data.parameters : data;
  if (Array.isArray(holder.arguments)) return holder.arguments;
  return holder === data ? given : [holder];
}
