// What differs between two configs, and what has to wait for the next start.

import { describe, expect, it } from "vitest";
import { AFTER_RESTART, findChanges } from "../../../src/runtime/config/config-changes.ts";
import { loadConfig } from "../../../src/runtime/config/load-config.ts";
import { SETTINGS } from "../../../src/runtime/config/settings.ts";
import { folderWith } from "./config-setup.ts";

function changesBetween(before: string, after: string): unknown[] {
  const cwd = folderWith({ "a.toml": before, "b.toml": after });
  const [old, fresh] = ["a.toml", "b.toml"].map((file) => loadConfig({ cwd, env: {}, file }));
  return findChanges(old!, fresh!).map((change) => [change.key, change.before, change.after, change.needsRestart]);
}

describe("the changes of a config", () => {
  it("are named as the file names them", () => {
    const before = `[limits]\ntimeout_ms = 200\n[grants."Team/*.js"]\npublish = ["a.*"]`;
    const after = `[grants."Team/*.js"]\npublish = ["a.*", "b.*"]\n[builtin.audit]\nenabled = true\n[scripts."x.lua".limits]\nhost_calls = 3`;
    expect(changesBetween(before, after)).toEqual([
      ["limits.timeout_ms", 200, 100, false],
      ["builtin.audit.enabled", false, true, false],
      ['grants."Team/*.js".publish', ["a.*"], ["a.*", "b.*"], false],
      ['scripts."x.lua".limits.host_calls', undefined, 3, false],
    ]);
    expect(changesBetween(before, before)).toEqual([]);
  });

  it.each([
    [`[server]\nport = 1`, `[server]\nport = 2`, true],
    [`[server]\nanonymous = "run"`, `[server]\nanonymous = "observe"`, false],
    [``, `[server]\ntls_cert = "a"\ntls_key = "b"`, true],
    [`[server]\ntls_cert = "a"\ntls_key = "b"`, `[server]\ntls_cert = "c"\ntls_key = "b"`, false],
    [`[events]\nmax_events = 5`, ``, true],
    [`[limits]\nmemory_mb = 64`, `[limits]\nmemory_mb = 32`, false],
    [`[limits]\nmemory_mb = 32`, `[limits]\nmemory_mb = 64`, true],
    [`[points]\ndeclared = ["A"]`, `[points]\ndeclared = ["A", "B"]`, false],
    [`[points]\ndeclared = ["A"]`, `[points]\ndeclared = ["B"]`, true],
    [``, `[events.schemas."a.b"]\nschema = { type = "object" }`, true],
  ])("from %j to %j: after a restart is %j", (before, after, needsRestart) => {
    expect(changesBetween(before, after).every((change) => (change as unknown[])[3] === needsRestart)).toBe(true);
    expect(changesBetween(before, after)).not.toEqual([]);
  });

  it("are all of settings of which it is known whether they can be taken over", () => {
    const live = [
      "profile",
      "profiles",
      "limits",
      "server",
      "log",
      "points",
      "agents",
      "hooks",
      "builtin",
      "grants",
      "scripts",
      "plugins",
      "compositions",
    ];
    const tops = new Set(SETTINGS.map(({ key }) => key.split(".")[0]!));
    expect([...tops].filter((name) => !live.includes(name) && !AFTER_RESTART.some((each) => each === name))).toEqual([]);
  });

  it("wait for the next start where settings of that name are, and not elsewhere", () => {
    const names = SETTINGS.flatMap(({ key, section }) => [key, section, section.split(".")[0]!]);
    for (const name of AFTER_RESTART) expect(names, name).toContain(name);
  });
});
