// The runner's side of the channel: turns frames into entries of cells and their replies into frames. Started by main.ts.

import type ivm from "isolated-vm";
import type { LanguageEngine } from "../bridge.ts";
import { FrameKind, type Frame, type FrameWriter } from "../frames.ts";
import { GuestOperation, GuestReply } from "../guest-protocol.ts";
import { createLogBuffer } from "../log-buffer.ts";
import { Cell, CellTorn } from "./cell.ts";
import { parseWaiting, WaitingCalls, type WaitingCall } from "./waiting-calls.ts";

/** Recorded while the runner is in no call. */
const NO_CALL = 0;
/** Making an asset is our own code's work. */
const ASSET_MEMORY_MB = 1024;

export class Runner {
  readonly #ivm: typeof ivm;
  readonly #engine: LanguageEngine;
  readonly #writer: FrameWriter;
  readonly #cells = new Map<number, Cell>();
  readonly #waiting = new WaitingCalls();
  #loading = 0;
  readonly #recordCall: (id: number) => void;

  constructor(ivmModule: typeof ivm, engine: LanguageEngine, writer: FrameWriter, recordCall: (id: number) => void) {
    this.#ivm = ivmModule;
    this.#engine = engine;
    this.#writer = writer;
    this.#recordCall = recordCall;
  }

  handle(frame: Frame): void {
    switch (frame.kind) {
      case FrameKind.call:
        return this.#call(frame);
      case FrameKind.load:
        return void this.#load(frame.id, frame.a, frame.b, frame.c, frame.payload.toString("utf8"));
      case FrameKind.unload:
        return this.#unload(frame.a);
      case FrameKind.ping:
        return this.#writer.send(FrameKind.pong, frame.id, 0, 0, 0);
      case FrameKind.makeAsset:
        return void this.#makeAsset(frame.id, frame.b);
      default:
        throw new RangeError(`unknown frame kind ${frame.kind}`);
    }
  }

  async #load(id: number, number: number, timeoutMs: number, memoryLimitMb: number, payload: string): Promise<void> {
    const { file, source } = JSON.parse(payload) as { file: string; source: string };
    const options = { ivm: this.#ivm, engine: this.#engine, memoryLimitMb, timeoutMs };
    const cell = new Cell(options);
    this.#cells.set(number, cell);
    this.#loading += 1;
    this.#recordCall(NO_CALL);
    try {
      const reply = await cell.load(file, source, options);
      this.#sendLogs(number, cell);
      if (!reply.startsWith(GuestReply.loaded)) this.#drop(number, cell);
      this.#writer.send(FrameKind.loaded, id, 0, 0, 0, reply);
    } catch (thrown) {
      this.#sendLogs(number, cell);
      this.#drop(number, cell);
      this.#sendTorn(id, thrown);
    } finally {
      this.#loading -= 1;
    }
  }

  #call(frame: Frame): void {
    const { id, a: number, b: handle, c: timeoutMs } = frame;
    const cell = this.#cells.get(number);
    if (cell === undefined) {
      this.#sendTorn(id, new CellTorn("crash", "the script is not loaded in this runner"));
      return;
    }
    const deadlineMs = performance.now() + timeoutMs;
    const call: WaitingCall = {
      cell,
      deadlineMs,
      enter: (operation, ticket, text) => this.#enter(call, id, number, operation, ticket, text),
      expire: () => this.#writer.send(FrameKind.expired, id, 0, 0, 0),
      abort: () => this.#sendTorn(id, new CellTorn("neighbour", "another call ended the isolate")),
    };
    this.#enter(call, id, number, GuestOperation.call, handle, frame.payload.toString("utf8"));
  }

  #enter(call: WaitingCall, id: number, number: number, operation: number, handle: number, text: string): void {
    const { cell } = call;
    let reply: string;
    this.#recordCall(id);
    try {
      reply = cell.enter(operation, handle, text, Math.ceil(call.deadlineMs - performance.now()));
    } catch (thrown) {
      this.#sendLogs(number, cell);
      this.#tear(number, cell, call, id, thrown);
      return;
    }
    // Only where something else could end the process before the next call: writing it costs a microsecond.
    if (this.#loading > 0 || reply.startsWith(GuestReply.waiting)) this.#recordCall(NO_CALL);
    this.#sendLogs(number, cell);
    if (operation === GuestOperation.abandon) return;
    const waiting = reply.startsWith(GuestReply.waiting) ? parseWaiting(reply) : undefined;
    if (waiting === undefined) {
      if (operation === GuestOperation.resume) this.#waiting.settle(call);
      this.#writer.send(FrameKind.replied, id, 0, 0, 0, reply);
      return;
    }
    if (operation === GuestOperation.call) this.#writer.send(FrameKind.parked, id, 0, 0, 0);
    this.#waiting.park(call, waiting);
  }

  // Whatever else waited in the same isolate is gone with it.
  #tear(number: number, cell: Cell, culprit: WaitingCall, id: number, thrown: unknown): void {
    this.#waiting.settle(culprit);
    const others = this.#waiting.in(cell);
    this.#drop(number, cell);
    this.#sendTorn(id, thrown);
    for (const other of others) {
      this.#waiting.settle(other);
      other.abort();
    }
  }

  #unload(number: number): void {
    const cell = this.#cells.get(number);
    if (cell !== undefined) this.#drop(number, cell);
  }

  #drop(number: number, cell: Cell): void {
    if (this.#cells.get(number) === cell) this.#cells.delete(number);
    cell.dispose();
  }

  #sendTorn(id: number, thrown: unknown): void {
    const reason = thrown instanceof CellTorn ? thrown.reason : "crash";
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    this.#writer.send(FrameKind.torn, id, 0, 0, 0, JSON.stringify({ reason, message: message.slice(0, 500) }));
  }

  #sendLogs(number: number, cell: Cell): void {
    const logs = cell.takeLogs();
    if (logs === undefined) return;
    this.#writer.send(FrameKind.log, 0, number, logs.dropped, 0, JSON.stringify(logs.lines));
  }

  async #makeAsset(id: number, timeoutMs: number): Promise<void> {
    try {
      const isolate = new this.#ivm.Isolate({ memoryLimit: ASSET_MEMORY_MB });
      const context = await isolate.createContext();
      const logBuffer = new this.#ivm.ExternalCopy(createLogBuffer().buffer);
      const bytes = await this.#engine.makeAsset!({ isolate, context, logBuffer, memoryLimitMb: ASSET_MEMORY_MB }, timeoutMs);
      this.#writer.send(FrameKind.asset, id, 0, 0, 0, bytes);
    } catch (thrown) {
      this.#sendTorn(id, thrown);
    }
  }
}
