// The one table of settings, as the config file writes them: what each accepts, its default and its meaning. Every source of
// settings is checked with it, and `docs/reference/configuration.md` is generated from it.

import { z } from "zod";
import { BREAKER_DEFAULTS } from "../../hooks/breaker.ts";
import { builtinSchema } from "../../builtin/index.ts";
import { ROLES } from "../../model/roles.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { TRUSTS } from "../scripts/approvals.ts";
import { compositionSchema } from "./compositions.ts";
import { grantSchema } from "./grant-schema.ts";
import { hooksSchema } from "./other-names.ts";
import { eventSchema } from "./event-schemas.ts";
import { EVENT_DEFAULTS, EVENT_STORAGES } from "../event-archive.ts";
import { LAYER_NAMES } from "../../sandbox/layers.ts";
import { PLACEMENTS } from "../../sandbox/language-sandbox.ts";
import { SECRET_VIEWS } from "../../sandbox/secret-tokens.ts";
import { limitNamed, SCRIPT_LIMITS, type LimitName } from "../../sandbox/limits.ts";

// Timers of Node overflow beyond 24.8 days; nobody waits for a hook that long.
const ONE_DAY_MS = 86_400_000;

const text = z.string().min(1);
const count = z.int().min(1).max(1_000_000);
const milliseconds = z.int().min(1).max(ONE_DAY_MS);

/** A limit of the table, which a script may have of its own. */
function limit(name: LimitName) {
  const { least, most, meaning } = limitNamed(name);
  return z
    .int()
    .min(least)
    .max(most)
    .exactOptional()
    .register(settingNotes, { meaning, ...notesOn(name) });
}

function notesOn(name: LimitName): { accepts?: string; defaultText: string } {
  const { default: value, defaultText = `\`${value}\`` } = limitNamed(name);
  return name === "timeout_ms" ? { defaultText, accepts: "an integer from 1 to `max_timeout_ms`" } : { defaultText };
}

const limitsOfScripts = z.strictObject({
  timeout_ms: limit("timeout_ms"),
  max_timeout_ms: limit("max_timeout_ms"),
  load_ms: limit("load_ms"),
  cpu_ms: limit("cpu_ms"),
  cpu_ms_per_minute: limit("cpu_ms_per_minute"),
  memory_mb: limit("memory_mb"),
  result_characters: limit("result_characters"),
  result_depth: limit("result_depth"),
  log_lines_per_second: limit("log_lines_per_second"),
  events_per_second: limit("events_per_second"),
  host_calls: limit("host_calls"),
  state_keys: limit("state_keys"),
  state_characters: limit("state_characters"),
});

const limits = limitsOfScripts.extend({
  timeout_ms: milliseconds
    .default(SCRIPT_LIMITS.timeoutMs)
    .register(settingNotes, { meaning: limitNamed("timeout_ms").meaning, ...notesOn("timeout_ms") }),
  max_timeout_ms: milliseconds
    .default(SCRIPT_LIMITS.maxTimeoutMs)
    .register(settingNotes, { meaning: limitNamed("max_timeout_ms").meaning }),
});

const scripts = z.strictObject({
  group: text.exactOptional().register(settingNotes, {
    meaning: 'The group whose runner the scripts share, where `sandbox.placement` is `"group"`.',
    defaultText: "the group without a name",
  }),
  secrets: z.enum(SECRET_VIEWS).exactOptional().register(settingNotes, {
    meaning:
      'Whether the scripts get the secrets in what they are sent as they are, or (`"tokens"`) stable tokens in their place, which become the secrets again in the data they answer.',
    defaultText: '`"plain"`',
  }),
  required_at: z.array(text).exactOptional().register(settingNotes, {
    meaning:
      "Hook points that are refused while no hook of the script is asked there: when it is missing, broken, not approved or switched off. Its hooks there are `fail_closed` whatever they say. For sections that name one script.",
    defaultText: "none: what is not loaded is not asked",
  }),
  limits: limitsOfScripts.prefault({}),
});

