// A config that is changed while a runtime runs: validated first, put to the hooks, applied, and told.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/foundation/clock.ts";
import { createRuntime, results, type JsonObject, type Runtime } from "../../../src/index.ts";
import { ConfigReload } from "../../../src/runtime/config/config-reload.ts";
import type { Config } from "../../../src/runtime/config/config.ts";
import { followConfigFile } from "../../../src/runtime/config/follow-config-file.ts";
import { loadConfig } from "../../../src/runtime/config/load-config.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let runtime: Runtime;
let logger: RecordingLogger;
let reload: ConfigReload;
let applied: Config[];
let told: [string, JsonObject][];

const write = (text: string): void => writeFileSync(join(folder.path, "hookloom.toml"), text);

beforeEach(async () => {
  folder = createTemporaryFolder({ "hookloom.toml": "" });
  const read = (): Config => loadConfig({ cwd: folder.path, env: {} });
  const config = read();
  logger = createRecordingLogger();
  runtime = await createRuntime({ logger, builtin: config.builtin, stateDir: folder.path });
  applied = [];
  told = [];
  runtime.subscribe("config.*", ({ event_type, data }) => void told.push([event_type, data]));
  const apply = (changed: Config): void => void applied.push(changed);
  reload = new ConfigReload({ config, runtime, logger, read, apply, file: "hookloom.toml" });
});
afterEach(async () => {
  await runtime.close();
  folder.dispose();
});

