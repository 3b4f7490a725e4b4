// What is said about mistakes: where they are, what was found, what is accepted, and what was probably meant.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorOf, folderWith, mistakesIn } from "./config-setup.ts";

describe("a wrong value", () => {
  it.each([
    ["watch = 1", "hookloom.toml:1:1: watch must be true or false, not 1."],
    [
      '[scripts."a.js".limits]\ncpu_ms = 0',
      "hookloom.toml:2:1: scripts.a.js.limits.cpu_ms must be an integer from 1 to 86400000, not 0.",
    ],
    ["[limits]\n  memory_mb = 4", "hookloom.toml:2:3: limits.memory_mb must be an integer from 8 to 2048, not 4."],
    ["server = { port = 65536 }", "hookloom.toml:1:12: server.port must be an integer from 0 to 65535, not 65536."],
    ["server.port = 80.5", "hookloom.toml:1:8: server.port must be an integer from 0 to 65535, not 80.5."],
    ["[limits]\ntimeout_ms = 0", "hookloom.toml:2:1: limits.timeout_ms must be an integer from 1 to max_timeout_ms, not 0."],
    ['log.level = "loud"', 'hookloom.toml:1:5: log.level must be "debug", "info", "warn", "error" or "silent", not "loud".'],
    ['scripts_dir = ""', 'hookloom.toml:1:1: scripts_dir must be a text that is not empty, not "".'],
    ["breaker.open_ms = inf", "hookloom.toml:1:9: breaker.open_ms must be an integer from 1 to 86400000, not Infinity."],
    ["server.host = [1]", "hookloom.toml:1:8: server.host must be a text that is not empty, not a list."],
    ["[server.host]", "hookloom.toml:1:9: server.host must be a text that is not empty, not a table."],
    ["scripts_dir = 2026-01-02", "hookloom.toml:1:1: scripts_dir must be a text that is not empty, not the date 2026-01-02."],
    ["limits = 5", "hookloom.toml:1:1: limits must be a table, not 5."],
    ["[[limits]]", "hookloom.toml:1:3: limits must be a table, not a list."],
    ['points.declared = "A"', 'hookloom.toml:1:8: points.declared must be a list of names without a colon, not "A".'],
    [
      'points.declared = ["A",\n "b:c", "D"]',
      'hookloom.toml:2:2: points.declared must be a list of names without a colon; "b:c" is none.',
    ],
    [
      '[scripts."a*.js"]\nrequired_at = ["BeforeToolExecution"]',
      "hookloom.toml:2:16: required_at is for sections that name one script, not several.",
    ],
    [
      '[scripts."a.js"]\nrequired_at = ["acme:any", "Mine", "SessionEnd"]\n[points]\ndeclared = ["Mine"]',
      "hookloom.toml:2:36: required_at names SessionEnd, which cannot be refused.",
    ],
    [
      '[scripts."a.js"]\nrequired_at = ["BeforeToolExecutoin"]',
      'hookloom.toml:2:16: required_at names "BeforeToolExecutoin", which is no hook point. Did you mean "BeforeToolExecution"?',
    ],
  ])("is told with its place: %s", (text, expected) => {
    expect(mistakesIn(text)).toEqual([expected]);
  });

  it("is shown up to 60 characters, on one line", () => {
    const [line] = mistakesIn(`log.level = ${JSON.stringify(`a\n${"b".repeat(500)}`)}`);
    expect(line).toContain(`not "a\\n${"b".repeat(55)}….`);
  });

  it("in the environment is told with the name of the variable", () => {
    const env = { HOOKLOOM_WATCH: "yes", HOOKLOOM_SERVER_PORT: "many", HOOKLOOM_LIMITS_MEMORY_MB: "9.5" };
    expect(errorOf({ cwd: folderWith({}), env }).message.split("\n")).toEqual([
      'environment: HOOKLOOM_WATCH must be true or false, not "yes".',
      'environment: HOOKLOOM_LIMITS_MEMORY_MB must be an integer from 8 to 2048, not "9.5".',
      'environment: HOOKLOOM_SERVER_PORT must be an integer from 0 to 65535, not "many".',
    ]);
  });

  it("in the overrides is told as well", () => {
    const error = errorOf({ cwd: folderWith({}), env: {}, overrides: { server: { port: -1 } } });
    expect(error.message).toBe("options: server.port must be an integer from 0 to 65535, not -1.");
    expect(error.place).toBeUndefined();
  });

  it("is an error even where another source has a right one", () => {
    const cwd = folderWith({ "hookloom.toml": "server.port = -1" });
    expect(errorOf({ cwd, env: { HOOKLOOM_SERVER_PORT: "1" } }).place).toEqual({ file: "hookloom.toml", line: 1, column: 8 });
  });
});

