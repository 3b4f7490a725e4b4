// One script's isolate inside the runner process. `runner.ts` enters it; a fault that tears the engine out of the middle of
// its code ends the cell, which is never entered again.

import type ivm from "isolated-vm";
import type { Guest, LanguageEngine } from "../bridge.ts";
import { ASSET_MISMATCH } from "../bridge.ts";
import { MAX_REPLY_LENGTH, type GuestScript } from "../guest-protocol.ts";
import { createLogBuffer, hasLogLines, takeLogLines, type ScriptLogLine } from "../log-buffer.ts";
import type { RunnerLimits } from "../limits.ts";
import type { Watchdog } from "./watchdog.ts";
import { EVENT_LENGTH, LOG_LENGTH, OutputQuota } from "./output-quota.ts";

/** Why a cell ended. `neighbour`: through another call in it. `asset`: the language's asset does not fit. */
export type TearReason = "timeout" | "memory" | "crash" | "neighbour" | "asset";

/** Thrown when entering a cell ended it. */
export class CellTorn extends Error {
  readonly reason: TearReason;
  constructor(reason: TearReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Time a load has to end by itself after its limit, before its isolate is disposed under it. */
const DISPOSE_GRACE_MS = 50;
/** What reading a length may take, in milliseconds. */
const ENGINE_BYTES_LIMIT_MS = 50;

export interface CellOptions {
  readonly ivm: typeof ivm;
  readonly engine: LanguageEngine;
  readonly memoryLimitMb: number;
  readonly timeoutMs: number;
  readonly limits: RunnerLimits;
  readonly watchdog: Watchdog;
}

export class Cell {
  readonly #isolate: ivm.Isolate;
  readonly #logs = createLogBuffer();
  readonly #logQuota: OutputQuota<ScriptLogLine>;
  readonly #events = createLogBuffer();
  readonly #eventQuota: OutputQuota<ScriptLogLine>;
  readonly limits: RunnerLimits;
  /** Whether its processor time has a limit, and so is measured. */
  readonly isMeasured: boolean;
  /** Whether its last call was one that others should not wait behind with their answers. */
  wasLong = false;
  #guest: Guest | undefined;
  readonly #watchdog: Watchdog;
  /** Where the watchdog has it, once it does. */
  #slot: number | undefined;
  #isLoaded = false;

  readonly file: string;

  constructor(file: string, options: Pick<CellOptions, "ivm" | "memoryLimitMb" | "limits" | "watchdog">) {
    this.file = file;
    const { logLinesPerSecond, eventsPerSecond, cpuMs, cpuMsPerMinute } = options.limits;
    this.limits = options.limits;
    this.#watchdog = options.watchdog;
    this.isMeasured = cpuMs !== undefined || cpuMsPerMinute !== undefined;
    this.#logQuota = new OutputQuota({ maxTexts: logLinesPerSecond, maxLength: logLinesPerSecond * LOG_LENGTH });
    this.#eventQuota = new OutputQuota({ maxTexts: eventsPerSecond, maxLength: eventsPerSecond * EVENT_LENGTH });
    this.#isolate = new options.ivm.Isolate({
      memoryLimit: options.memoryLimitMb,
      // V8's state is unknown now and an orderly exit would hang: only a kill ends the process for certain.
      onCatastrophicError: () => process.kill(process.pid, "SIGKILL"),
    });
  }

