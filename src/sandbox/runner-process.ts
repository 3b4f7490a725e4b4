// One runner process, seen from the host: starts it, sends it loads and calls, watches that it does not hang, and ends it.
// What comes from it is hostile input. `language-sandbox.ts` owns it and replaces it.

import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import type { Clock } from "../foundation/clock.ts";
import { ShortWait } from "../foundation/short-wait.ts";
import { LimitFault, parseFault, RunnerFault, type FaultReason } from "./faults.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { HostCalls } from "./host-calls.ts";
import type { HostServices } from "./host-services.ts";
import { parsePublications, type Publication } from "./publications.ts";
import { FrameKind, FrameReader, FrameWriter, HEADER_BYTES, type Frame } from "./frames.ts";
import { MAX_REPLY_LENGTH } from "./guest-protocol.ts";
import type { CellLimits, ScriptSource } from "./language-sandbox.ts";
import { LIMITS, type LimitName, type RunnerLimits } from "./limits.ts";
import { parseLogLines, type ScriptLogLine } from "./log-buffer.ts";
import { Measuring, type CellUse } from "./measurements.ts";
import { OpenQuestions, type Question } from "./open-questions.ts";
import { residentBytes } from "./resident-memory.ts";
import { parseWalls, RUNNER_ENVIRONMENT, type RunnerWalls } from "./runner-arguments.ts";
import { startError } from "./start-error.ts";
import { UnaskedTraffic } from "./unasked-traffic.ts";

const WATCH_INTERVAL_MS = 50;
/** How long the host is ready at once for an answer. */
const STAY_AWAKE_MS = 0.05;
const START_TIMEOUT_MS = 15_000;
/** The longest reply in UTF-8, its tag and some room. */
const MAX_PAYLOAD_BYTES = 3 * MAX_REPLY_LENGTH + 1024;
const MAX_ASSET_BYTES = 256 * 1024 * 1024;
/** What a piece of output counts for: it is told to people, which costs more than reading it. */
const OUTPUT_WEIGHT_BYTES = 256 * 1024;

/** What a request counts for besides its length: serving it costs more than reading it. */
const REQUEST_WEIGHT_BYTES = 1024;

/** How a script is entered. */
export type CallKind = "call" | "deliver" | "perform";

export interface RunnerEvents {
  /** Lines a script logged; how many did not fit. */
  onLog(cell: number, lines: readonly ScriptLogLine[], dropped: number): void;
  /** Events a script published; how many did not fit. */
  onPublished(cell: number, publications: readonly Publication[], dropped: number): void;
  /** A script exceeded a limit that the runner keeps. */
  onLimited(cell: number, limit: LimitName, used: number): void;
  /** The script in a cell, or `undefined` when there is none. */
  scriptIn(cell: number): ScriptSource | undefined;
  /** What scripts can ask of the host. */
  readonly services: HostServices;
  /** What the process wrote to its standard output or error: nothing, unless something is wrong. */
  onOutput(text: string): void;
  /** Memory a process may grow by after its start, in bytes. */
  allowedGrowth(runner: RunnerProcess): number;
  /** The process ended, or is being ended; every open call and load was rejected before. */
  onEnd(runner: RunnerProcess): void;
}

