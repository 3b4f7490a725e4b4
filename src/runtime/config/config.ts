// What a configuration is to the program, once read and checked. `loadConfig` makes it; the command line and the daemon take
// what they need from it.

import type { BuiltinSettings } from "../../builtin/index.ts";
import type { Compositions } from "../../hooks/composition.ts";
import type { BreakerOptions } from "../../hooks/breaker.ts";
import type { Trust } from "../scripts/approvals.ts";
import type { EventOptions } from "../event-archive.ts";
import type { Grant } from "../scripts/script-grants.ts";
import type { ScriptSection } from "../scripts/script-settings.ts";
import type { PluginSources } from "../plugins.ts";
import type { HookProfile } from "../hook-switches.ts";
import type { Role } from "../../model/roles.ts";
import type { LayerName } from "../../sandbox/layers.ts";
import type { Placement } from "../../sandbox/language-sandbox.ts";
import type { ScriptLimits } from "../../sandbox/limits.ts";

/** Every setting, with its default where nobody said otherwise. Paths of folders and files are absolute. */
export interface Config {
  readonly scriptsDir: string;
  readonly cacheDir: string;
  readonly stateDir: string;
  readonly watch: boolean;
  /** Of every script; those that are not there are as the table of limits has them. */
  readonly limits: Partial<ScriptLimits> & Pick<ScriptLimits, "timeoutMs" | "maxTimeoutMs">;
  readonly breaker: BreakerOptions;
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly anonymous: Role | "nothing";
    readonly requestsPerSecond?: number;
    readonly requestBurst?: number;
    /** Both or none. */
    readonly tlsCert?: string;
    readonly tlsKey?: string;
  };
  readonly log: {
    readonly level: "debug" | "info" | "warn" | "error" | "silent";
    readonly format: "text" | "json";
    readonly redact: boolean;
  };
  readonly sandbox: { readonly require: readonly LayerName[]; readonly placement: Placement; readonly trust: Trust };
  readonly events: EventOptions & { readonly storage: NonNullable<EventOptions["storage"]>; readonly keep: readonly string[] };
  readonly compositions: Compositions;
  readonly plugins: PluginSources;
  readonly points: { readonly declared: readonly string[] };
  readonly runs: { readonly kept: number };
  readonly agents: {
    readonly enabled: boolean;
    readonly unreachableReading: "continue" | "deny";
    readonly unreachableChanging: "continue" | "deny";
  };
  readonly builtin: BuiltinSettings;
  /** What scripts may do beyond what all may, by ids or globs of them. */
  readonly grants: Readonly<Record<string, Grant>>;
  /** Limits, groups and views of secrets of single scripts, by ids or globs of them. */
  readonly scripts: Readonly<Record<string, ScriptSection>>;
  /** The profile that was chosen. */
  readonly profile?: HookProfile;
}

/** Some of the settings, such as those that flags of the command line stand for; `undefined` says nothing. */
export type ConfigOverrides = { readonly profile?: string | undefined } & {
  readonly [Key in Exclude<keyof Config, "profile" | "builtin" | "compositions" | "plugins">]?: Config[Key] extends
    | string
    | boolean
    ? Config[Key] | undefined
    : { readonly [Name in Exclude<keyof Config[Key], "schemas">]?: Config[Key][Name] | undefined } | undefined;
};
