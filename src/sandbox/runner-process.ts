// One runner process, seen from the host: starts it, sends it loads and calls, watches that it does not hang, and ends it.
// What comes from it is hostile input. `language-sandbox.ts` owns it and replaces it.

import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import { RunnerFault, type FaultReason } from "./faults.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { FrameKind, FrameReader, FrameWriter, type Frame } from "./frames.ts";
import type { ScriptLogLine } from "./log-buffer.ts";
import { residentBytes } from "./resident-memory.ts";
import type { RunnerWalls } from "./runner-arguments.ts";

/** Time a call or load may overrun its limit before the runner is killed: the limit itself is the isolate's to keep. */
const KILL_GRACE_MS = 250;
const WATCH_INTERVAL_MS = 50;
const START_TIMEOUT_MS = 15_000;
const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024;

export interface RunnerEvents {
  /** Lines a script logged; how many did not fit. */
  onLog(cell: number, lines: readonly ScriptLogLine[], dropped: number): void;
  /** What the process wrote to its standard output or error: nothing, unless something is wrong. */
  onOutput(text: string): void;
  /** Memory the process may grow by after its start, in bytes. */
  allowedGrowth(): number;
  /** The process ended; every open call and load was rejected before. */
  onEnd(runner: RunnerProcess): void;
}

interface Open {
  readonly kind: "call" | "load";
  readonly sentMs: number;
  readonly limitMs: number;
  parked: boolean;
  resolve(payload: string | Buffer): void;
  reject(fault: RunnerFault): void;
}

