// Where settings come from, and which one wins.

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { BREAKER_DEFAULTS } from "../../../src/hooks/breaker.ts";
import { builtinSchema } from "../../../src/builtin/index.ts";
import { camelKeys } from "../../../src/foundation/key-case.ts";
import { loadConfig } from "../../../src/runtime/config/load-config.ts";
import { folderWith } from "./config-setup.ts";

const FILE = `
scripts_dir = "scripts"
cache_dir = "/var/cache/acme"
state_dir = "/var/lib/acme"
watch = false
[limits]
timeout_ms = 200
max_timeout_ms = 400
memory_mb = 64
[breaker]
failure_threshold = 3
success_threshold = 1
open_ms = 1000
slow_ms = 50
[server]
host = "0.0.0.0"
port = 0
anonymous = "observe"
[log]
level = "debug"
format = "json"
redact = false
[sandbox]
require = ["network", "files"]
placement = "group"
trust = "pinned"
[events]
storage = "sqlite"
keep = ["tool.**", "hook.failed"]
max_events = 5
max_age_hours = 6
max_mb = 7
max_payload_bytes = 1000
max_per_second = 11
[events.schemas."order.created"]
schema = { required = ["total_cents"] }
[points]
declared = ["BeforeDeploy", "AfterDeploy"]
[runs]
kept = 7
[agents]
enabled = false
unreachable_reading = "deny"
unreachable_changing = "continue"
[builtin.audit]
enabled = true
flush_ms = 7
points = ["test:x"]
[plugins.freeze]
from = "./freeze.mjs"
[compositions.careful]
point = "BeforeDeploy"
kind = "vote"
hooks = ["spend/*", "freeze"]
quorum = 1
phase = "authorize"
priority = "high"
[grants."spend/*"]
publish = ["spend.**"]
http = ["api.example.com:8443"]
http_private = true
state = ["budget"]
modules = ["money"]
[scripts."spend/*"]
group = "trusted"
secrets = "tokens"
limits = { cpu_ms = 50, memory_mb = 16 }
`;

/** What the sections of the file come to whose names are the user's. */
const namedSections = (cwd: string) => ({
  plugins: { freeze: { from: "./freeze.mjs", folder: cwd } },
  compositions: {
    careful: {
      point: "BeforeDeploy",
      kind: "vote",
      hooks: ["spend/*", "freeze"],
      quorum: 1,
      phase: "authorize",
      priority: "high",
    },
  },
  grants: {
    "spend/*": {
      publish: ["spend.**"],
      subscribe: [],
      http: ["api.example.com:8443"],
      httpPrivate: true,
      state: ["budget"],
      modules: ["money"],
    },
  },
  scripts: { "spend/*": { group: "trusted", secrets: "tokens", limits: { cpuMs: 50, memoryMb: 16 } } },
});

describe("a config without any setting", () => {
  it("has every default", () => {
    const cwd = folderWith({});
    expect(loadConfig({ cwd, env: {} })).toEqual({
      scriptsDir: join(cwd, "hooks"),
      cacheDir: expect.stringMatching(/hookloom$/),
      stateDir: expect.stringMatching(/hookloom.hooks-[0-9a-f]{8}$/),
      watch: true,
      limits: { timeoutMs: 100, maxTimeoutMs: 5000 },
      breaker: BREAKER_DEFAULTS,
      server: { host: "127.0.0.1", port: 4665, anonymous: "run" },
      log: { level: "info", format: "text", redact: true },
      sandbox: { require: [], placement: "language", trust: "folder" },
      events: { storage: "memory", keep: ["**"], maxPayloadBytes: 1_048_576, schemas: {} },
      points: { declared: [] },
      runs: { kept: 200 },
      agents: { enabled: true, unreachableReading: "continue", unreachableChanging: "deny" },
      builtin: camelKeys(builtinSchema.parse({})),
      grants: {},
      compositions: {},
      plugins: {},
      scripts: {},
    });
  });

  it("has them with an empty file and with empty sections, too", () => {
    const cwd = folderWith({ "hookloom.toml": "# nothing yet\n[limits]\n[server]\n" });
    expect(loadConfig({ cwd, env: {} })).toEqual(loadConfig({ cwd, env: {}, overrides: {} }));
    expect(loadConfig({ cwd, env: {} }).server.port).toBe(4665);
  });

  it.runIf(process.platform === "linux")("keeps its cache where the user's environment says", () => {
    const cwd = folderWith({});
    expect(loadConfig({ cwd, env: { XDG_CACHE_HOME: "/var/cache/me" } }).cacheDir).toBe("/var/cache/me/hookloom");
    expect(loadConfig({ cwd, env: {} }).cacheDir).toBe(join(homedir(), ".cache", "hookloom"));
  });

  it.runIf(process.platform === "linux")(
    "keeps what outlives restarts where the user's environment says, apart for each folder of scripts",
    () => {
      const cwd = folderWith({});
      const stateDir = (scriptsDir: string): string =>
        loadConfig({ cwd, env: { XDG_STATE_HOME: "/var/lib/me" }, overrides: { scriptsDir } }).stateDir;
      expect(stateDir("hooks")).toMatch(/^\/var\/lib\/me\/hookloom\/hooks-[0-9a-f]{8}$/);
      expect(stateDir("hooks")).toBe(stateDir(join(cwd, "hooks")));
      expect(stateDir("hooks")).not.toBe(stateDir("other/hooks"));
      expect(loadConfig({ cwd, env: {} }).stateDir).toContain(join(homedir(), ".local", "state", "hookloom", "hooks-"));
    },
  );
});

