// One version of one script, wherever it currently lives. Loads it into a cell, answers calls to its hooks, and loads it
// again when its isolate or its runner ended under it. `script-hook.ts` puts its hooks into the registry.

import type { ErrorCode } from "../foundation/error-codes.ts";
import { HookloomError } from "../foundation/errors.ts";
import { RunnerFault } from "./faults.ts";
import { isNestedDeeper, type JsonObject, type JsonValue } from "../foundation/json.ts";
import type { UniversalEvent } from "../model/events.ts";
import { GuestReply, type LoadedHook, type LoadReport } from "./guest-protocol.ts";
import type { CellLimits, CellPlace, LanguageSandbox, ScriptSource } from "./language-sandbox.ts";
import { SCRIPT_LIMITS } from "./limits.ts";
import { OpenCalls } from "./open-calls.ts";
import { parseDeliveryReport, parseGuestError, parseGuestJson, parseLoadReport } from "./parse-guest.ts";
import { Quarantine } from "./quarantine.ts";
import { ScriptErrors } from "./script-errors.ts";
import type { SecretTokens } from "./secret-tokens.ts";
import type { CallKind, RunnerProcess } from "./runner-process.ts";

/** Longest text sent with a call, in UTF-16 units: in UTF-8 less than a runner takes for a frame. */
const MAX_ENVELOPE_LENGTH = 5 * 1024 * 1024;
/** How often a call is sent whose isolate ended through others. */
const CALL_ATTEMPTS = 4;
/** How often a load is tried when its runner ended because of another script. */
const LOAD_ATTEMPTS = 3;

/** Pauses before a script is loaded again that could not be. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** The calls of one run that were sent to a runner one behind another: where the last of them is. */
export interface Line {
  runner: RunnerProcess | undefined;
  id: number;
}

type State =
  | { readonly kind: "loading"; readonly place: Promise<CellPlace> }
  | { readonly kind: "ready"; readonly place: CellPlace }
  /** It is not run for a while: as a quarantine, or because it could not be loaded again. */
  | { readonly kind: "paused"; readonly error: HookloomError; readonly untilMs: number; readonly isQuarantine: boolean }
  | { readonly kind: "stopped"; readonly error: HookloomError };