export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #events: RunnerEvents;
  readonly #writer: FrameWriter;
  readonly #recorder = new FlightRecorder();
  readonly #open = new Map<number, Open>();
  #ready!: { resolve(): void; reject(error: Error): void };
  #nextId = 1;
  #lastFrameMs: number;
  #watch: NodeJS.Timeout | undefined;
  #started = false;
  #walls: RunnerWalls | undefined;
  #ended = false;
  readonly #onGone: (() => void)[] = [];
  #startBytes = 0;
  /** Why we killed it, and whom to blame if not the call it was in. */
  #killed: { readonly reason: FaultReason; readonly blamed?: number } | undefined;
  #output = "";

  /**
   * Starts a runner with a command of `runnerCommand`; resolves when it can load scripts.
   * @throws HookloomError SANDBOX_START_FAILED
   */
  static async start(
    command: readonly string[],
    clock: Clock,
    events: RunnerEvents,
  ): Promise<RunnerProcess> {
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
    this.#lastFrameMs = clock.monotonicMs();
    const [program, ...programArguments] = command as [string, ...string[]];
    this.#child = spawn(program, programArguments, {
      stdio: ["ignore", "pipe", "pipe", "pipe", this.#recorder.fd],
      // Not for the scripts, which see no environment: glibc otherwise keeps an arena per thread that loads isolates.
      env: { MALLOC_ARENA_MAX: "2" },
      windowsHide: true,
    });
    const channel = this.#child.stdio[3] as Duplex;
    this.#writer = new FrameWriter((bytes) => channel.write(bytes));
    const reader = new FrameReader(MAX_PAYLOAD_BYTES, (frame) => this.#receive(frame));
    channel.on("data", (chunk: Buffer) => this.#read(reader, chunk));
    channel.on("error", () => void this.kill());
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.#collectOutput(text));
    }
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("close", (code, signal) => this.#end(signal === null ? `exit code ${code}` : `signal ${signal}`));
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

  /** Loads a script into a new cell; resolves to the guest's reply. */
  load(cell: number, script: { file: string; source: string }, timeoutMs: number, memoryLimitMb: number): Promise<string> {
    return this.#ask("load", timeoutMs, (id) =>
      this.#writer.send(FrameKind.load, id, cell, timeoutMs, memoryLimitMb, JSON.stringify(script)),
    ) as Promise<string>;
  }

  /** Calls a hook of a loaded script; resolves to the guest's reply. */
  call(cell: number, handle: number, envelope: string, timeoutMs: number): Promise<string> {
    return this.#ask("call", timeoutMs, (id) =>
      this.#writer.send(FrameKind.call, id, cell, handle, timeoutMs, envelope),
    ) as Promise<string>;
  }

  /** Makes the language's asset. */
  makeAsset(timeoutMs: number): Promise<Buffer> {
    return this.#ask("load", timeoutMs, (id) =>
      this.#writer.send(FrameKind.makeAsset, id, 0, timeoutMs, 0),
    ) as Promise<Buffer>;
  }

  /** Disposes a cell; calls sent before are answered first. */
  unload(cell: number): void {
    if (!this.#ended) this.#writer.send(FrameKind.unload, 0, cell, 0, 0);
  }

  /** Ends the process at once; resolves when it is gone. */
  kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    return this.#ended ? Promise.resolve() : new Promise((resolve) => this.#onGone.push(resolve));
  }

  #ask(kind: Open["kind"], limitMs: number, send: (id: number) => void): Promise<string | Buffer> {
    if (this.#ended) return Promise.reject(new RunnerFault("bystander", "the runner process has ended"));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId = id === 0xffffffff ? 1 : id + 1;
      this.#open.set(id, { kind, sentMs: this.#clock.monotonicMs(), limitMs, parked: false, resolve, reject });
      send(id);
      this.#watch ??= setInterval(() => this.#checkProgress(), WATCH_INTERVAL_MS);
    });
  }

  #read(reader: FrameReader, chunk: Buffer): void {
    this.#lastFrameMs = this.#clock.monotonicMs();
    try {
      reader.push(chunk);
    } catch (thrown) {
      this.#collectOutput(`malformed frame: ${String(thrown)}`);
      void this.kill();
    }
  }

  #receive({ kind, id, a, b, payload }: Frame): void {
    switch (kind) {
      case FrameKind.replied:
      case FrameKind.loaded:
        return this.#settle(id)?.resolve(payload.length === 0 ? "" : payload.toString("utf8"));
      case FrameKind.asset:
        return this.#settle(id)?.resolve(Buffer.from(payload));
      case FrameKind.torn: {
        const { reason, message } = JSON.parse(payload.toString("utf8")) as { reason: FaultReason; message: string };
        return this.#settle(id)?.reject(new RunnerFault(reason, message));
      }
      case FrameKind.expired:
        return this.#settle(id)?.reject(new RunnerFault("expired", "its time ended while it waited"));
      case FrameKind.parked: {
        const open = this.#open.get(id);
        if (open !== undefined) open.parked = true;
        return;
      }
      case FrameKind.log:
        return this.#events.onLog(a, JSON.parse(payload.toString("utf8")) as ScriptLogLine[], b);
      case FrameKind.ready:
        this.#walls = readWalls(payload);
        this.#started = true;
        this.#startBytes = residentBytes(this.pid!) ?? 0;
        return this.#ready.resolve();
      case FrameKind.pong:
        return;
      default:
        throw new RangeError(`unknown frame kind ${kind}`);
    }
  }

  #settle(id: number): Open | undefined {
    const open = this.#open.get(id);
    this.#open.delete(id);
    return open;
  }

  // The runner does one thing after another, so only the oldest call that is not parked can be the one it is in. Waiting
  // calls and loads end by themselves; they are overdue only when the runner has gone silent, too.
  #checkProgress(): void {
    if (this.#open.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
      return;
    }
    const now = this.#clock.monotonicMs();
    if ((residentBytes(this.pid!) ?? 0) > this.#startBytes + this.#events.allowedGrowth()) return this.#killFor("memory");
    const silentMs = now - this.#lastFrameMs;
    if (silentMs > WATCH_INTERVAL_MS) this.#writer.send(FrameKind.ping, 0, 0, 0, 0);
    let running: Open | undefined;
    for (const [id, open] of this.#open) {
      if (open.kind === "call" && !open.parked) {
        running ??= open;
      } else if (now - open.sentMs > open.limitMs + KILL_GRACE_MS && silentMs > KILL_GRACE_MS) {
        return this.#killFor("killed", id);
      } else if (open.kind === "load" && now - open.sentMs > open.limitMs + 2 * KILL_GRACE_MS) {
        return this.#killFor("killed", id);
      }
    }
    if (running !== undefined && now - Math.max(running.sentMs, this.#lastFrameMs) > running.limitMs + KILL_GRACE_MS) {
      this.#killFor("killed");
    }
  }

  #killFor(reason: FaultReason, blamed?: number): void {
    this.#killed = blamed === undefined ? { reason } : { reason, blamed };
    void this.kill();
  }

  #end(how: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#watch);
    const blamed = this.#killed?.blamed ?? this.#recorder.lastCall();
    const reasonOfBlamed = this.#killed?.reason ?? "killed";
    this.#recorder.close();
    const open = [...this.#open];
    this.#open.clear();
    for (const [id, { reject, kind }] of open) {
      const reason = blamed === id || (kind === "load" && open.length === 1) ? reasonOfBlamed : "bystander";
      reject(new RunnerFault(reason, `the runner process ended (${how})`));
    }
    this.#ready.reject(this.#startError(how));
    this.#events.onEnd(this);
    for (const resolve of this.#onGone) resolve();
  }

  // Until it is ready, what it says is part of the error that it did not start.
  #collectOutput(text: string): void {
    this.#output = (this.#output + text).slice(-4000);
    // V8 says this when it gives up, and then neither answers nor ends.
    if (text.includes("<--- Last few GCs --->")) return this.#killFor("memory");
    if (this.#started) this.#events.onOutput(text.slice(0, 4000));
  }

  #startError(how: string): HookloomError {
    const said = this.#output.trim();
    const essence = said.split("\n").find((line) => /^\w*Error\b/.test(line)) ?? said.slice(0, 500);
    const message = `A runner process did not start (${how})${essence === "" ? "" : `: ${essence}`}.`;
    return new HookloomError("SANDBOX_START_FAILED", message, { details: { output: said } });
  }
}

// A runner that lies about its walls gains nothing: they are told to people, and decide nothing after the start.
function readWalls(payload: Buffer): RunnerWalls {
  const said = JSON.parse(payload.toString("utf8")) as Partial<Record<keyof RunnerWalls, unknown>>;
  const { files, processes, addons, network, environment } = said;
  return {
    files: files === true,
    processes: processes === true,
    addons: addons === true,
    network: network === true,
    environment: environment === true,
  };
}
