// Which hooks are switched off while the host runs, by whom and for how long. A switch belongs to an id, not to a registration:
// a script that is loaded again does not switch its hooks on. `runtime.switches` and the command line work with it.

import { systemClock, type Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import { matchesGlob } from "../foundation/glob.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import type { HookRegistry } from "../hooks/registry.ts";
import type { SwitchFile } from "./switch-file.ts";

/** `on` against the profile, `off` until somebody switches it on, or `snoozed` until a time in milliseconds since 1970. */
export type HookSwitch =
  | { readonly kind: "on"; readonly by: string }
  | { readonly kind: "off"; readonly by: string }
  | { readonly kind: "snoozed"; readonly by: string; readonly untilMs: number };

/** Hooks that are on or off as a set, by globs of ids; what is switched one by one counts more. */
export interface HookProfile {
  readonly name: string;
  /** On even if `disable` says otherwise. */
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

export interface HookSwitchesOptions {
  readonly clock?: Clock;
  readonly profile?: HookProfile;
  /** Where switches outlive a restart. Default: nowhere. */
  readonly file?: SwitchFile;
  /** Told about every change, with `undefined` when a hook is on like any other again. */
  readonly onChange?: (hookId: string, state: HookSwitch | undefined) => void;
}

/** Who switched, when nobody says. */
const HOST = "host";
/** The longest a timer can wait is a little more. */
const LONGEST_TIMER_MS = 20 * 86_400_000;

export class HookSwitches {
  readonly #registry: HookRegistry;
  readonly #options: HookSwitchesOptions;
  readonly #clock: Clock;
  #profile: HookProfile | undefined;
  readonly #switches: Map<string, HookSwitch>;
  #cancelTimer: (() => void) | undefined;

  constructor(registry: HookRegistry, options: HookSwitchesOptions = {}) {
    this.#registry = registry;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#profile = options.profile;
    this.#switches = new Map(options.file?.read());
    this.#apply();
  }

  /** The switch of a hook; `undefined` when it is on like any other, unless the profile says otherwise. */
  of(hookId: string): HookSwitch | undefined {
    const state = this.#switches.get(hookId);
    if (state !== undefined) return state;
    const profile = this.#profile;
    return profile !== undefined && isDisabledBy(profile, hookId) ? { kind: "off", by: `profile ${profile.name}` } : undefined;
  }

  /** Whether a hook is asked. */
  isOn(hookId: string): boolean {
    const state = this.of(hookId);
    return state === undefined || state.kind === "on";
  }

  /** Switches a hook off until it is switched on again. @throws HookloomError HOOK_UNKNOWN */
  disable(hookId: string, by = HOST): void {
    this.#put(hookId, { kind: "off", by });
  }

  /** Switches a hook on, also against the profile. @throws HookloomError HOOK_UNKNOWN */
  enable(hookId: string, by = HOST): void {
    const profile = this.#profile;
    this.#put(hookId, profile !== undefined && isDisabledBy(profile, hookId) ? { kind: "on", by } : undefined);
  }

  /** Switches a hook off for a while. @throws HookloomError HOOK_UNKNOWN, HOOK_OPTIONS_INVALID */
  snooze(hookId: string, durationMs: number, by = HOST): void {
    if (!(Number.isFinite(durationMs) && durationMs > 0)) {
      throw new HookloomError("HOOK_OPTIONS_INVALID", "A hook is snoozed for a number of milliseconds above 0.", {
        details: { option: "durationMs", hook: hookId },
      });
    }
    this.#put(hookId, { kind: "snoozed", by, untilMs: this.#clock.now() + durationMs });
  }

  /** Has another profile count, or none. What is switched one by one still counts more. */
  useProfile(profile: HookProfile | undefined): void {
    this.#profile = profile;
    this.#apply();
  }

  /** Takes the switches from the file again, which somebody else may have changed. */
  reload(): void {
    const { file } = this.#options;
    if (file === undefined) return;
    this.#switches.clear();
    for (const [id, state] of file.read()) this.#switches.set(id, state);
    this.#apply();
  }

  /** Stops waiting for hooks that are snoozed. */
  close(): void {
    this.#cancelTimer?.();
  }

  #put(hookId: string, state: HookSwitch | undefined): void {
    if (this.#registry.find(hookId) === undefined && !this.#switches.has(hookId)) throw this.#unknown(hookId);
    if (state === undefined) this.#switches.delete(hookId);
    else this.#switches.set(hookId, state);
    this.#options.file?.write(this.#switches);
    this.#apply();
    this.#options.onChange?.(hookId, state);
  }

  #apply(): void {
    this.#registry.switchHooks((id) => this.isOn(id));
    this.#cancelTimer?.();
    const next = Math.min(...[...this.#switches.values()].map((state) => (state.kind === "snoozed" ? state.untilMs : Infinity)));
    if (next === Infinity) return;
    const waitMs = Math.min(Math.max(0, next - this.#clock.now()), LONGEST_TIMER_MS);
    this.#cancelTimer = this.#clock.after(waitMs, () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.now();
    const awake = [...this.#switches].filter(([, state]) => state.kind === "snoozed" && state.untilMs <= now);
    for (const [id] of awake) this.#switches.delete(id);
    if (awake.length > 0) this.#options.file?.write(this.#switches);
    this.#apply();
    for (const [id] of awake) this.#options.onChange?.(id, undefined);
  }

  #unknown(hookId: string): HookloomError {
    const names = this.#registry.hookNames();
    const message = `There is no hook ${JSON.stringify(hookId)}.${didYouMean(suggestNames(hookId, names))}`;
    return new HookloomError("HOOK_UNKNOWN", message, { details: { hook: hookId } });
  }
}

function isDisabledBy({ enable = [], disable = [] }: HookProfile, hookId: string): boolean {
  const named = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(glob, hookId));
  return named(disable) && !named(enable);
}
