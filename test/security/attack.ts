// What an attack is, and the range it is fired on: a runtime with the attacker's script and a neighbour, in the same runner or in
// one of its own, which is asked every 50 ms. Measures what the attack cost anybody else. The tables are in `attacks/`.

import { homedir, tmpdir } from "node:os";
import { sep } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { HookOutcome } from "../../src/index.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import type { ScriptLanguage } from "../../src/sandbox/bridge.ts";
import type { Placement } from "../../src/sandbox/language-sandbox.ts";
import { createRecordingLogger, type RecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

/** Wall time of a call on the range. */
export const LIMIT_MS = 100;
const NEIGHBOUR_EVERY_MS = 50;
const LOAD_ATTEMPTS = 3;
const LAG_RESOLUTION_MS = 2;
/** Texts that only somebody who saw the host can say. */
const HOST_MARKS = [process.cwd(), homedir(), process.execPath, tmpdir() + sep, "file://", "node_modules"];

/** Something a hostile script does. */
export interface Attack {
  /** What it tries, in a few words. */
  readonly name: string;
  /** The body of a handler, which answers a text; with `atLoad`, a whole script. */
  readonly body: string;
  readonly atLoad?: true;
  /** What the run must come to: the text the handler answers, or one of these error codes; at load `serving`, or codes. */
  readonly answer: string | readonly string[];
  /** V8 cannot interrupt it: only the end of the runner process can. */
  readonly uninterruptible?: true;
}

/** Attacks of one kind in one language. */
export interface AttackTable {
  readonly category: string;
  /** Put before the handlers. */
  readonly top?: string;
  /** What these attacks do to their script outlives the call, so each gets a script of its own. */
  readonly apart?: true;
  /** These attacks may leave their own script unable to answer, until its file changes. */
  readonly breaksItself?: true;
  /** Memory of each script, when not the language's default. */
  readonly memoryMb?: number;
  readonly attacks: readonly Attack[];
}

export interface RangeOptions {
  /** Default: the language's. */
  readonly memoryMb?: number;
  /** Default "language". */
  readonly placement?: Placement;
}

/** How a language writes the scripts of the range. */
export interface Attacker {
  /** With a short time to load. */
  readonly language: ScriptLanguage;
  /** Answers "still here" with the number it is asked with, at `neighbour:ask`. */
  readonly neighbour: string;
  /** A script that has a hook for each body, fail_closed, and one at `attack:rest` that answers "at rest". */
  compose(bodies: ReadonlyMap<string, string>, top: string): string;
  readonly tables: readonly AttackTable[];
}

/** What an attack did, to itself and to others. */
export interface Damage {
  readonly answer: string;
  /** How long the answer took beyond the call's limit. Negative when it came earlier. */
  readonly overrunMs: number;
  /** From the answer until the attacker's harmless hook answered; `undefined` when it did not. */
  readonly backMs: number | undefined;
  readonly neighbourAnswers: readonly string[];
  readonly neighbourAsked: number;
  readonly neighbourSlowestMs: number;
  readonly lagMs: number;
  readonly grownMb: number;
}

export class Range {
  readonly logger: RecordingLogger = createRecordingLogger();
  readonly #attacker: Attacker;
  readonly #folder: TemporaryFolder;
  readonly #lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  #runtime!: Runtime;
  #script: string | undefined;

  /** Opens it with one runner for the language, unless the placement is another: then the neighbour is in none of the attacker's. */
  static async open(attacker: Attacker, { memoryMb, placement }: RangeOptions = {}): Promise<Range> {
    const range = new Range(attacker);
    range.#runtime = await startRuntime([attacker.language], {
      scriptsDir: range.#folder.path,
      watch: false,
      logger: range.logger,
      limits: { timeoutMs: LIMIT_MS, ...(memoryMb !== undefined && { memoryMb }) },
      scripts: { "attacker.*": { group: "strangers" }, "neighbour.*": { group: "residents" } },
      ...(placement !== undefined && { placement }),
    });
    range.#lag.enable();
    return range;
  }

  private constructor(attacker: Attacker) {
    this.#attacker = attacker;
    this.#folder = createTemporaryFolder({ [`neighbour${attacker.language.extensions[0]}`]: attacker.neighbour });
  }

  get runtime(): Runtime {
    return this.#runtime;
  }

  /** What was logged so far that tells a script's author something about this machine. */
  leaks(): string[] {
    const said = this.logger.lines.map(({ message, details }) => `${message} ${JSON.stringify(details)}`);
    return said.filter((line) => HOST_MARKS.some((mark) => line.includes(mark)));
  }

  async close(): Promise<void> {
    this.#lag.disable();
    await this.#runtime.close();
    this.#folder.dispose();
  }

  /** Fires one attack and says what it did. */
  async strike(attack: Attack, point: string, script: string): Promise<Damage> {
    if (attack.atLoad !== true) await this.#serve(script);
    const neighbour = new Neighbour(this.#runtime);
    const bytesBefore = process.memoryUsage.rss();
    this.#lag.reset();
    const startedMs = performance.now();
    if (attack.atLoad === true) await this.#load(script);
    const answer = attack.atLoad === true ? this.#status() : describe(await this.#runtime.run(point, {}));
    const answeredMs = performance.now();
    const backMs = attack.atLoad === true ? undefined : await this.#rest(answeredMs);
    await neighbour.retire();
    if (attack.atLoad === true) await this.#unload();
    const limitMs = attack.atLoad === true ? this.#attacker.language.loadTimeoutMs : LIMIT_MS;
    const overrunMs = answeredMs - startedMs - limitMs;
    const lagMs = this.#lag.max / 1e6 - LAG_RESOLUTION_MS;
    const grownMb = (process.memoryUsage.rss() - bytesBefore) / 1024 / 1024;
    return { answer, overrunMs, backMs, lagMs, grownMb, ...neighbour.report() };
  }

  // The time to load is short here, and a machine that runs tests may be busy.
  async #serve(script: string): Promise<void> {
    for (let attempt = 1; attempt <= LOAD_ATTEMPTS; attempt += 1) {
      await this.#load(script);
      if (this.#status() === "serving") return;
      const status = this.#status();
      await this.#unload();
      if (attempt === LOAD_ATTEMPTS) throw new Error(`the attacker's script is not served but ${status}`);
    }
  }

  async #load(script: string): Promise<void> {
    if (this.#script === script) return;
    await this.#unload();
    this.#folder.write(this.#file, script);
    this.#script = script;
    await this.#runtime.reload();
  }

  async #unload(): Promise<void> {
    if (this.#script === undefined) return;
    this.#script = undefined;
    this.#folder.remove(this.#file);
    await this.#runtime.reload();
  }

  get #file(): string {
    return `attacker${this.#attacker.language.extensions[0]}`;
  }

  #status(): string {
    const status = this.#runtime.scripts().find(({ id }) => id === this.#file)?.status;
    return status?.kind === "broken" ? status.error.code : (status?.kind ?? "gone");
  }

  async #rest(sinceMs: number): Promise<number | undefined> {
    const answer = describe(await this.#runtime.run("attack:rest", {}));
    return answer === "at rest" ? performance.now() - sinceMs : undefined;
  }
}

