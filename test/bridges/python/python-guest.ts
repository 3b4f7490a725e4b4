// Boots Python in isolates of this process, without a runner: what the tests of the bridge need of one.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import ivm from "isolated-vm";
import bridge from "../../../bridges/python/bridge.ts";
import { python } from "../../../bridges/python/language.ts";
import type { IsolateRoom, LanguageEngine } from "../../../src/sandbox/bridge.ts";
import { GuestOperation } from "../../../src/sandbox/guest-protocol.ts";
import { createLogBuffer, takeLogLines, type ScriptLogLine } from "../../../src/sandbox/log-buffer.ts";

// What the runner process is started with, so that a script which takes too much memory gets a MemoryError.
setFlagsFromString("--wasm-max-mem-pages=2048");

const BOOT_TIMEOUT_MS = 20_000;

/** A script in its isolate. */
export interface LoadedScript {
  /** The reply to loading it, parsed: its tag and what follows. */
  readonly loaded: Reply;
  call(handle: number, data: unknown, timeoutMs?: number): Reply;
  resume(ticket: number, answers: readonly unknown[]): Reply;
  abandon(ticket: number): string;
  enter(operation: number, handle: number, text: string, timeoutMs?: number): string;
  logs(): ScriptLogLine[];
}

/** A reply, its JSON parsed. */
export interface Reply {
  readonly tag: string;
  // oxlint-disable-next-line no-explicit-any -- tests look into it freely
  readonly value: any;
}

export function createRoom(memoryLimit = 128): IsolateRoom & { logs(): ScriptLogLine[] } {
  const isolate = new ivm.Isolate({ memoryLimit });
  const units = createLogBuffer();
  return {
    isolate,
    context: isolate.createContextSync(),
    logBuffer: new ivm.ExternalCopy(units.buffer),
    eventBuffer: new ivm.ExternalCopy(createLogBuffer().buffer),
    memoryLimitMb: 128,
    logs: () => takeLogLines(units).lines,
  };
}

export function openEngine(asset?: SharedArrayBuffer): Promise<LanguageEngine> {
  return bridge.open({ ivm, asset });
}

/** The snapshot, made on first use and kept for later test runs. */
export async function findSnapshot(): Promise<SharedArrayBuffer> {
  const folder = join(tmpdir(), "hookloom-test-assets");
  const path = join(folder, python.asset!.fileName);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, await makeSnapshot());
    renameSync(`${path}.${process.pid}`, path);
  }
  return toShared(readFileSync(path));
}

export async function makeSnapshot(): Promise<Uint8Array> {
  const room = createRoom(1024);
  try {
    return await (
      await openEngine()
    ).makeAsset!(room, python.asset!.makeTimeoutMs);
  } finally {
    room.isolate.dispose();
  }
}

export function toShared(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

/** Boots Python and loads a script into it. */
export async function loadScript(engine: LanguageEngine, source: string, file = "hook.py"): Promise<LoadedScript> {
  const room = createRoom();
  const guest = await engine.boot(room, BOOT_TIMEOUT_MS);
  const loaded = parseReply(await guest.load({ file, source }, BOOT_TIMEOUT_MS));
  const enter = (operation: number, handle: number, text: string, timeoutMs = 5000): string =>
    guest.enter.applySync(undefined, [operation, handle, text], { timeout: timeoutMs }) as string;
  return {
    loaded,
    enter,
    call: (handle, data, timeoutMs) => parseReply(enter(GuestOperation.call, handle, makeEnvelope(data), timeoutMs)),
    resume: (ticket, answers) => parseReply(enter(GuestOperation.resume, ticket, JSON.stringify(answers))),
    abandon: (ticket) => enter(GuestOperation.abandon, ticket, ""),
    logs: room.logs,
  };
}

function makeEnvelope(data: unknown): string {
  return JSON.stringify({
    point: "BeforeToolExecution",
    data,
    metadata: { source: "test" },
    state: { turn: 3 },
    component: { id: "agent", name: "Agent", type: "agent" },
    correlation_id: "c-1",
  });
}

function parseReply(reply: string): Reply {
  return { tag: reply.slice(0, 1), value: reply === "" ? undefined : JSON.parse(reply.slice(1)) };
}
