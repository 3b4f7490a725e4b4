// Boots one Lua script in this process, without a runner: an isolate, a log buffer, and the bridge.

import ivm from "isolated-vm";
import { afterEach, expect } from "vitest";
import bridge from "../../../bridges/lua/bridge.ts";
import { GuestOperation, type GuestError, type GuestWaiting } from "../../../src/sandbox/guest-protocol.ts";
import { createLogBuffer, takeLogLines } from "../../../src/sandbox/log-buffer.ts";

const LIST_GLOBALS = `JSON.stringify({ added: Object.keys(globalThis), webAssembly: "WebAssembly" in globalThis })`;

const engine = await bridge.open({ ivm, asset: undefined });

export interface LuaScript {
  /** What loading answered. */
  readonly loaded: string;
  call(handle: number, envelope: unknown): string;
  resume(ticket: number, answers: unknown): string;
  abandon(ticket: number): string;
  /** Names of the isolate's globals that JavaScript itself does not have, and whether `WebAssembly` is still there. */
  isolateGlobals(): { added: string[]; webAssembly: boolean };
  /** Log lines since the last time, as `level: text`. */
  logs(): string[];
  dispose(): void;
}

async function bootLua(source: string, file = "script.lua"): Promise<LuaScript> {
  const isolate = new ivm.Isolate({ memoryLimit: 32 });
  const context = await isolate.createContext();
  const logBuffer = createLogBuffer();
  const guest = await engine.boot(
    {
      isolate,
      context,
      logBuffer: new ivm.ExternalCopy(logBuffer.buffer),
      eventBuffer: new ivm.ExternalCopy(createLogBuffer().buffer),
      memoryLimitMb: 32,
    },
    5000,
  );
  const enter = (operation: number, handle: number, content: unknown) =>
    guest.enter.applySync(undefined, [operation, handle, JSON.stringify(content) ?? ""], { timeout: 5000 });
  return {
    loaded: await guest.load({ file, source }, 5000),
    call: (handle, envelope) => enter(GuestOperation.call, handle, envelope),
    resume: (ticket, answers) => enter(GuestOperation.resume, ticket, answers),
    abandon: (ticket) => enter(GuestOperation.abandon, ticket, undefined),
    isolateGlobals: () => JSON.parse(context.evalSync(LIST_GLOBALS) as string) as ReturnType<LuaScript["isolateGlobals"]>,
    logs: () => takeLogLines(logBuffer).lines.map((line) => `${line.level}: ${line.text}`),
    dispose: () => isolate.dispose(),
  };
}

/** The value of an `R` reply. */
export function resultOf(reply: string): unknown {
  if (!reply.startsWith("R")) throw new Error(`no result: ${reply}`);
  return JSON.parse(reply.slice(1));
}

/** The value of an `E` reply. */
export function errorOf(reply: string): GuestError {
  if (!reply.startsWith("E")) throw new Error(`no error: ${reply.slice(0, 500)}`);
  return JSON.parse(reply.slice(1)) as GuestError;
}

/** The value of a `W` reply. */
export function waitingOf(reply: string): GuestWaiting {
  if (!reply.startsWith("W")) throw new Error(`does not wait: ${reply}`);
  return JSON.parse(reply.slice(1)) as GuestWaiting;
}

const open: LuaScript[] = [];
afterEach(() => open.splice(0).forEach((script) => script.dispose()));

/** A script that is disposed of after the test. */
export async function boot(source: string, file?: string): Promise<LuaScript> {
  const script = await bootLua(source, file);
  open.push(script);
  return script;
}

/** A script whose only handler has this body, from line 3 on; `hookloom` and `ctx` are in reach. */
export async function handler(body: string): Promise<LuaScript> {
  const script = await boot(`local hookloom = require "hookloom"\nhookloom.on("Point", function(ctx)\n${body}\nend)`);
  expect(script.loaded).toMatch(/^L/);
  return script;
}
