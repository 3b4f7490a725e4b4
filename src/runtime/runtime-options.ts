// What a runtime can be told when it is made. `createRuntime` takes it; the command line and the daemon make it of the config.

import type { BuiltinOptions } from "../builtin/index.ts";
import type { Clock } from "../foundation/clock.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { Compositions } from "../hooks/composition.ts";
import type { BreakerOptions } from "../hooks/breaker.ts";
import type { Logger } from "../observability/logger.ts";
import type { LayerName } from "../sandbox/layers.ts";
import type { Placement } from "../sandbox/language-sandbox.ts";
import type { ScriptLimits } from "../sandbox/limits.ts";
import type { Trust } from "./scripts/approvals.ts";
import type { EventOptions } from "./event-archive.ts";
import type { RunExplanation } from "./explain/explain-run.ts";
import type { HookProfile } from "./hook-switches.ts";
import type { PluginSources } from "./plugins.ts";
import type { Grant } from "./scripts/script-grants.ts";
import type { ScriptSection } from "./scripts/script-settings.ts";

/** Limits of every script of which `scripts` says nothing else; the reference of the configuration has their defaults. */
export type RuntimeLimits = Partial<ScriptLimits>;

export interface RuntimeOptions {
  /** Folder with the scripts. Default: none, native hooks only. */
  readonly scriptsDir?: string;
  /** Which files of the folder are loaded, by the ids they have as scripts (`guards/spend.lua`). Default: all. */
  readonly onlyScripts?: (id: string) => boolean;
  /** Whether changes in the folder are followed. Default true. */
  readonly watch?: boolean;
  /** Folder for files made once per machine. Default: `hookloom` in the user's cache folder. */
  readonly cacheDir?: string;
  /** How many of the last runs can be explained. Default: none; keeping them costs about a microsecond each. */
  readonly keptRuns?: number;
  /** Told of every run when it has ended, for those who record them. */
  readonly onRun?: (run: RunExplanation) => void;
  /** Folder for what outlives a restart. Default: none; it is forgotten. */
  readonly stateDir?: string;
  /** What scripts may do beyond what all may, by ids of scripts or globs of them. Default: nothing. */
  readonly grants?: Readonly<Record<string, Grant>>;
  /** Hooks that are on and off as a set. Default: all are on. */
  readonly profile?: HookProfile;
  /** Default: JSON lines of level "warn" and above on standard error. */
  readonly logger?: Logger;
  readonly limits?: RuntimeLimits;
  /** Limits, groups and views of secrets of single scripts, by their ids or globs of them; later ones win. */
  readonly scripts?: Readonly<Record<string, ScriptSection>>;
  /** Which scripts share a runner process. Default: all of a language. */
  readonly placement?: Placement;
  /** Whom to trust with scripts: "folder" whoever can write into the folder, "pinned" only texts approved with `hookloom trust`. Default "folder". */
  readonly trust?: Trust;
  readonly breaker?: Partial<BreakerOptions>;
  /** Settings of the built-in hooks. Default: none works. */
  readonly builtin?: BuiltinOptions;
  /**
   * Leaves out the built-in hooks that only record, such as the audit log, keeps no events, and leaves the state of scripts as it
   * is: for trying what hooks would answer. Default false.
   */
  readonly trial?: boolean;
  /** Which events are kept, where and how long. Default: none are. */
  readonly events?: EventOptions;
  /** Layers of the sandbox without which the runtime does not start. Default: none. */
  readonly requireLayers?: readonly LayerName[];
  /** Plugins that are loaded before any script, by their names. Default: none. */
  readonly plugins?: PluginSources;
  /** Hooks that are asked together, by the names of their compositions. Default: none; every hook is asked by itself. */
  readonly compositions?: Compositions;
  /** Names of hook points of the host's own that have no colon in them. */
  readonly points?: readonly string[];
  /** How many results of `cache` are kept at most; the least recently used is given up first. Default 1000. */
  readonly maxCachedResults?: number;
  readonly clock?: Clock;
  readonly newId?: IdSource;
  /** From 0 up to 1, for the jitter of retries. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Those that can be changed while a runtime runs. */
export type ChangeableOptions = Pick<
  RuntimeOptions,
  "builtin" | "limits" | "scripts" | "grants" | "profile" | "points" | "compositions" | "plugins"
>;