const breaker = z.strictObject({
  failure_threshold: count.default(BREAKER_DEFAULTS.failureThreshold).register(settingNotes, {
    meaning: "Consecutive failures after which a hook is not asked for a while.",
  }),
  success_threshold: count.default(BREAKER_DEFAULTS.successThreshold).register(settingNotes, {
    meaning: "Consecutive successes on trial after which a hook is asked again as usual.",
  }),
  open_ms: milliseconds.default(BREAKER_DEFAULTS.openMs).register(settingNotes, {
    meaning: "How long a hook that failed too often is not asked.",
  }),
  slow_ms: milliseconds.default(BREAKER_DEFAULTS.slowMs).register(settingNotes, {
    meaning: "A call slower than this counts as a failure, unless the hook's own `timeout_ms` allows it more.",
  }),
});

const server = z.strictObject({
  host: text.default("127.0.0.1").register(settingNotes, {
    meaning: "The address the daemon listens at. At another than a loopback address, it answers nobody without a token.",
  }),
  port: z.int().min(0).max(65_535).default(4665).register(settingNotes, {
    meaning: "The port the daemon listens at; 0 takes a free one.",
  }),
  anonymous: z
    .enum(["nothing", ...ROLES])
    .default("run")
    .register(settingNotes, {
      meaning: "What programs of this machine may do without a token. Programs of other machines may do nothing without one.",
    }),
  requests_per_second: count.exactOptional().register(settingNotes, {
    meaning:
      "How many requests one client may send over TCP, with each role by itself; further ones are answered 429, with `Retry-After`.",
    defaultText: "no limit",
  }),
  request_burst: count.exactOptional().register(settingNotes, {
    meaning: "How many of them may come at once.",
    defaultText: "as many as in a second",
  }),
  tls_cert: text.exactOptional().register(settingNotes, {
    meaning: "The PEM file with the certificate that the daemon listens with, and those between it and its root; with `tls_key`.",
    defaultText: "none: plain HTTP",
    isPath: true,
  }),
  tls_key: text.exactOptional().register(settingNotes, {
    meaning: "The PEM file with the private key of `tls_cert`, without a passphrase.",
    defaultText: "none",
    isPath: true,
  }),
});

const log = z.strictObject({
  level: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").register(settingNotes, {
    meaning: "The least level of log lines that are written.",
  }),
  format: z.enum(["text", "json"]).default("text").register(settingNotes, {
    meaning: "Log lines for people, or one JSON object per line for programs.",
  }),
  redact: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether the daemon takes keys, tokens and passwords of known shapes out of its log lines.",
  }),
});

const sandbox = z.strictObject({
  trust: z.enum(TRUSTS).default("folder").register(settingNotes, {
    meaning:
      'Whose scripts run: those of whoever can write into the folder, or (`"pinned"`) only texts that were approved with `hookloom trust`.',
  }),
  placement: z.enum(PLACEMENTS).default("language").register(settingNotes, {
    meaning:
      "Which scripts share a runner process: all of a language, those of a `group`, or none. A script's death touches only what shares its runner; a runner of Python takes about a hundred mebibytes.",
  }),
  require: z
    .array(z.enum(LAYER_NAMES))
    .default([])
    .register(settingNotes, {
      meaning: "Layers of the sandbox without which scripts are not loaded. `hookloom doctor` shows which this machine has.",
      accepts: `a list of ${LAYER_NAMES.map((name) => JSON.stringify(name)).join(", ")}`,
    }),
});

const events = z.strictObject({
  storage: z.enum(EVENT_STORAGES).default("memory").register(settingNotes, {
    meaning: "Where `hookloom serve` keeps events for queries and replay: nowhere, in memory, or in a file of the state folder.",
  }),
  keep: z.array(text).default(["**"]).register(settingNotes, {
    meaning: "Types of events that are kept.",
    accepts: "a list of patterns of event types",
  }),
  max_events: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .exactOptional()
    .register(settingNotes, {
      meaning: "How many events are kept at most. The oldest are given up first.",
      defaultText: `\`${EVENT_DEFAULTS.memoryEvents}\` in memory, \`${EVENT_DEFAULTS.sqliteEvents}\` with SQLite`,
    }),
  max_age_hours: z.int().min(1).max(876_000).exactOptional().register(settingNotes, {
    meaning: "How long events are kept.",
    defaultText: "as long as there is room",
  }),
  max_mb: z
    .int()
    .min(1)
    .max(1_048_576)
    .exactOptional()
    .register(settingNotes, {
      meaning: "How many mebibytes events may take.",
      defaultText: `no limit in memory, \`${EVENT_DEFAULTS.sqliteMb}\` with SQLite`,
    }),
  max_payload_bytes: z.int().min(100).max(100_000_000).default(1_048_576).register(settingNotes, {
    meaning: "How large the data of one event may be, as JSON.",
  }),
  max_per_second: z.int().min(1).max(1_000_000).exactOptional().register(settingNotes, {
    meaning: "How many events a second one component may publish.",
    defaultText: "no limit",
  }),
  schemas: z.record(text, eventSchema).default({}),
});

