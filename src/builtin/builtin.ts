// What a built-in is: a folder with settings, and a function that makes hooks of them. `index.ts` lists them; the runtime
// opens those that are enabled.

import { z } from "zod";
import type { Clock } from "../foundation/clock.ts";
import type { Disposer } from "../foundation/disposer.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { CamelKeys } from "../foundation/key-case.ts";
import type { HookObserver, RunOptions } from "../hooks/executor.ts";
import type { HookFunction, HookOptions } from "../hooks/hook.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { RunDetails } from "../hooks/run-context.ts";
import type { Registration } from "../hooks/registry.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { findMatchFault, type Match } from "../model/match.ts";
import { settingNotes } from "../model/setting-notes.ts";

/** What the event bus says of itself. */
export interface EventActivity {
  readonly published: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly subscriptions: readonly { readonly name: string; readonly queued: number }[];
}

/** What a built-in needs of the runtime around it. */
export interface BuiltinEnvironment {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The folder for what outlives a restart; relative paths of settings start there. None when the host keeps nothing. */
  readonly stateDir: string | undefined;
  log(level: "debug" | "info" | "warn" | "error", details: Readonly<Record<string, unknown>>, message: string): void;
  publish(eventType: string, data: JsonObject): void;
  /** Asks the hooks of a point that only observes; nobody waits for them. */
  tell(this: void, point: string, data: JsonObject, correlationId: string): void;
  /** Asks the hooks of a point, as a part of another run. */
  ask(this: void, point: string, data: JsonObject, details: RunOptions): HookOutcome | Promise<HookOutcome>;
  subscribe(pattern: string, listener: (event: UniversalEvent) => void): Disposer;
  eventActivity(this: void): EventActivity;
  /** Tells how long each search took for the patterns that a new type of event matches. */
  watchSearches(this: void, listener: (durationMs: number) => void): Disposer;
  /** All hooks that are registered. */
  hooks(this: void): readonly RegisteredHook[];
}

/** Stands around what takes time, and sees when it begins and ends. */
export interface Tracing {
  /** Around a run of a hook point. */
  dispatch(
    point: string,
    details: RunDetails | undefined,
    act: () => HookOutcome | Promise<HookOutcome>,
  ): HookOutcome | Promise<HookOutcome>;
  /** Around a guarded operation. */
  operation<Value>(point: string, details: RunDetails, act: () => Promise<Value>): Promise<Value>;
}

/** What a built-in brings. */
export interface Builtin {
  readonly hooks?: readonly Registration[];
  /** Told about every hook of the runtime. */
  readonly observer?: HookObserver;
  readonly tracing?: Tracing;
  /** Its metrics in the format of Prometheus. */
  metrics?(): Promise<string>;
  /** Resolves when everything it was given until now is where it belongs. */
  drain?(): Promise<void>;
  /** Drains, and lets go of everything. */
  close?(): Promise<void>;
}

/** An entry of the table of built-ins. */
export interface BuiltinDefinition<Schema extends z.ZodObject> {
  /** What it does, in one sentence. */
  readonly summary: string;
  /** What else its users should know, as Markdown; a function where it names what is loaded only when it is needed. */
  readonly details: string | (() => Promise<string>);
  /** Whether it takes part in what runs come to. Those that only record are left out where hooks are merely tried. */
  readonly decides: boolean;
  /** Whether two of it cannot be open at the same time, such as for a file that only one writes. Default false. */
  readonly exclusive?: boolean;
  readonly schema: Schema;
  /** Its code, loaded when it is enabled. */
  readonly load: () => Promise<BuiltinFactory<CamelKeys<z.output<Schema>>>>;
}

/** Opens a built-in. @throws HookloomError when it cannot work with these settings */
export type BuiltinFactory<Settings> = (settings: Settings, environment: BuiltinEnvironment) => Builtin | Promise<Builtin>;

/** An entry, with its types found out. */
export function defineBuiltin<Schema extends z.ZodObject>(definition: BuiltinDefinition<Schema>): BuiltinDefinition<Schema> {
  return definition;
}

/** One that judges as a hook at each of these points: whatever goes wrong in it cancels. */
export function guardAt(
  points: readonly string[],
  name: string,
  options: Pick<HookOptions, "phase" | "priority" | "description">,
  execute: HookFunction,
): Builtin {
  const hooks = points.map((point): Registration => ({
    point,
    hook: { keepsDeadline: true, execute },
    options: { ...options, id: `builtin/${name}#${point}`, failureMode: "fail_closed" },
  }));
  return { hooks };
}

/** The setting that every built-in has. */
export function enabledSetting(byDefault: boolean): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(byDefault).register(settingNotes, { meaning: "Whether it works." });
}

/** A condition on data, as hooks have it. */
export const matchSetting = z.custom<Match>((value) => findMatchFault(value) === undefined, {
  error: ({ input }) => findMatchFault(input) ?? "",
});