describe("the config file", () => {
  it("sets everything", () => {
    const cwd = folderWith({ "hookloom.toml": FILE });
    expect(loadConfig({ cwd, env: {} })).toEqual({
      scriptsDir: join(cwd, "scripts"),
      cacheDir: resolve("/var/cache/acme"),
      stateDir: resolve("/var/lib/acme"),
      watch: false,
      limits: { timeoutMs: 200, maxTimeoutMs: 400, memoryMb: 64 },
      breaker: { failureThreshold: 3, successThreshold: 1, openMs: 1000, slowMs: 50 },
      server: { host: "0.0.0.0", port: 0, anonymous: "observe" },
      log: { level: "debug", format: "json", redact: false },
      sandbox: { require: ["network", "files"], placement: "group", trust: "pinned" },
      events: {
        storage: "sqlite",
        keep: ["tool.**", "hook.failed"],
        maxEvents: 5,
        maxAgeHours: 6,
        maxMb: 7,
        maxPayloadBytes: 1000,
        maxPerSecond: 11,
        schemas: { "order.created": { required: ["total_cents"] } },
      },
      points: { declared: ["BeforeDeploy", "AfterDeploy"] },
      runs: { kept: 7 },
      agents: { enabled: false, unreachableReading: "deny", unreachableChanging: "continue" },
      builtin: {
        ...camelKeys(builtinSchema.parse({})),
        audit: expect.objectContaining({ enabled: true, flushMs: 7, points: ["test:x"] }),
      },
      ...namedSections(cwd),
    });
  });

  it("may begin with a byte order mark", () => {
    const cwd = folderWith({ "hookloom.toml": "\uFEFFwatch = false" });
    expect(loadConfig({ cwd, env: {} }).watch).toBe(false);
  });

  it("is the named one when one is named, and its folders start where it stands", () => {
    const cwd = folderWith({ "hookloom.toml": "server.port = 1", "acme/settings.toml": 'scripts_dir = "guards"' });
    const config = loadConfig({ file: "acme/settings.toml", cwd, env: {} });
    expect(config.scriptsDir).toBe(join(cwd, "acme", "guards"));
    expect(config.server.port).toBe(4665);
  });

  it("does not move the default scripts folder, which is the one in the current folder", () => {
    const cwd = folderWith({ "acme/settings.toml": "" });
    expect(loadConfig({ file: "acme/settings.toml", cwd, env: {} }).scriptsDir).toBe(join(cwd, "hooks"));
  });
});