const points = z.strictObject({
  declared: z
    .array(text.regex(/^[^:]*$/))
    .default([])
    .register(settingNotes, {
      meaning: "Hook points of the host's own whose names have no colon in them; names with a colon need no declaring.",
      accepts: "a list of names without a colon",
    }),
});

const globs = z.array(text);

const runs = z.strictObject({
  kept: z.int().min(0).max(100_000).default(200).register(settingNotes, {
    meaning: "How many of the last runs can be explained; 0 for none. They are kept in memory, with their data.",
  }),
});

const profile = z.strictObject({
  disable: globs.default([]).register(settingNotes, {
    meaning: "Hooks that are off under this profile.",
    accepts: "a list of ids of hooks or globs of them",
  }),
  enable: globs.default([]).register(settingNotes, {
    meaning: "Hooks that are on even if `disable` names them.",
    accepts: "a list of ids of hooks or globs of them",
  }),
});

const plugin = z.strictObject({
  from: text.register(settingNotes, {
    meaning:
      "The module whose default export is the plugin, which must be called as its section is. It has all rights of the daemon.",
    accepts: "a path that begins with `./`, `../` or `/`, or the name of a package",
    defaultText: "none: it must be given",
  }),
});

const unreachable = z.enum(["continue", "deny"]);

const agents = z.strictObject({
  enabled: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether hooks are asked when a coding agent calls; without it every agent is told to go on.",
  }),
  unreachable_reading: unreachable.default("continue").register(settingNotes, {
    meaning: "What becomes of an agent's tool call that only reads, when its hooks cannot be asked.",
  }),
  unreachable_changing: unreachable.default("deny").register(settingNotes, {
    meaning: "What becomes of every other tool call of an agent, when its hooks cannot be asked.",
  }),
});

/** The file `hookloom.toml`: a few settings, then sections. Keys that are not here are refused. */
export const configSchema = z.strictObject({
  scripts_dir: text.default("hooks").register(settingNotes, {
    meaning: "The folder with the scripts.",
    isPath: true,
  }),
  cache_dir: text.exactOptional().register(settingNotes, {
    meaning: "The folder for files that are made once per machine, such as a language's start-up snapshot.",
    defaultText:
      "`hookloom` in the user's cache folder: `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows",
    isPath: true,
  }),
  state_dir: text.exactOptional().register(settingNotes, {
    meaning: "The folder for what must outlive a restart. One daemon at a time works with it.",
    defaultText:
      "a folder for each `scripts_dir` in `hookloom` in the user's state folder: `$XDG_STATE_HOME` or `~/.local/state`, `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows",
    isPath: true,
  }),
  watch: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether changes in the scripts folder and of the config file take effect while the program runs.",
  }),
  profile: text.exactOptional().register(settingNotes, {
    meaning: "The profile whose hooks are on and off, until somebody switches one by itself.",
    accepts: "the name of one of the `[profiles.<name>]`",
    defaultText: "none: all hooks are on",
  }),
  limits: limits.prefault({}),
  breaker: breaker.prefault({}),
  server: server.prefault({}),
  log: log.prefault({}),
  sandbox: sandbox.prefault({}),
  events: events.prefault({}),
  points: points.prefault({}),
  runs: runs.prefault({}),
  agents: agents.prefault({}),
  profiles: z.record(text, profile).default({}),
  plugins: z.record(text, plugin).default({}),
  compositions: z.record(text, compositionSchema).default({}),
  hooks: hooksSchema.prefault({}),
  builtin: builtinSchema.prefault({}),
  grants: z.record(text, grantSchema).default({}),
  scripts: z.record(text, scripts).default({}),
});
