// What a hook is to the registry and the executor: a native function, or a script behind the same interface.

import type { JsonObject } from "../foundation/json.ts";
import type { HookContext } from "../model/context.ts";
import type { Match } from "../model/match.ts";
import type { Phase } from "../model/phase.ts";
import type { Priority } from "../model/priority.ts";
import type { HookResult } from "../model/results.ts";

/** A result, or nothing, which means `continue`. */
export type HookAnswer = HookResult | undefined | void;

/** A hook as a function. */
export type HookFunction<Data = JsonObject> = (context: HookContext<Data>) => HookAnswer | Promise<HookAnswer>;

/** A hook as an object, for those that need to know when they come and go. */
export interface Hook {
  execute(context: HookContext): HookAnswer | Promise<HookAnswer>;
  /**
   * Asks it before the hook in front of it, which was asked last and in this very turn, has answered: it is asked only if that
   * one has nothing to say. `undefined` when it cannot be; then it is asked in its turn.
   */
  askAhead?(context: HookContext): AskedAhead | undefined;
  /** Called once per registration, before the hook can be asked. */
  onRegister?(): void;
  /** Called once per registration, when no new run asks the hook any more; a run that began before still may. */
  onUnregister?(): void;
  /** Whether `execute` ends by itself within its time limit, so that the executor sets no timer. Default false. */
  readonly keepsDeadline?: boolean;
}

/** What became of a hook that was asked ahead of its turn. */
export interface AskedAhead {
  readonly answer: Promise<HookAnswer | typeof NOT_ASKED>;
  /** How long it took by itself, in milliseconds; 0 until it has answered. */
  readonly durationMs: number;
}

/** The answer of a hook that was not asked after all. */
export const NOT_ASKED = Symbol("not asked");

/** What a failing hook means for the operation: it goes on, or it is cancelled. */
export type FailureMode = "fail_open" | "fail_closed";

/** Default wall time of one call, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 100;

export interface HookOptions {
  /** Unique among all registered hooks. Default: the point's name and a number. */
  readonly id?: string;
  readonly description?: string;
  /** What the hook is there for, which orders before any priority. Default "transform". */
  readonly phase?: Phase;
  /** Higher runs earlier; equal priorities run in the order of registration. Default "normal". */
  readonly priority?: Priority;
  /** Ids, or globs of ids, of hooks of the same phase that are to be asked after this one. */
  readonly before?: string | readonly string[];
  /** Ids, or globs of ids, of hooks of the same phase that are to be asked before this one. */
  readonly after?: string | readonly string[];
  /** Whether it is unregistered as soon as it is asked for the first time. Default false. */
  readonly once?: boolean;
  /** Whether what it answers is only recorded, and decides and changes nothing: to try a hook in earnest. Default false. */
  readonly shadow?: boolean;
  /** Condition on `data` without which the hook is not asked. Default: always. */
  readonly match?: Match;
  /** Wall time of one call in milliseconds. Default 100. A hook that never awaits cannot be interrupted, only counted as slow. */
  readonly timeoutMs?: number;
  /** Default: what the point says, which is "fail_open" nearly everywhere. */
  readonly failureMode?: FailureMode;
  /** Who brought the hook, for lists: a script's id, a plugin's name. Default "host". */
  readonly owner?: string;
}