describe("environment variables", () => {
  it("can set everything that the file can", () => {
    const cwd = folderWith({ "hookloom.toml": FILE });
    const env = {
      HOOKLOOM_SCRIPTS_DIR: "guards",
      HOOKLOOM_CACHE_DIR: "/var/cache/mine",
      HOOKLOOM_STATE_DIR: "/var/lib/mine",
      HOOKLOOM_WATCH: "true",
      HOOKLOOM_LIMITS_TIMEOUT_MS: "20",
      HOOKLOOM_LIMITS_MAX_TIMEOUT_MS: "40",
      HOOKLOOM_LIMITS_MEMORY_MB: "32",
      HOOKLOOM_BREAKER_FAILURE_THRESHOLD: "7",
      HOOKLOOM_BREAKER_SUCCESS_THRESHOLD: "8",
      HOOKLOOM_BREAKER_OPEN_MS: "9",
      HOOKLOOM_BREAKER_SLOW_MS: "10",
      HOOKLOOM_SERVER_HOST: "::1",
      HOOKLOOM_SERVER_PORT: "65535",
      HOOKLOOM_SERVER_ANONYMOUS: "nothing",
      HOOKLOOM_LOG_LEVEL: "silent",
      HOOKLOOM_LOG_FORMAT: "text",
      HOOKLOOM_LOG_REDACT: "true",
      HOOKLOOM_BUILTIN_AUDIT_FLUSH_MS: "8",
      HOOKLOOM_SANDBOX_REQUIRE: "memory",
      HOOKLOOM_SANDBOX_PLACEMENT: "script",
      HOOKLOOM_SANDBOX_TRUST: "folder",
      HOOKLOOM_AGENTS_ENABLED: "true",
      HOOKLOOM_AGENTS_UNREACHABLE_READING: "continue",
      HOOKLOOM_AGENTS_UNREACHABLE_CHANGING: "deny",
      HOOKLOOM_EVENTS_STORAGE: "none",
      HOOKLOOM_EVENTS_KEEP: "tool.*",
      HOOKLOOM_EVENTS_MAX_EVENTS: "8",
      HOOKLOOM_EVENTS_MAX_AGE_HOURS: "9",
      HOOKLOOM_EVENTS_MAX_MB: "10",
      HOOKLOOM_EVENTS_MAX_PAYLOAD_BYTES: "2000",
      HOOKLOOM_EVENTS_MAX_PER_SECOND: "12",
      HOOKLOOM_POINTS_DECLARED: "BeforeSale, AfterSale,",
      HOOKLOOM_RUNS_KEPT: "0",
    };
    expect(loadConfig({ cwd, env })).toEqual({
      scriptsDir: join(cwd, "guards"),
      cacheDir: resolve("/var/cache/mine"),
      stateDir: resolve("/var/lib/mine"),
      watch: true,
      limits: { timeoutMs: 20, maxTimeoutMs: 40, memoryMb: 32 },
      breaker: { failureThreshold: 7, successThreshold: 8, openMs: 9, slowMs: 10 },
      server: { host: "::1", port: 65535, anonymous: "nothing" },
      log: { level: "silent", format: "text", redact: true },
      sandbox: { require: ["memory"], placement: "script", trust: "folder" },
      events: {
        storage: "none",
        keep: ["tool.*"],
        maxEvents: 8,
        maxAgeHours: 9,
        maxMb: 10,
        maxPayloadBytes: 2000,
        maxPerSecond: 12,
        schemas: { "order.created": { required: ["total_cents"] } },
      },
      points: { declared: ["BeforeSale", "AfterSale"] },
      runs: { kept: 0 },
      agents: { enabled: true, unreachableReading: "continue", unreachableChanging: "deny" },
      builtin: { ...camelKeys(builtinSchema.parse({})), audit: expect.objectContaining({ enabled: true, flushMs: 8 }) },
      ...namedSections(cwd),
    });
  });

  it("name folders from the current folder, not from that of the file", () => {
    const cwd = folderWith({ "acme/settings.toml": 'scripts_dir = "guards"' });
    const env = { HOOKLOOM_SCRIPTS_DIR: "other" };
    expect(loadConfig({ file: "acme/settings.toml", cwd, env }).scriptsDir).toBe(join(cwd, "other"));
  });

  it("count as not set when they are empty", () => {
    const cwd = folderWith({ "hookloom.toml": FILE });
    const env = { HOOKLOOM_SERVER_PORT: "", HOOKLOOM_POINTS_DECLARED: "", HOOKLOOM_WATCH: undefined };
    expect(loadConfig({ cwd, env })).toEqual(loadConfig({ cwd, env: {} }));
  });

  it("of other programs are none of our business", () => {
    const cwd = folderWith({});
    expect(() =>
      loadConfig({ cwd, env: { HOOK: "x", HOOKLOOMS: "x", hookloom_port: "x", MY_HOOKLOOM_PORT: "x" } }),
    ).not.toThrow();
  });
});

describe("overrides", () => {
  it("win over the environment, which wins over the file, setting by setting", () => {
    const cwd = folderWith({ "hookloom.toml": 'log.level = "debug"\nlog.format = "json"\nserver.port = 1\nserver.host = "a"' });
    const env = { HOOKLOOM_SERVER_PORT: "2", HOOKLOOM_LOG_LEVEL: "warn" };
    const config = loadConfig({ cwd, env, overrides: { server: { port: 3 } } });
    expect(config.server).toEqual({ host: "a", port: 3, anonymous: "run" });
    expect(config.log).toEqual({ level: "warn", format: "json", redact: true });
  });

  it("name folders from the current folder", () => {
    const cwd = folderWith({ "acme/settings.toml": 'scripts_dir = "guards"' });
    const config = loadConfig({ file: "acme/settings.toml", cwd, env: {}, overrides: { scriptsDir: "mine" } });
    expect(config.scriptsDir).toBe(join(cwd, "mine"));
  });

  it("say nothing where they are undefined", () => {
    const cwd = folderWith({ "hookloom.toml": FILE });
    const overrides = { scriptsDir: undefined, limits: undefined, server: { port: undefined } };
    expect(loadConfig({ cwd, env: {}, overrides })).toEqual(loadConfig({ cwd, env: {} }));
  });

  it("replace lists as a whole", () => {
    const cwd = folderWith({ "hookloom.toml": FILE });
    expect(loadConfig({ cwd, env: {}, overrides: { points: { declared: [] } } }).points.declared).toEqual([]);
  });
});