describe("a config that was changed", () => {
  it("is taken over when nobody objects, and is asked about and told with what it changes", async () => {
    const asked: JsonObject[] = [];
    runtime.register("ConfigReload", ({ data }) => void asked.push(data));
    write(`[log]\nlevel = "debug"\n[server]\nport = 4666\n[builtin.ip_access]\nenabled = true`);
    const changes = { "server.port": 4666, "log.level": "debug", "builtin.ip_access.enabled": true };
    expect(await reload.reload()).toMatchObject({ kind: "applied" });
    expect(asked).toEqual([{ changes, source: "hookloom", file_path: "hookloom.toml" }]);
    expect(runtime.hookNames()).toContain("builtin/ip_access#Connection");
    expect(applied.map(({ log }) => log.level)).toEqual(["debug"]);
    await runtime.events.drain();
    expect(told).toEqual([["config.changed", { changes, after_restart: ["server.port"] }]]);
    expect(logger.lines.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'info took over the config: server.port = 4666, log.level = "debug", builtin.ip_access.enabled = true',
      "warn server.port: effective after a restart",
    ]);
  });

  it("composes hooks anew, unless something of it cannot be", async () => {
    const compose = (kind: string): string => `[compositions.guard]\npoint = "acme:x"\nkind = "${kind}"\nhooks = ["a", "b"]\n`;
    for (const id of ["a", "b"]) runtime.register("acme:x", () => results.cancel(id), { id });
    write(compose("vote"));
    await reload.reload();
    expect(await runtime.run("acme:x", {})).toMatchObject({ type: "cancel", hookId: "guard" });
    write(`${compose("parallel")}[builtin.audit]\nenabled = true\npoints = ["Nowhere"]`);
    expect(await reload.reload()).toMatchObject({ kind: "refused" });
    write(compose("first_match"));
    expect(await runtime.run("acme:x", {})).toMatchObject({ hookId: "guard" });
    expect(await reload.reload()).toMatchObject({
      kind: "applied",
      changes: [{ key: 'compositions."guard".kind', needsRestart: false }],
    });
    expect(await runtime.run("acme:x", {})).toMatchObject({ hookId: "a" });
    write("");
    await reload.reload();
    expect(runtime.hookNames()).not.toContain("guard");
  });

  it("loads plugins and unloads them, all that it names or none of them", async () => {
    const plugin = (name: string, point: string): string => `export default { name: "${name}", version: "1.0.0",
      hooks: () => [{ point: "${point}", hook: () => ({ type: "cancel", reason: "${name}" }) }],
      dispose: () => void globalThis.disposed.push("${name}") };`;
    const disposed: string[] = [];
    Object.assign(globalThis, { disposed });
    folder.write("a.mjs", plugin("a", "acme:x"));
    folder.write("b.mjs", plugin("b", "acme:y"));
    folder.write("node_modules/wrong/index.js", plugin("right", "acme:x"));
    folder.write("node_modules/wrong/package.json", '{ "type": "module", "main": "index.js" }');
    const loaded = (): string[] => runtime.plugins.list().map(({ name }) => name);
    write('[plugins.a]\nfrom = "./a.mjs"');
    expect(await reload.reload()).toMatchObject({ kind: "applied" });
    expect(await runtime.run("acme:x", {})).toMatchObject({ reason: "a", hookId: "a#1" });
    write('[plugins.b]\nfrom = "./b.mjs"\n[plugins.wrong]\nfrom = "wrong"');
    expect(await reload.reload()).toEqual({ kind: "refused", reason: "The plugin of wrong is called right, not wrong." });
    write('[plugins.b]\nfrom = "./b.mjs"\n[builtin.audit]\nenabled = true\npoints = ["Nowhere"]');
    expect(await reload.reload()).toMatchObject({ kind: "refused", reason: expect.stringContaining("Nowhere") });
    expect([loaded(), disposed.splice(0)]).toEqual([["a"], ["a", "b"]]);
    write('[plugins.b]\nfrom = "./b.mjs"');
    expect(await reload.reload()).toMatchObject({ kind: "applied" });
    expect([loaded(), disposed]).toEqual([["b"], ["a"]]);
    expect(await runtime.run("acme:x", {})).toMatchObject({ type: "continue" });
  });

  it("changes nothing when it says the same, and needs no restart when it is changed back", async () => {
    write("# nothing\n");
    expect(await reload.reload()).toEqual({ kind: "unchanged" });
    write("[runs]\nkept = 5");
    await reload.reload();
    write("");
    await reload.reload();
    await runtime.events.drain();
    expect(told.map(([, { after_restart }]) => after_restart)).toEqual([["runs.kept"], []]);
  });

  it("is not taken over when it is wrong, which is said once, in one line", async () => {
    write(`[log]\nlevel = "debug"\nformat = 5\n[limits]\ntimeout_ms = "soon"`);
    expect(await reload.reload()).toMatchObject({ kind: "refused" });
    expect(applied).toEqual([]);
    expect(logger.lines).toEqual([
      {
        level: "error",
        details: { code: "CONFIG_INVALID" },
        message: expect.stringMatching(
          /^the config that was changed is not taken over, and the one before goes on: hookloom\.toml:3:1: log\.format .* hookloom\.toml:5:1: limits\.timeout_ms [^\n]+$/,
        ),
      },
    ]);
    await runtime.events.drain();
    expect(told).toEqual([["config.refused", { code: "CONFIG_INVALID", reason: expect.stringContaining("log.format") }]]);
    write(`[log]\nlevel = "debug"`);
    expect(await reload.reload()).toMatchObject({ kind: "applied" });
  });

  it("is not taken over when a hook cancels, or when a built-in hook cannot work with it", async () => {
    runtime.register(
      "ConfigurationChange",
      ({ data }) => {
        if (Object.keys(data.changes as object).includes("log.level")) return { type: "cancel", reason: "not at night" };
        return undefined;
      },
      { id: "curfew" },
    );
    write(`[log]\nlevel = "debug"`);
    expect(await reload.reload()).toEqual({ kind: "refused", reason: "curfew: not at night" });
    write(`[builtin.audit]\nenabled = true\npoints = ["Nowhere"]`);
    expect(await reload.reload()).toMatchObject({ kind: "refused", reason: expect.stringContaining('no hook point "Nowhere"') });
    expect(applied).toEqual([]);
  });

  it("is recorded by the audit log, without its secrets", async () => {
    write("[builtin.audit]\nenabled = true");
    await reload.reload();
    write(`[builtin.audit]\nenabled = true\n[builtin.rate_limit]\nredis_url = "redis://me:very-secret-word@host"`);
    await reload.reload();
    await runtime.drain();
    const log = readFileSync(join(folder.path, "audit.log"), "utf8");
    expect(log).toMatch(/^\[.*\] ConfigReload changes=.*builtin\.rate_limit\.redis_url/);
    expect(log).not.toContain("very-secret-word");
  });
});

describe("following the config file", () => {
  it("notices that it is changed, deleted and made", async () => {
    const seen: string[] = [];
    const path = join(folder.path, "followed.toml");
    const end = await followConfigFile(
      path,
      systemClock,
      logger,
      () => void seen.push(existsSync(path) ? readFileSync(path, "utf8") : "gone"),
    );
    try {
      writeFileSync(path, "1");
      await eventually(() => expect(seen.at(-1)).toBe("1"));
      writeFileSync(path, "2");
      await eventually(() => expect(seen.at(-1)).toBe("2"));
      rmSync(path);
      await eventually(() => expect(seen.at(-1)).toBe("gone"));
    } finally {
      await end();
    }
  });
});