export class SandboxedScript {
  readonly script: ScriptSource;
  /** What it gets in the place of secrets; `undefined` when it gets them as they are. */
  readonly tokens: SecretTokens | undefined;
  readonly #sandbox: LanguageSandbox;
  #state: State;
  #report: LoadReport = {
    hooks: [],
    subscriptions: [],
    components: [],
    wants: { publish: [], http: [], state: [] },
    modules: [],
  };
  #quarantine = new Quarantine();
  #hasLoaded = false;
  #failedLoads = 0;
  readonly #limits: CellLimits;
  readonly #errors: ScriptErrors;
  #openCalls = new OpenCalls();
  /** Resolves when it has left all places but the last. */
  #left: Promise<void> = Promise.resolve();

  /**
   * Loads a script into a new cell.
   * @throws HookloomError SCRIPT_SYNTAX, SCRIPT_LOAD_FAILED, SCRIPT_LOAD_TIMED_OUT, SCRIPT_MEMORY_EXCEEDED, SANDBOX_START_FAILED
   */
  static async load(sandbox: LanguageSandbox, script: ScriptSource): Promise<SandboxedScript> {
    const loaded = new SandboxedScript(sandbox, script);
    await loaded.#ready();
    return loaded;
  }

  private constructor(sandbox: LanguageSandbox, script: ScriptSource) {
    this.#sandbox = sandbox;
    this.script = script;
    this.#limits = sandbox.limitsOf(script.file);
    this.tokens = sandbox.tokensFor(script.file);
    this.#errors = new ScriptErrors(script.file, this.#limits, sandbox.observer);
    this.#state = this.#startLoading();
  }

  /** The hooks it registered. */
  get hooks(): readonly LoadedHook[] {
    return this.#report.hooks;
  }

  /** Why it is not run for now, such as for having ended its runner again and again; until the first call after its pause. */
  get quarantine(): HookloomError | undefined {
    return this.#state.kind === "paused" ? this.#state.error : undefined;
  }

  /** What it said when it was loaded. */
  get report(): LoadReport {
    return this.#report;
  }

  /** Calls one of its hooks, which makes it the last of a line. See `#enter`. */
  call(handle: number, envelope: string, timeoutMs: number, line?: Line): Promise<string> {
    return this.#enter("call", handle, envelope, timeoutMs, line);
  }

  /**
   * Calls one of its hooks with the envelope of the last call of a line, if that one turns out to have nothing to say; in the
   * same turn in which that was called. `undefined` when it cannot follow that one. Rejects with what its own code did wrong
   * only; resolves to `undefined` when it was not asked, or nobody knows. `onDuration` is given the time in the sandbox, in
   * milliseconds, before that.
   */
  follow(
    handle: number,
    timeoutMs: number,
    line: Line,
    onDuration: (ms: number) => void,
  ): Promise<string | undefined> | undefined {
    const state = this.#state;
    if (state.kind !== "ready") return undefined;
    const { place } = state;
    const { runner, cell } = place;
    if (runner.ended || runner !== line.runner || runner.lastId !== line.id) return undefined;
    const asked = runner.follow(cell, handle, timeoutMs, onDuration);
    line.id = runner.lastId;
    return this.#followed(asked, place, timeoutMs);
  }

  async #followed(asked: Promise<string | undefined>, place: CellPlace, timeoutMs: number): Promise<string | undefined> {
    const openCalls = this.#openCalls;
    openCalls.begin();
    try {
      return this.#checkResult(await asked);
    } catch (thrown) {
      if (thrown instanceof HookloomError) throw thrown;
      const fault = this.#recover(thrown, place);
      if (mayRepeat(fault)) return undefined;
      throw this.#errors.ofCall(fault, timeoutMs);
    } finally {
      openCalls.end();
    }
  }

  /** Has one of its components perform an operation; resolves to what it yielded. See `#enter`. */
  async perform(handle: number, envelope: string, timeoutMs: number): Promise<JsonValue> {
    return this.#perform(handle, envelope, timeoutMs, "COMPONENT_FAILED");
  }

  /** Has it make its state of that of another version; resolves to what it made of it. See `#enter`. */
  async migrate(handle: number, oldVersion: number, state: JsonObject, timeoutMs: number): Promise<JsonValue> {
    const given = JSON.stringify({ old_version: oldVersion, state });
    return this.#perform(handle, given, timeoutMs, "SCRIPT_MIGRATION_FAILED");
  }

  async #perform(handle: number, text: string, timeoutMs: number, code: ErrorCode): Promise<JsonValue> {
    const { file } = this.script;
    const reply = await this.#enter("perform", handle, text, timeoutMs);
    if (reply === "") return null;
    if (!reply.startsWith(GuestReply.value)) throw parseGuestError(reply, file, code);
    return parseGuestJson(reply.slice(1), file, code) as JsonValue;
  }

  /** Delivers events to one of its subscriptions; resolves to what went wrong with some of them. See `#enter`. */
  async deliver(handle: number, events: readonly UniversalEvent[], timeoutMs: number): Promise<HookloomError[]> {
    const { file } = this.script;
    const reply = await this.#enter("deliver", handle, JSON.stringify(this.#hideIn(events)), timeoutMs);
    if (reply === "") return [];
    if (!reply.startsWith(GuestReply.result)) throw parseGuestError(reply, file, "SUBSCRIBER_FAILED");
    return parseDeliveryReport(reply.slice(1), file);
  }

  #hideIn(events: readonly UniversalEvent[]): readonly UniversalEvent[] {
    const { tokens } = this;
    if (tokens === undefined) return events;
    return events.map((event) => {
      const { data, metadata } = tokens.hide({ data: event.data, metadata: event.metadata }).value;
      return { ...event, data, ...(metadata !== undefined && { metadata }) };
    });
  }

  /**
   * Enters it; resolves to the guest's reply. Waits while the script is being loaded again. A call whose isolate ended for
   * another reason is sent again, unless it has changed something by then.
   * @throws HookloomError HOOK_TIMED_OUT, SCRIPT_MEMORY_EXCEEDED, SCRIPT_QUARANTINED, SANDBOX_RUNNER_DIED and those of `load`
   */
  async #enter(kind: CallKind, handle: number, text: string, timeoutMs: number, line?: Line): Promise<string> {
    if (text.length > MAX_ENVELOPE_LENGTH) throw this.#errors.tooMuchData(text.length, MAX_ENVELOPE_LENGTH);
    if (line !== undefined) line.runner = undefined;
    const openCalls = this.#openCalls;
    openCalls.begin();
    try {
      for (let attempt = 1; ; attempt += 1) {
        const place = this.#livePlace() ?? (await this.#ready());
        try {
          const reply = place.runner.call(kind, place.cell, handle, text, timeoutMs);
          if (line !== undefined) {
            line.runner = place.runner;
            line.id = place.runner.lastId;
          }
          return kind === "call" ? this.#checkResult(await reply) : await reply;
        } catch (thrown) {
          if (thrown instanceof HookloomError) throw thrown;
          const fault = this.#recover(thrown, place);
          if (!mayRepeat(fault) || attempt === CALL_ATTEMPTS) throw this.#errors.ofCall(fault, timeoutMs);
        }
      }
    } finally {
      openCalls.end();
    }
  }

  // The guest keeps the largest size and depth of all; this is for scripts that have less.
  #checkResult<Reply extends string | undefined>(reply: Reply): Reply {
    const { resultCharacters, resultDepth } = this.#limits;
    if (reply === undefined || reply === "") return reply;
    if (reply.length > resultCharacters + 1) throw this.#errors.exceeded("result_characters", reply.length - 1);
    if (resultDepth === SCRIPT_LIMITS.resultDepth || !reply.startsWith(GuestReply.result)) return reply;
    const value = parseGuestJson(reply.slice(1), this.script.file, "RESULT_INVALID");
    if (isNestedDeeper(value, resultDepth)) throw this.#errors.exceeded("result_depth", resultDepth + 1);
    return reply;
  }

  /** Ends its pause, and forgets what led to it; resolves when it is loaded again, or cannot be. */
  async release(): Promise<void> {
    if (this.#state.kind !== "paused") return;
    this.#quarantine = new Quarantine();
    this.#endPause(this.#state);
    await this.#ready().catch(() => undefined);
  }

  /** Gives its cell back when the calls under way have been answered. */
  async unload(): Promise<void> {
    await Promise.all([this.#openCalls.none(), this.#left]);
    const state = this.#state;
    this.#state = { kind: "stopped", error: new HookloomError("SCRIPT_UNLOADED", `${this.script.file} was unloaded.`) };
    const place =
      state.kind === "ready" ? state.place : state.kind === "loading" ? await state.place.catch(() => undefined) : undefined;
    if (place !== undefined) this.#sandbox.release(place);
  }

  // A runner that another script ended meanwhile is no attempt.
  #livePlace(): CellPlace | undefined {
    const state = this.#state;
    if (state.kind === "paused" && this.#sandbox.clock.monotonicMs() >= state.untilMs) {
      this.#endPause(state);
      return undefined;
    }
    if (state.kind !== "ready") return undefined;
    if (!state.place.runner.ended) return state.place;
    this.#sandbox.release(state.place);
    this.#state = this.#startLoading();
    return undefined;
  }

  #endPause({ isQuarantine }: Extract<State, { kind: "paused" }>): void {
    if (isQuarantine) this.#sandbox.observer.scriptReleased(this.script.file);
    this.#state = this.#startLoading();
  }

  #ready(): Promise<CellPlace> {
    const state = this.#state;
    if (state.kind === "ready") return Promise.resolve(state.place);
    if (state.kind === "loading") return state.place;
    return Promise.reject(state.error);
  }

  #startLoading(): State {
    const state: State = { kind: "loading", place: this.#load() };
    state.place.then(
      (place) => {
        this.#failedLoads = 0;
        this.#hasLoaded = true;
        if (this.#state === state) this.#state = { kind: "ready", place };
      },
      (error: HookloomError) => {
        if (this.#state === state) this.#state = this.#hasLoaded ? this.#pause(error) : { kind: "stopped", error };
      },
    );
    return state;
  }

  // What could be loaded once can be again: a machine that is too busy for it now will not always be.
  #pause(error: HookloomError): State {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failedLoads);
    this.#failedLoads += 1;
    return { kind: "paused", error, untilMs: this.#sandbox.clock.monotonicMs() + pauseMs, isQuarantine: false };
  }

  async #load(): Promise<CellPlace> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await (attempt === 1 ? this.#loadOnce() : this.#sandbox.alone(() => this.#loadOnce()));
      } catch (thrown) {
        if (!(thrown instanceof RunnerFault)) throw thrown;
        const { reason } = thrown;
        const wasSlow = this.#hasLoaded && (reason === "timeout" || reason === "killed");
        const mayRepeat = reason === "bystander" || reason === "asset" || wasSlow;
        if (!mayRepeat || attempt === LOAD_ATTEMPTS) throw this.#errors.ofLoad(thrown);
      }
    }
  }

  async #loadOnce(): Promise<CellPlace> {
    const { file } = this.script;
    const place: CellPlace = await this.#sandbox.place(this.script, () => void this.#move(place));
    try {
      const reply = await place.runner.load(place.cell, this.script, this.#limits);
      this.#report = parseLoadReport(reply, file);
      this.#sandbox.recycleIfDrifted(place.runner);
      return place;
    } catch (thrown) {
      this.#sandbox.release(place);
      if (thrown instanceof RunnerFault && thrown.reason === "asset") await this.#sandbox.discardAsset(place.runner);
      throw thrown;
    }
  }

  /** After a fault that ended the cell, loads the script again, once, whoever notices first. */
  #recover(thrown: unknown, place: CellPlace): RunnerFault {
    const fault = thrown instanceof RunnerFault ? thrown : new RunnerFault("crash", String(thrown));
    if (fault.reason === "expired") return fault;
    const now = this.#sandbox.clock.monotonicMs();
    const isKill = place.runner.ended && fault.reason !== "bystander";
    const pauseMs = isKill ? this.#quarantine.noteKill(now) : 0;
    if (this.#state.kind !== "ready" || this.#state.place !== place) return fault;
    this.#sandbox.release(place);
    this.#state = pauseMs > 0 ? this.#enterQuarantine(now, pauseMs) : this.#startLoading();
    return fault;
  }

  #enterQuarantine(nowMs: number, pauseMs: number): State {
    const { kills } = this.#quarantine;
    this.#sandbox.observer.scriptQuarantined(this.script.file, kills, pauseMs);
    return { kind: "paused", error: this.#errors.quarantined(kills, pauseMs), untilMs: nowMs + pauseMs, isQuarantine: true };
  }

  /** Loads it in another runner while it answers in this one, and leaves when what is under way here has been answered. */
  async #move(from: CellPlace): Promise<void> {
    const before = this.#state;
    if (before.kind !== "ready" || before.place !== from) return;
    const to = await this.#load().catch(() => undefined);
    if (to === undefined || this.#state !== before) {
      if (to !== undefined) this.#sandbox.release(to);
      return;
    }
    this.#state = { kind: "ready", place: to };
    const openCalls = this.#openCalls;
    this.#openCalls = new OpenCalls();
    this.#left = Promise.all([this.#left, openCalls.none()]).then(() => this.#sandbox.release(from));
  }
}

/** Whether a call can be sent again: others ended its isolate, and it has changed nothing. */
function mayRepeat({ reason, hadEffects }: RunnerFault): boolean {
  return (reason === "bystander" || reason === "neighbour") && !hadEffects;
}

/** The result in a reply to a call, unvalidated; `undefined` for "continue". Throws what an `E` reply says. */
export function readCallReply(reply: string, file: string): unknown {
  if (reply === "") return undefined;
  if (reply.startsWith(GuestReply.result)) return parseGuestJson(reply.slice(1), file, "RESULT_INVALID");
  throw parseGuestError(reply, file, "HOOK_FAILED");
}
