// The runner's side of the channel: turns frames into entries of cells and their replies into frames. Started by main.ts.

import type ivm from "isolated-vm";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import type { LanguageEngine } from "../bridge.ts";
import { FrameKind, type Frame, type FrameWriter } from "../frames.ts";
import { GuestOperation, GuestReply, type GuestScript } from "../guest-protocol.ts";
import { LIMITS, type LimitName, type RunnerLimits } from "../limits.ts";
import { createLogBuffer } from "../log-buffer.ts";
import { Cell, CellTorn, type CellOptions } from "./cell.ts";
import { ProcessorTime, threadCpuMs } from "./processor-time.ts";
import type { Watchdog } from "./watchdog.ts";
import { parseWaiting, WaitingCalls, type WaitingCall } from "./waiting-calls.ts";

/** Recorded while the runner is in no call. */
const NO_CALL = 0;
/** Making an asset is our own code's work. */
const ASSET_MEMORY_MB = 1024;

/**
 * Calls are stopped by the wall clock only, which runs on while the processor works for others: a call is stopped when four times the
 * processor time that it has left could have passed, and some.
 */
const CPU_FACTOR = 4;
const CPU_SLACK_MS = 200;

/** Answers of shorter calls leave together with those that follow them, unless what follows is a script that was last longer. */
const LONG_CALL_MS = 1;

/** A call that is being entered. */
interface Entry {
  readonly id: number;
  /** Of its cell. */
  readonly number: number;
  readonly cell: Cell;
  readonly startedMs: number;
  readonly deadlineMs: number;
  /** Processor time it took so far; 0 where nobody limits it. */
  cpuMs: number;
  /** Whether it is stopped, when it is stopped, to see what processor time it took. */
  stopsForCpu: boolean;
}

export class Runner {
  readonly #ivm: typeof ivm;
  readonly #engine: LanguageEngine;
  readonly #watchdog: Watchdog;
  readonly #writer: FrameWriter;
  readonly #cells = new Map<number, Cell>();
  readonly #waiting = new WaitingCalls();
  readonly #processorTimes = new Map<string, ProcessorTime>();
  #loading = 0;
  /** What the last call was made with, and whether it had nothing to say: whether the next one may follow it. */
  #envelope = "";
  #wasSilent = false;
  readonly #recordCall: (id: number) => void;

  constructor(
    { ivm: ivmModule, engine, watchdog }: Pick<CellOptions, "ivm" | "engine" | "watchdog">,
    writer: FrameWriter,
    recordCall: (id: number) => void,
  ) {
    this.#ivm = ivmModule;
    this.#engine = engine;
    this.#watchdog = watchdog;
    this.#writer = writer;
    this.#recordCall = recordCall;
  }

  handle(frame: Frame): void {
    switch (frame.kind) {
      case FrameKind.call:
        return this.#call(frame, GuestOperation.call);
      case FrameKind.follow:
        return this.#follow(frame);
      case FrameKind.deliver:
        return this.#call(frame, GuestOperation.deliver);
      case FrameKind.perform:
        return this.#call(frame, GuestOperation.perform);
      case FrameKind.answer:
        return this.#waiting.answer(frame.id, frame.payload.toString("utf8"));
      case FrameKind.load:
        return void this.#load(frame.id, frame.a, frame.b, frame.c, frame.payload.toString("utf8"));
      case FrameKind.unload:
        return this.#unload(frame.a);
      case FrameKind.ping:
        return this.#writer.send(FrameKind.pong, frame.id, 0, 0, 0);
      case FrameKind.measure:
        return this.#measure();
      case FrameKind.makeAsset:
        return void this.#makeAsset(frame.id, frame.b);
      default:
        throw new RangeError(`unknown frame kind ${frame.kind}`);
    }
  }

  async #load(id: number, number: number, timeoutMs: number, memoryLimitMb: number, payload: string): Promise<void> {
    const { limits, ...script } = JSON.parse(payload) as GuestScript & { limits: RunnerLimits };
    const options = { ivm: this.#ivm, engine: this.#engine, watchdog: this.#watchdog, memoryLimitMb, timeoutMs, limits };
    const cell = new Cell(script.file, options);
    this.#cells.set(number, cell);
    this.#loading += 1;
    this.#recordCall(NO_CALL);
    try {
      const reply = await cell.load(script, options);
      this.#sendOutput(number, cell);
      if (!reply.startsWith(GuestReply.loaded)) this.#drop(number, cell);
      this.#writer.send(FrameKind.loaded, id, 0, 0, 0, reply);
    } catch (thrown) {
      this.#sendOutput(number, cell);
      this.#drop(number, cell);
      this.#sendTorn(id, thrown);
    } finally {
      this.#loading -= 1;
    }
  }