describe("the time limits", () => {
  it("lower the default of a call when they allow less", () => {
    const cwd = folderWith({ "hookloom.toml": "limits.max_timeout_ms = 40" });
    expect(loadConfig({ cwd, env: {} }).limits).toEqual({ timeoutMs: 40, maxTimeoutMs: 40 });
  });

  it("are compared when all sources have been heard", () => {
    const cwd = folderWith({ "hookloom.toml": "limits.timeout_ms = 9000" });
    const env = { HOOKLOOM_LIMITS_MAX_TIMEOUT_MS: "10000" };
    expect(loadConfig({ cwd, env }).limits).toEqual({ timeoutMs: 9000, maxTimeoutMs: 10000 });
  });
});

describe("the section [hooks]", () => {
  const config = (toml: string, env: Record<string, string> = {}): ReturnType<typeof loadConfig> =>
    loadConfig({ cwd: folderWith({ "hookloom.toml": toml }), env });

  it("switches the metrics and the audit log by the names they have elsewhere", () => {
    const { builtin } = config('[hooks]\nmetrics_hook = false\naudit_log_hook = true\naudit_log_path = "/var/log/acme.log"');
    expect(builtin.metrics.enabled).toBe(false);
    expect(builtin.audit).toMatchObject({ enabled: true, path: "/var/log/acme.log" });
    expect(config("[hooks]\nenabled = true").builtin).toEqual(config("").builtin);
  });

  it("counts less than the section of the built-in, and wins like it over what comes after", () => {
    expect(config("[hooks]\nmetrics_hook = false\n[builtin.metrics]\nenabled = true").builtin.metrics.enabled).toBe(true);
    const file = '[builtin.audit]\nenabled = true\npath = "file.log"';
    const { audit } = config(file, { HOOKLOOM_HOOKS_AUDIT_LOG_PATH: "environment.log" }).builtin;
    expect(audit).toMatchObject({ enabled: true, path: "environment.log" });
  });

  it("switches all hooks off, whatever profile is chosen", () => {
    const profiles = 'profile = "quiet"\n[profiles.quiet]\ndisable = ["a"]\n';
    expect(config(`${profiles}[hooks]\nenabled = false`).profile).toEqual({ name: "hooks.enabled", disable: ["*"] });
    expect(config(`${profiles}[hooks]\nenabled = true`).profile?.name).toBe("quiet");
  });

  it("is checked like any other", () => {
    const folder = folderWith({ "hookloom.toml": '[hooks]\nmetrics_hook = "on"' });
    expect(() => loadConfig({ cwd: folder, env: {} })).toThrow(/hooks\.metrics_hook must be true or false/);
  });
});

describe("the variables of another system", () => {
  const guard = (env: Record<string, string>): object =>
    loadConfig({ cwd: folderWith({ "hookloom.toml": "[builtin.command_guard]\nenabled = true" }), env }).builtin.commandGuard;

  it("switch the command guard, and whether it blocks", () => {
    expect(guard({ HOOK_SECURITY_VALIDATION_ENABLED: "False" })).toMatchObject({ enabled: false });
    expect(guard({ HOOK_DANGEROUS_COMMAND_BLOCKING: "false" })).toMatchObject({ enabled: true, auditMode: true });
    expect(guard({ HOOK_DANGEROUS_COMMAND_BLOCKING: "true" })).toMatchObject({ enabled: true, auditMode: false });
  });

  it("count less than ours, are none when they are empty, and are refused with other values", () => {
    const ours = { HOOKLOOM_BUILTIN_COMMAND_GUARD_ENABLED: "true" };
    expect(guard({ HOOK_SECURITY_VALIDATION_ENABLED: "false", ...ours })).toMatchObject({ enabled: true });
    expect(guard({ HOOK_SECURITY_VALIDATION_ENABLED: "" })).toMatchObject({ enabled: true });
    expect(() => guard({ HOOK_SECURITY_VALIDATION_ENABLED: "1" })).toThrow(
      'HOOK_SECURITY_VALIDATION_ENABLED must be true or false, not "1".',
    );
  });
});
