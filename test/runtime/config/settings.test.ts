// Whether the table of settings holds together, and with the types and defaults of those who use them.

import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/runtime/config/config-schema.ts";
import { describeConfig } from "../../../src/runtime/config/describe-config.ts";
import { camelKeys, snakeKeys } from "../../../src/foundation/key-case.ts";
import { SECTIONS, SETTINGS } from "../../../src/runtime/config/settings.ts";
import { describeBuiltins } from "../../../tools/describe-builtins.ts";
import { SCRIPT_LIMITS } from "../../../src/sandbox/limits.ts";

describe("the settings", () => {
  it("each have an environment variable of their own, unless the user names their section or they are tables", () => {
    const tables = [
      "rate_limit.rules",
      "time_window.rules",
      "command_guard.rules",
      "cache.rules",
      "cost.prices",
      "cost.budgets",
      "webhook.targets",
    ].map((key) => `builtin.${key}`);
    const fixed = SETTINGS.filter(({ section, key }) => !section.includes("*") && !tables.includes(key));
    const variables = fixed.map(({ environmentVariable }) => environmentVariable);
    expect(new Set(variables).size).toBe(fixed.length);
    expect(variables).toContain("HOOKLOOM_SCRIPTS_DIR");
    expect(variables).toContain("HOOKLOOM_LIMITS_MAX_TIMEOUT_MS");
  });

  it("stand in the sections of the file", () => {
    expect(SECTIONS.filter((section) => !section.startsWith("builtin."))).toEqual([
      "limits",
      "breaker",
      "server",
      "log",
      "sandbox",
      "events",
      "events.schemas.*",
      "points",
      "runs",
      "agents",
      "profiles.*",
      "plugins.*",
      "compositions.*",
      "hooks",
      "grants.*",
      "scripts.*",
      "scripts.*.limits",
    ]);
    expect(new Set(SETTINGS.map(({ key }) => key)).size).toBe(SETTINGS.length);
  });

  it("that are paths are known, so that relative ones start at the folder of their file", () => {
    expect(SETTINGS.filter(({ isPath }) => isPath).map(({ key }) => key)).toEqual([
      "scripts_dir",
      "cache_dir",
      "state_dir",
      "server.tls_cert",
      "server.tls_key",
    ]);
  });

  it("have defaults that their own schema accepts", () => {
    const defaults = configSchema.parse({});
    expect(configSchema.parse(defaults)).toEqual(defaults);
    expect(defaults.limits.timeout_ms).toBe(SCRIPT_LIMITS.timeoutMs);
  });

  it("are respelled without loss between the file and TypeScript", () => {
    const defaults = configSchema.parse({});
    expect(snakeKeys(camelKeys(defaults))).toEqual(defaults);
  });

  it("are all on the reference page", async () => {
    const page = describeConfig() + (await describeBuiltins());
    for (const { name, environmentVariable, meaning } of SETTINGS) {
      expect(page).toContain(`| \`${name}\` |`);
      expect(page).toContain(`| ${environmentVariable === undefined ? "" : `\`${environmentVariable}\``} | ${meaning} |`);
    }
  });
});