  #call(frame: Frame, operation: number): void {
    this.#envelope = frame.payload.toString("utf8");
    this.#begin(frame, operation);
  }

  #follow(frame: Frame): void {
    if (this.#wasSilent) this.#begin(frame, GuestOperation.call);
    else this.#writer.send(FrameKind.passed, frame.id, 0, 0, 0);
  }

  #begin({ id, a: number, b: handle, c: timeoutMs }: Frame, operation: number): void {
    this.#wasSilent = false;
    const cell = this.#cells.get(number);
    if (cell === undefined) {
      this.#sendTorn(id, new CellTorn("crash", "the script is not loaded in this runner"));
      return;
    }
    const startedMs = performance.now();
    const entry = { id, number, cell, startedMs, deadlineMs: startedMs + timeoutMs, cpuMs: 0, stopsForCpu: false };
    const exceeded = cell.isMeasured ? this.#exceededBy(entry) : undefined;
    if (exceeded !== undefined) return this.#sendLimited(id, number, ...exceeded);
    this.#enter(entry, undefined, operation, handle, this.#envelope);
  }

  /** Enters a cell and handles its reply and its faults; `waiting` when the call was entered before and waited since. */
  #enter(entry: Entry, waiting: WaitingCall | undefined, operation: number, handle: number, text: string): void {
    const { id, number, cell } = entry;
    let reply: string;
    if (cell.wasLong) this.#writer.flush();
    this.#recordCall(id);
    const cpuBeforeMs = cell.isMeasured ? threadCpuMs() : 0;
    try {
      reply = cell.enter(operation, handle, text, Math.ceil(this.#timeoutOf(entry)));
      if (cell.isMeasured) this.#account(entry, cpuBeforeMs);
    } catch (thrown) {
      if (cell.isMeasured) this.#account(entry, cpuBeforeMs);
      this.#sendOutput(number, cell);
      this.#tear(entry, waiting, thrown);
      return;
    }
    const waits = reply.startsWith(GuestReply.waiting);
    // Only where something else could end the process before the next call: writing it costs a microsecond.
    if (this.#loading > 0 || waits) this.#recordCall(NO_CALL);
    this.#sendOutput(number, cell);
    if (operation === GuestOperation.abandon) return;
    const asked = waits ? parseWaiting(reply) : undefined;
    if (entry.cpuMs > (cell.limits.cpuMs ?? Infinity)) return this.#endForCpu(entry, waiting, asked?.ticket);
    if (asked === undefined) {
      const tookMs = performance.now() - entry.startedMs;
      const isLong = tookMs > LONG_CALL_MS;
      if (waiting === undefined) {
        this.#wasSilent = reply === "";
        // Of a call that waited this says nothing: meanwhile others had the runner.
        cell.wasLong = isLong;
      } else this.#waiting.settle(waiting);
      this.#writer.send(FrameKind.replied, id, Math.ceil(tookMs * 1000), 0, 0, reply);
      // What follows does not hold up the answer of a call that took long.
      if (isLong) this.#writer.flush();
      return;
    }
    if (waiting === undefined) this.#writer.send(FrameKind.parked, id, 0, 0, 0);
    this.#waiting.park(waiting ?? this.#createWaiting(entry), asked);
  }

  // Only a call that waits needs these.
  #createWaiting(entry: Entry): WaitingCall {
    const { id, number, cell, deadlineMs } = entry;
    const call: WaitingCall = {
      id,
      cell,
      deadlineMs,
      enter: (operation, ticket, text) => this.#enter(entry, call, operation, ticket, text),
      ask: (requestId, text) => this.#writer.send(FrameKind.asked, id, number, requestId, 0, text),
      file: cell.file,
      exceed: (limit, used) => this.#sendLimited(0, number, limit, used),
      expire: () => this.#writer.send(FrameKind.expired, id, 0, 0, 0),
      abort: () => this.#sendTorn(id, new CellTorn("neighbour", "another call ended the isolate")),
    };
    return call;
  }

  #account(entry: Entry, cpuBeforeMs: number): void {
    const tookMs = threadCpuMs() - cpuBeforeMs;
    entry.cpuMs += tookMs;
    this.#processorTime(entry.cell).add(tookMs, performance.now());
  }

  /** The limit of processor time that an entry, or its script in this minute, has exceeded, and what was used. */
  #exceededBy({ cell, cpuMs }: Entry): [LimitName, number] | undefined {
    const { limits } = cell;
    if (cpuMs > (limits.cpuMs ?? Infinity)) return ["cpu_ms", cpuMs];
    const usedMs = this.#processorTime(cell).usedMs(performance.now());
    return usedMs > (limits.cpuMsPerMinute ?? Infinity) ? ["cpu_ms_per_minute", usedMs] : undefined;
  }

  /** How long an entry may run, in milliseconds. */
  #timeoutOf(entry: Entry): number {
    const { cell, deadlineMs, cpuMs } = entry;
    const nowMs = performance.now();
    const leftMs = deadlineMs - nowMs;
    if (!cell.isMeasured) return leftMs;
    const { limits } = cell;
    const ofMinuteMs = (limits.cpuMsPerMinute ?? Infinity) - this.#processorTime(cell).usedMs(nowMs);
    const lookMs = CPU_FACTOR * Math.min((limits.cpuMs ?? Infinity) - cpuMs, ofMinuteMs) + CPU_SLACK_MS;
    entry.stopsForCpu = lookMs < leftMs;
    return Math.min(leftMs, lookMs);
  }

  #processorTime({ file }: Cell): ProcessorTime {
    return getOrInsert(this.#processorTimes, file, () => new ProcessorTime());
  }

  // Its answer counts for nothing, and if it waits it is given up.
  #endForCpu(entry: Entry, waiting: WaitingCall | undefined, ticket: number | undefined): void {
    if (waiting !== undefined) this.#waiting.settle(waiting);
    this.#sendLimited(entry.id, entry.number, "cpu_ms", entry.cpuMs);
    if (ticket !== undefined) this.#enter(entry, undefined, GuestOperation.abandon, ticket, "");
  }

  #sendLimited(id: number, number: number, name: LimitName, used: number): void {
    const index = LIMITS.findIndex((limit) => limit.name === name);
    this.#writer.send(FrameKind.limited, id, number, index, Math.ceil(used));
  }

  // Whatever else waited in the same isolate is gone with it.
  #tear(entry: Entry, culprit: WaitingCall | undefined, thrown: unknown): void {
    const { id, number, cell, stopsForCpu } = entry;
    const isTimeout = thrown instanceof CellTorn && thrown.reason === "timeout";
    if (culprit !== undefined) this.#waiting.settle(culprit);
    const others = this.#waiting.in(cell);
    this.#drop(number, cell);
    const exceeded = isTimeout && cell.isMeasured ? this.#exceededBy(entry) : undefined;
    if (exceeded !== undefined) this.#sendLimited(id, number, ...exceeded);
    else if (isTimeout && stopsForCpu) this.#sendTorn(id, new CellTorn("neighbour", "others took the processor"));
    else this.#sendTorn(id, thrown);
    for (const other of others) {
      this.#waiting.settle(other);
      other.abort();
    }
  }

  #measure(): void {
    const uses: number[][] = [];
    for (const [number, cell] of this.#cells) {
      const memoryBytes = cell.memoryBytes();
      if (memoryBytes !== undefined) uses.push([number, memoryBytes, cell.cpuMs()]);
    }
    this.#writer.send(FrameKind.measured, 0, 0, 0, 0, JSON.stringify(uses));
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

  #sendOutput(number: number, cell: Cell): void {
    const logs = cell.takeLogs();
    if (logs !== undefined) this.#writer.send(FrameKind.log, 0, number, logs.dropped, 0, JSON.stringify(logs.lines));
    const events = cell.takeEvents();
    if (events !== undefined) this.#writer.send(FrameKind.published, 0, number, events.dropped, 0, JSON.stringify(events.texts));
  }

  async #makeAsset(id: number, timeoutMs: number): Promise<void> {
    try {
      const isolate = new this.#ivm.Isolate({ memoryLimit: ASSET_MEMORY_MB });
      const context = await isolate.createContext();
      const logBuffer = new this.#ivm.ExternalCopy(createLogBuffer().buffer);
      const eventBuffer = new this.#ivm.ExternalCopy(createLogBuffer().buffer);
      const room = { isolate, context, logBuffer, eventBuffer, memoryLimitMb: ASSET_MEMORY_MB };
      const bytes = await this.#engine.makeAsset!(room, timeoutMs);
      this.#writer.send(FrameKind.asset, id, 0, 0, 0, bytes);
    } catch (thrown) {
      this.#sendTorn(id, thrown);
    }
  }
}
