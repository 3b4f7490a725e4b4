// The errors that a script's faults become, for people: which limit, what happened, what was done about it. `sandboxed-script.ts`
// makes them.

import type { ErrorCode } from "../foundation/error-codes.ts";
import { HookloomError, type ErrorPlace } from "../foundation/errors.ts";
import { LimitFault, type RunnerFault } from "./faults.ts";
import type { CellLimits, SandboxObserver } from "./language-sandbox.ts";
import { describeExceeded, limitValue, type ExceededLimit, type LimitName } from "./limits.ts";

export class ScriptErrors {
  readonly #file: string;
  readonly #limits: CellLimits;
  readonly #observer: SandboxObserver;

  constructor(file: string, limits: CellLimits, observer: SandboxObserver) {
    this.#file = file;
    this.#limits = limits;
    this.#observer = observer;
  }

  /** Why a call came to nothing. */
  ofCall(fault: RunnerFault, timeoutMs: number): HookloomError {
    const file = this.#file;
    if (fault instanceof LimitFault) return this.exceeded(fault.limit, fault.used);
    switch (fault.reason) {
      case "timeout":
      case "killed":
      case "expired":
        this.#tellTimeout(timeoutMs);
        return this.#error("HOOK_TIMED_OUT", `${file} did not answer within its ${timeoutMs} ms.`, { limit_ms: timeoutMs });
      case "memory":
        return this.#memoryError();
      case "crash":
        return this.#error("HOOK_FAILED", `${file} could not answer: ${fault.message}.`, { reason: fault.reason });
      default:
        return this.#error("SANDBOX_RUNNER_DIED", `${file} could not answer: ${fault.message}.`, { reason: fault.reason });
    }
  }

  /** Why a load came to nothing. */
  ofLoad(fault: RunnerFault): HookloomError {
    const file = this.#file;
    if (fault.reason === "memory") return this.#memoryError();
    if (fault.reason === "timeout" || fault.reason === "killed") {
      const limit = this.#limits.loadMs;
      this.#tell("load_ms", limit);
      const message = `${file} did not finish loading within ${limit} ms; keep long work inside handlers.`;
      return this.#error("SCRIPT_LOAD_TIMED_OUT", message, { limit_ms: limit });
    }
    return this.#error("SCRIPT_LOAD_FAILED", `${file} could not be loaded: ${fault.message}.`, { reason: fault.reason });
  }

  /** The data of a call was too large to be sent. */
  tooMuchData(length: number, most: number): HookloomError {
    const message = `${this.#file} was not asked: the context is ${length} characters of JSON; at most ${most} are sent.`;
    return this.#error("HOOK_FAILED", message, { length, limit: most });
  }

  /** It ended its runner too often. */
  quarantined(kills: number, pauseMs: number): HookloomError {
    const message = `${this.#file} ended its runner process ${kills} times and is quarantined for ${pauseMs / 1000} s. Change the file to release it.`;
    return this.#error("SCRIPT_QUARANTINED", message, { kills, pause_ms: pauseMs });
  }

  #memoryError(): HookloomError {
    const limit = this.#limits.memoryMb;
    this.#tell("memory_mb", limit);
    const message = `${this.#file} used more than its ${limit} MB of memory and was restarted.`;
    return this.#error("SCRIPT_MEMORY_EXCEEDED", message, { limit_mb: limit });
  }

  /** It exceeded a limit, which is told, too. */
  exceeded(name: LimitName, used: number): HookloomError {
    const { code, message, limit, value } = this.#tell(name, used);
    return this.#error(code, message, { limit, value, used });
  }

  #tell(name: LimitName, used: number): ExceededLimit {
    const exceeded = describeExceeded(name, this.#file, limitValue(this.#limits, name), used);
    this.#observer.limitExceeded(this.#file, exceeded);
    return exceeded;
  }

  // The script's limit is for hooks that say nothing themselves.
  #tellTimeout(timeoutMs: number): void {
    const isOwn = timeoutMs !== this.#limits.timeoutMs;
    const remedy = isOwn
      ? "It is what the hook asks for with timeout_ms, or what was left of the time of who asked it."
      : undefined;
    this.#observer.limitExceeded(this.#file, describeExceeded("timeout_ms", this.#file, timeoutMs, timeoutMs, remedy));
  }

  #error(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>>): HookloomError {
    const place: ErrorPlace = { file: this.#file };
    return new HookloomError(code, message, { place, details: { script: this.#file, ...details } });
  }
}