/** A script in the attacker's runner, asked every 50 ms without waiting for its last answer. */
class Neighbour {
  readonly #runtime: Runtime;
  readonly #answers: Promise<string>[] = [];
  readonly #heard: string[] = [];
  #slowestMs = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#ask();
    this.#timer = setInterval(() => this.#ask(), NEIGHBOUR_EVERY_MS);
  }

  #ask(): void {
    const askedMs = performance.now();
    const number = this.#answers.length;
    const answer = Promise.resolve(this.#runtime.run("neighbour:ask", { number })).then((outcome) => {
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - askedMs);
      return describe(outcome);
    });
    this.#answers.push(answer);
  }

  async retire(): Promise<void> {
    await wait(1);
    this.#ask();
    clearInterval(this.#timer);
    this.#heard.push(...(await Promise.all(this.#answers)));
  }

  report(): Pick<Damage, "neighbourAnswers" | "neighbourAsked" | "neighbourSlowestMs"> {
    return { neighbourAnswers: this.#heard, neighbourAsked: this.#answers.length, neighbourSlowestMs: this.#slowestMs };
  }
}

/** What a run came to, in a word: the error code, the reason, or the outcome's type. */
export function describe(outcome: HookOutcome): string {
  if (outcome.type !== "cancel") return outcome.type;
  return outcome.failure ?? outcome.reason;
}