describe("a wrong key", () => {
  it("is told with the keys there are and the nearest of them", () => {
    expect(mistakesIn("[limits]\ntimout_ms = 5")).toEqual([
      'hookloom.toml:2:1: There is no setting "limits.timout_ms"; [limits] has timeout_ms, max_timeout_ms, load_ms, cpu_ms, cpu_ms_per_minute, memory_mb, result_characters, result_depth, log_lines_per_second, events_per_second, host_calls, state_keys, state_characters.' +
        ' Did you mean "timeout_ms"?',
    ]);
  });

  it.each([
    ["port = 1", "It belongs into [server]."],
    ["[log]\nport = 1", "It belongs into [server]."],
    ['[log]\nscripts_dir = "x"', "It belongs at the top of the file, above the first section."],
    ["[log]\nprt = 1", 'Did you mean "server.port"?'],
    ["limts = 1", 'Did you mean "limits"?'],
    ["[sever]\nport = 1", 'Did you mean "server"?'],
    ["[limits]\ntimeoutMs = 1", 'Did you mean "timeout_ms"?'],
    ["wach = true", 'Did you mean "watch"?'],
    ["[limits]\nkaleidoscope = 1", "[limits] has timeout_ms, max_timeout_ms, load_ms, cpu_ms"],
    ["__proto__ = 1", 'There is no setting "__proto__"'],
    ["constructor = 1", 'There is no setting "constructor"'],
  ])("is told with what was probably meant: %s", (text, expected) => {
    const lines = mistakesIn(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(expected);
  });

  it("is told for an unknown section once, not for what is inside", () => {
    expect(mistakesIn("[sever]\nport = 1\n[sever.more]\nx = 1")).toEqual([
      'hookloom.toml:1:2: There is no section "sever"; there are [limits], [breaker], [server], [log], [sandbox], [events], [events.schemas.<name>], [points], [runs], [agents], [profiles.<name>], [plugins.<name>], [compositions.<name>], [hooks], [builtin.<name>], [grants.<name>], [scripts.<name>], [scripts.<name>.limits].' +
        ' Did you mean "server"?',
    ]);
  });

  it.each([
    ["HOOKLOOM_TIMEOUT_MS", 'Did you mean "HOOKLOOM_LIMITS_TIMEOUT_MS" or "HOOKLOOM_LIMITS_MAX_TIMEOUT_MS"?'],
    ["HOOKLOOM_PORT", 'Did you mean "HOOKLOOM_SERVER_PORT"?'],
    ["HOOKLOOM_SCRIPT_DIR", 'Did you mean "HOOKLOOM_SCRIPTS_DIR"?'],
    ["HOOKLOOM_KALEIDOSCOPE", 'The variable "HOOKLOOM_KALEIDOSCOPE" stands for no setting.'],
    ["HOOKLOOM_", 'The variable "HOOKLOOM_" stands for no setting.'],
  ])("in the environment is refused: %s", (variable, expected) => {
    const { message, code } = errorOf({ cwd: folderWith({}), env: { [variable]: "" } });
    expect(code).toBe("CONFIG_INVALID");
    expect(message).toContain(expected);
    expect(message.endsWith(expected)).toBe(true);
  });
});

describe("a section that the user names", () => {
  it("is told with its name when something in it is wrong", () => {
    expect(mistakesIn('[profiles.strict]\ndisable = "x"')).toEqual([
      'hookloom.toml:2:1: profiles.strict.disable must be a list of ids of hooks or globs of them, not "x".',
    ]);
    expect(mistakesIn("[profiles.strict]\ndisabled = []")).toEqual([
      'hookloom.toml:2:1: There is no setting "profiles.strict.disabled"; [profiles.<name>] has disable, enable. Did you mean "disable"?',
    ]);
    expect(mistakesIn("[profiles]\nstrict = 1")).toEqual(["hookloom.toml:2:1: profiles.strict must be a table, not 1."]);
  });

  it("is half of what TLS needs", () => {
    expect(mistakesIn('[server]\ntls_cert = "cert.pem"')).toEqual([
      "hookloom.toml:2:1: server.tls_cert needs server.tls_key beside it.",
    ]);
    expect(errorOf({ cwd: folderWith({}), env: { HOOKLOOM_SERVER_TLS_KEY: "key.pem" } }).message).toBe(
      "environment: HOOKLOOM_SERVER_TLS_KEY needs server.tls_cert beside it.",
    );
  });

  it("is told when it is chosen and not there", () => {
    expect(mistakesIn('profile = "strict"')).toEqual([
      'hookloom.toml:1:1: There is no profile "strict"; there are none. Profiles are sections [profiles.<name>].',
    ]);
    expect(mistakesIn('profile = "strict"\n[profiles.lax]\n[profiles.dev]')).toEqual([
      'hookloom.toml:1:1: There is no profile "strict"; there are lax, dev. Profiles are sections [profiles.<name>].',
    ]);
  });
});

describe("a time limit above the largest allowed", () => {
  it("is told where it was set, with the limit", () => {
    expect(mistakesIn("[limits]\nmax_timeout_ms = 50\ntimeout_ms = 60")).toEqual([
      "hookloom.toml:3:1: limits.timeout_ms must be an integer from 1 to limits.max_timeout_ms, which is 50, not 60.",
    ]);
    const error = errorOf({ cwd: folderWith({}), env: { HOOKLOOM_LIMITS_TIMEOUT_MS: "5001" } });
    expect(error.message).toBe(
      "environment: HOOKLOOM_LIMITS_TIMEOUT_MS must be an integer from 1 to limits.max_timeout_ms, which is 5000, not 5001.",
    );
  });

  it("is not told twice when it is no number of milliseconds at all", () => {
    expect(mistakesIn("limits.timeout_ms = 90_000_000")).toHaveLength(1);
    expect(mistakesIn('limits.max_timeout_ms = "x"\nlimits.timeout_ms = 6000')).toHaveLength(1);
  });
});

describe("several mistakes", () => {
  it("are told at once, line by line of the file, then those of the environment and the overrides", () => {
    const cwd = folderWith({
      "conf/x.toml": "[log]\nlevel = 1\n[limits]\nmax_timeout_ms = 50\ntimeout_ms = 60\n[sever]\nwach = 1",
    });
    const error = errorOf({ file: "conf/x.toml", cwd, env: { HOOKLOOM_WACH: "1" }, overrides: { server: { port: -1 } } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.place).toEqual({ file: "conf/x.toml", line: 2, column: 1 });
    const starts = error.message.split("\n").map((line) => line.split(" ", 1)[0]);
    expect(starts).toEqual(["conf/x.toml:2:1:", "conf/x.toml:5:1:", "conf/x.toml:6:2:", "environment:", "options:"]);
  });

  it("are listed as data for programs", () => {
    const cwd = folderWith({ "hookloom.toml": "watch = 1\n" });
    expect(errorOf({ cwd, env: { HOOKLOOM_WACH: "1" } }).details).toEqual({
      problems: [
        { key: "watch", message: "watch must be true or false, not 1.", file: "hookloom.toml", line: 1, column: 1 },
        { key: "HOOKLOOM_WACH", message: 'The variable "HOOKLOOM_WACH" stands for no setting. Did you mean "HOOKLOOM_WATCH"?' },
      ],
    });
  });
});

describe("a config file that cannot be read", () => {
  it("is an error when it was named and is not there", () => {
    const error = errorOf({ file: "none.toml", cwd: folderWith({}), env: {} });
    expect(error).toMatchObject({ code: "CONFIG_INVALID", place: { file: "none.toml" } });
    expect(error.message).toBe("none.toml: There is no such config file.");
  });

  it("is an error when it is a folder, named or not", () => {
    const cwd = folderWith({});
    mkdirSync(join(cwd, "hookloom.toml"));
    expect(errorOf({ cwd, env: {} }).message).toMatch(/^hookloom\.toml: The config file cannot be read: EISDIR/);
  });

  it("is an error with line and column when it is no TOML", () => {
    const error = errorOf({ cwd: folderWith({ "hookloom.toml": "watch = true\nport = = 1" }), env: {} });
    expect(error).toMatchObject({ code: "CONFIG_SYNTAX", place: { file: "hookloom.toml", line: 2, column: 8 } });
    expect(error.message).toBe("hookloom.toml:2:8: This is not valid TOML: invalid value.");
  });

  it("is an error when it is not UTF-8", () => {
    const cwd = folderWith({ "hookloom.toml": new Uint8Array([0x23, 0xff]) });
    expect(errorOf({ cwd, env: {} })).toMatchObject({
      code: "CONFIG_SYNTAX",
      message: "hookloom.toml: The config file is not UTF-8 text.",
    });
  });
});