export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #events: RunnerEvents;
  readonly #writer: FrameWriter;
  readonly #recorder = new FlightRecorder();
  readonly #hostCalls: HostCalls;
  readonly #questions = new OpenQuestions((id) => this.#hostCalls.end(id));
  readonly #unasked: UnaskedTraffic;
  readonly #measuring: Measuring;
  #ready!: { resolve(): void; reject(error: Error): void };
  readonly #reader: FrameReader;
  #nextId = 1;
  #lastFrameMs: number;
  #watch: NodeJS.Timeout | undefined;
  #checkedMs = 0;
  #wasHeldUp = false;
  readonly #wait = new ShortWait(STAY_AWAKE_MS);
  #started = false;
  #walls: RunnerWalls | undefined;
  #ended = false;
  readonly #gone = Promise.withResolvers<void>();
  #startBytes = 0;
  /** Why we killed it, and whom to blame if not the call it was in. */
  #killed: { readonly reason: FaultReason; readonly blamed?: number } | undefined;
  #output = "";

  /**
   * Starts a runner with a command of `runnerCommand`; resolves when it can load scripts.
   * @throws HookloomError SANDBOX_START_FAILED
   */
  static async start(command: readonly string[], clock: Clock, events: RunnerEvents): Promise<RunnerProcess> {
    const runner = new RunnerProcess(command, clock, events);
    const ready = new Promise<void>((resolve, reject) => (runner.#ready = { resolve, reject }));
    const cancelTimer = clock.after(START_TIMEOUT_MS, () => void runner.kill());
    try {
      await ready;
      return runner;
    } finally {
      cancelTimer();
    }
  }

  private constructor(command: readonly string[], clock: Clock, events: RunnerEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#unasked = new UnaskedTraffic(clock);
    this.#measuring = new Measuring(clock);
    this.#lastFrameMs = clock.monotonicMs();
    const [program, ...programArguments] = command as [string, ...string[]];
    this.#child = spawn(program, programArguments, {
      stdio: ["ignore", "pipe", "pipe", "pipe", this.#recorder.fd],
      env: RUNNER_ENVIRONMENT,
      windowsHide: true,
    });
    const channel = this.#child.stdio[3] as Duplex;
    this.#writer = new FrameWriter((bytes) => channel.write(bytes));
    this.#hostCalls = new HostCalls(events.services, (id, request, text) => {
      if (!this.#ended) this.#writer.send(FrameKind.answer, id, 0, request, 0, text);
    });
    this.#reader = new FrameReader(MAX_PAYLOAD_BYTES, (frame) => this.#receive(frame));
    channel.on("data", (chunk: Buffer) => this.#read(chunk));
    channel.on("error", () => void this.kill());
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.#collectOutput(text));
    }
    this.#child.on("error", (error) => this.#leave(error.message));
    this.#child.on("close", (code, signal) => this.#leave(signal === null ? `exit code ${code}` : `signal ${signal}`));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The walls it found around itself. */
  get walls(): RunnerWalls {
    return this.#walls!;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resident memory that came since its start, in bytes; 0 where that cannot be told. */
  grownBytes(): number {
    return this.#ended ? 0 : Math.max(0, (residentBytes(this.pid!) ?? 0) - this.#startBytes);
  }

  /** Loads a script into a new cell; resolves to the guest's reply. */
  load(cell: number, script: ScriptSource, limits: CellLimits): Promise<string> {
    const { loadMs, memoryMb, cpuMs, cpuMsPerMinute, logLinesPerSecond, eventsPerSecond, hostCalls } = limits;
    const kept: RunnerLimits = { cpuMs, cpuMsPerMinute, logLinesPerSecond, eventsPerSecond, hostCalls };
    return this.#ask("load", cell, loadMs, (id) =>
      this.#writer.send(FrameKind.load, id, cell, loadMs, memoryMb, JSON.stringify({ ...script, limits: kept })),
    ) as Promise<string>;
  }

  /** Calls a hook of a loaded script, delivers events to it, or has a component of it perform; resolves to the guest's reply. */
  call(kind: CallKind, cell: number, handle: number, text: string, timeoutMs: number): Promise<string> {
    return this.#ask("call", cell, timeoutMs, (id) =>
      this.#writer.send(FrameKind[kind], id, cell, handle, timeoutMs, text),
    ) as Promise<string>;
  }

  /**
   * Calls a hook with the envelope of the call that was sent last, if that one turns out to have nothing to say; resolves to
   * `undefined` if it has. `onDuration` is given the time in the sandbox, in milliseconds, before that.
   */
  follow(cell: number, handle: number, timeoutMs: number, onDuration: (ms: number) => void): Promise<string | undefined> {
    this.#wait.extend();
    const send = (id: number): void => this.#writer.send(FrameKind.follow, id, cell, handle, timeoutMs);
    return this.#ask("call", cell, timeoutMs, send, onDuration) as Promise<string | undefined>;
  }

  /** The id of what was sent last and wants an answer. */
  get lastId(): number {
    return this.#nextId - 1;
  }

  /** Makes the language's asset. */
  makeAsset(timeoutMs: number): Promise<Buffer> {
    this.#reader.maxPayloadBytes = MAX_ASSET_BYTES;
    return this.#ask("asset", 0, timeoutMs, (id) =>
      this.#writer.send(FrameKind.makeAsset, id, 0, timeoutMs, 0),
    ) as Promise<Buffer>;
  }

  /** What the scripts in its cells take; nothing when it does not say in time. */
  measure(): Promise<readonly CellUse[]> {
    return this.#measuring.ask(() => this.#writer.send(FrameKind.measure, 0, 0, 0, 0));
  }

  /** Disposes a cell; calls sent before are answered first. */
  unload(cell: number): void {
    if (!this.#ended) this.#writer.send(FrameKind.unload, 0, cell, 0, 0);
  }

  /** Ends the process at once; resolves when it is gone. */
  kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    return this.#gone.promise;
  }

  #ask(
    kind: Question["kind"],
    cell: number,
    limitMs: number,
    send: (id: number) => void,
    onDuration?: (ms: number) => void,
  ): Promise<string | Buffer | undefined> {
    if (this.#ended) return Promise.reject(new RunnerFault("bystander", "the runner process has ended"));
    return new Promise((settle, reject) => {
      const resolve: Question["resolve"] =
        onDuration === undefined
          ? settle
          : (payload, durationUs) => {
              if (durationUs !== undefined) onDuration(durationUs / 1000);
              settle(payload);
            };
      const id = this.#nextId;
      this.#nextId = id === 0xffffffff ? 1 : id + 1;
      const sentMs = this.#clock.monotonicMs();
      this.#questions.add(id, { kind, cell, sentMs, limitMs, resolve, reject });
      send(id);
      // Many calls at once travel better in batches, which a host that looks up at every answer would cut small.
      if (this.#questions.hasSingleCall) this.#wait.touch();
      if (this.#watch === undefined) {
        this.#checkedMs = sentMs;
        this.#watch = setInterval(() => this.#checkProgress(), WATCH_INTERVAL_MS);
      }
    });
  }

  #read(chunk: Buffer): void {
    // What was sent before the kill arrived is of no interest any more, however much it is.
    if (this.#child.killed) return;
    this.#lastFrameMs = this.#clock.monotonicMs();
    try {
      this.#reader.push(chunk);
    } catch (thrown) {
      this.#collectOutput(`malformed frame: ${String(thrown)}`);
      void this.kill();
    }
  }

  #receive({ kind, id, a, b, c, payload }: Frame): void {
    switch (kind) {
      case FrameKind.replied:
        return this.#settle(id, "call")?.resolve(payload.length === 0 ? "" : payload.toString("utf8"), a);
      case FrameKind.passed:
        return this.#settle(id, "call")?.resolve(undefined);
      case FrameKind.loaded:
        return this.#settle(id, "load")?.resolve(payload.toString("utf8"));
      case FrameKind.asset:
        return this.#settle(id, "asset")?.resolve(Buffer.from(payload));
      case FrameKind.torn: {
        const hadEffects = this.#hostCalls.end(id);
        const fault = parseFault(payload.toString("utf8"), hadEffects);
        return this.#settle(id)?.reject(fault);
      }
      case FrameKind.expired:
        return this.#settle(id, "call")?.reject(new RunnerFault("expired", "its time ended while it waited"));
      case FrameKind.parked:
        if (!this.#questions.park(id, this.#lastFrameMs)) this.#unasked.count(HEADER_BYTES);
        return;
      case FrameKind.log:
        this.#unasked.count(payload.length);
        return this.#events.onLog(a, parseLogLines(payload.toString("utf8")), b);
      case FrameKind.asked:
        return this.#serve(id, a, b, payload);
      case FrameKind.published:
        this.#unasked.count(payload.length);
        return this.#events.onPublished(a, parsePublications(payload.toString("utf8")), b);
      case FrameKind.limited:
        return this.#limited(id, a, b, c);
      case FrameKind.measured:
        if (!this.#measuring.answer(payload.toString("utf8"))) this.#unasked.count(payload.length + HEADER_BYTES);
        return;
      case FrameKind.ready:
        if (this.#started) throw new RangeError("it is ready twice");
        this.#walls = parseWalls(payload.toString("utf8"));
        this.#started = true;
        this.#startBytes = residentBytes(this.pid!) ?? 0;
        return this.#ready.resolve();
      case FrameKind.pong:
        return this.#unasked.count(HEADER_BYTES);
      default:
        throw new RangeError(`unknown frame kind ${kind}`);
    }
  }

  #limited(id: number, cell: number, index: number, used: number): void {
    const limit = LIMITS[index];
    if (limit === undefined) throw new RangeError("an unknown limit");
    if (id !== 0) return this.#settle(id, "call")?.reject(new LimitFault(limit.name, used));
    this.#unasked.count(REQUEST_WEIGHT_BYTES);
    this.#events.onLimited(cell, limit.name, used);
  }

  // A request of a call that has ended meanwhile needs no answer.
  #serve(id: number, cell: number, requestId: number, payload: Buffer): void {
    this.#unasked.count(payload.length + REQUEST_WEIGHT_BYTES);
    const script = this.#events.scriptIn(cell);
    if (script === undefined || !this.#questions.isParked(id, cell)) return;
    this.#hostCalls.serve(script, id, requestId, payload.toString("utf8"));
  }

  #settle(id: number, kind?: Question["kind"]): Question | undefined {
    const question = this.#questions.settle(id, this.#lastFrameMs, kind);
    if (question === undefined) this.#unasked.count(HEADER_BYTES);
    else this.#hostCalls.end(id);
    return question;
  }

  #checkProgress(): void {
    if (this.#questions.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
      return;
    }
    const now = this.#clock.monotonicMs();
    // When this thread was held up, what the runner said meanwhile has not been read yet.
    const heldUp = now - this.#checkedMs > 2 * WATCH_INTERVAL_MS && !this.#wasHeldUp;
    this.#checkedMs = now;
    this.#wasHeldUp = heldUp;
    if (heldUp) return;
    if (this.grownBytes() > this.#events.allowedGrowth(this)) return this.#killFor("memory");
    const silentMs = now - this.#lastFrameMs;
    if (silentMs > WATCH_INTERVAL_MS) this.#writer.send(FrameKind.ping, 0, 0, 0, 0);
    const verdict = this.#questions.judge(now, silentMs, this.#recorder.lastCall());
    if (verdict.kind === "hangs") this.#killFor("killed", verdict.blamed);
  }

  #killFor(reason: FaultReason, blamed?: number): void {
    this.#killed = blamed === undefined ? { reason } : { reason, blamed };
    void this.kill();
    // Nothing that it says counts any more, and a process in the middle of native work, or with much memory, takes its time to go.
    this.#end("signal SIGKILL");
  }

  #leave(how: string): void {
    this.#end(how);
    this.#gone.resolve();
  }

  #end(how: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#watch);
    const blamed = this.#killed?.blamed ?? this.#questions.findBlamed(this.#recorder.lastCall());
    this.#recorder.close();
    this.#measuring.end();
    this.#questions.rejectAll(this.#killed?.reason ?? "killed", blamed, how);
    this.#ready.reject(startError(how, this.#output));
    this.#events.onEnd(this);
  }

  // Until it is ready, what it says is part of the error that it did not start.
  #collectOutput(text: string): void {
    if (this.#child.killed) return;
    this.#output = (this.#output + text).slice(-4000);
    // V8 says this when it gives up, and then neither answers nor ends.
    if (text.includes("<--- Last few GCs --->")) return this.#killFor("memory");
    if (!this.#started) return;
    this.#events.onOutput(text.slice(0, 4000));
    try {
      this.#unasked.count(OUTPUT_WEIGHT_BYTES);
    } catch {
      void this.kill();
    }
  }
}