  /** Boots the engine and runs the script's top level, off the main thread; answers the guest's reply. */
  async load(script: GuestScript, options: CellOptions): Promise<string> {
    const deadline = performance.now() + options.timeoutMs;
    const disposal = setTimeout(() => this.dispose(), options.timeoutMs + DISPOSE_GRACE_MS);
    try {
      const context = await this.#isolate.createContext();
      const logBuffer = new options.ivm.ExternalCopy(this.#logs.buffer);
      const eventBuffer = new options.ivm.ExternalCopy(this.#events.buffer);
      const room = { isolate: this.#isolate, context, logBuffer, eventBuffer, memoryLimitMb: options.memoryLimitMb };
      this.#guest = await options.engine.boot(room, options.timeoutMs);
      const reply = checkReply(await this.#guest.load(script, Math.max(1, Math.ceil(deadline - performance.now()))));
      this.#slot = await this.#watchdog.add(this.#isolate);
      this.#isLoaded = true;
      return reply;
    } catch (thrown) {
      throw this.#tear(thrown);
    } finally {
      clearTimeout(disposal);
    }
  }

  /** Enters the guest with the time it may take; answers its reply. */
  enter(operation: number, handle: number, text: string, timeoutMs: number): string {
    if (this.#guest === undefined) throw new CellTorn("crash", "the script is not loaded");
    try {
      return checkReply(this.#enter(this.#guest, [operation, handle, text], Math.max(1, timeoutMs)));
    } catch (thrown) {
      throw this.#tear(thrown);
    }
  }

  #enter({ enter }: Guest, argumentList: [number, number, string], timeoutMs: number): unknown {
    const isWatched = this.#slot !== undefined && this.#watchdog.begin(this.#slot, timeoutMs);
    if (!isWatched) return enter.applySync(undefined, argumentList, { timeout: timeoutMs });
    let reply: unknown;
    let isInTime = false;
    try {
      reply = enter.applySync(undefined, argumentList);
    } finally {
      isInTime = this.#watchdog.end();
    }
    if (!isInTime) throw new CellTorn("timeout", "it was ended just when it answered");
    return reply;
  }

  /** Log lines written since the last time, or `undefined` when there are none to hand on. */
  takeLogs(): { lines: ScriptLogLine[]; dropped: number } | undefined {
    if (!hasLogLines(this.#logs)) return undefined;
    const { lines, dropped } = takeLogLines(this.#logs);
    const admitted = this.#logQuota.admit(lines, dropped, performance.now());
    return admitted && { lines: admitted.admitted, dropped: admitted.dropped };
  }

  /** Events published since the last time, or `undefined` when there are none to hand on. */
  takeEvents(): { texts: string[]; dropped: number } | undefined {
    if (!hasLogLines(this.#events)) return undefined;
    const { lines, dropped } = takeLogLines(this.#events);
    const admitted = this.#eventQuota.admit(lines, dropped, performance.now());
    return admitted && { texts: admitted.admitted.map(({ text }) => text), dropped: admitted.dropped };
  }

  /** Time spent in its isolate so far, in milliseconds; on a busy machine, some of it waiting for a processor. */
  cpuMs(): number {
    return Number(this.#isolate.cpuTime) / 1e6;
  }

  /** What its isolate holds, in bytes; `undefined` while another thread is in it, and when it is gone. */
  memoryBytes(): number | undefined {
    if (this.#guest === undefined || !this.#isLoaded || this.#isolate.isDisposed) return undefined;
    try {
      const { used_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
      const engineBytes = this.#guest.engineBytes?.applySync(undefined, [], { timeout: ENGINE_BYTES_LIMIT_MS }) ?? 0;
      return used_heap_size + externally_allocated_size + engineBytes;
    } catch {
      // What is wrong with it will be said when it is called.
      return undefined;
    }
  }

  dispose(): void {
    this.#guest = undefined;
    if (this.#slot !== undefined) this.#watchdog.remove(this.#slot);
    this.#slot = undefined;
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #tear(thrown: unknown): CellTorn {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const reason = thrown instanceof CellTorn ? thrown.reason : tearReason(thrown, message, this.#isolate.isDisposed);
    this.dispose();
    return new CellTorn(reason, message);
  }
}

function tearReason(thrown: unknown, message: string, disposed: boolean): TearReason {
  if ((thrown as { code?: unknown }).code === ASSET_MISMATCH) return "asset";
  if (/timed out/.test(message)) return "timeout";
  if (/memory limit|out of memory|allocation failed/i.test(message)) return "memory";
  return disposed ? "timeout" : "crash";
}

function checkReply(reply: unknown): string {
  if (typeof reply !== "string" || reply.length > MAX_REPLY_LENGTH + 1)
    throw new Error("the guest answered something that is no reply");
  return reply;
}
