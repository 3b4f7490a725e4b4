// Other settings while a runtime runs: what they concern is opened or loaded anew, and nothing else is.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createRuntime, type Runtime, type RuntimeOptions } from "../../src/index.ts";
import { createRecordingLogger, type RecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let runtime: Runtime;
let folder: TemporaryFolder;
let logger: RecordingLogger;

const RECORDED = ["ConfigReload", "AuthSuccess"];
const LOGIN = { peer_addr: "192.168.1.100:54321" };
const audit = (points = RECORDED, more = {}) => ({ audit: { enabled: true, path: "audit.log", points, ...more } });
const idsAt = (point: string): string[] =>
  runtime
    .hooks()
    .filter((hook) => hook.point === point)
    .map(({ id }) => id);

describe("built-in hooks", () => {
  const start = async (builtin: NonNullable<RuntimeOptions["builtin"]>): Promise<void> => {
    folder = createTemporaryFolder();
    runtime = await createRuntime({ logger: createRecordingLogger(), builtin, stateDir: folder.path });
  };
  afterEach(async () => {
    await runtime.close();
    folder.dispose();
  });

  it("come and go, and stand where they would after a restart", async () => {
    await start({ ipAccess: { enabled: true } });
    runtime.register("Connection", () => undefined, { id: "own", phase: "authorize" });
    const order = idsAt("Connection");
    expect(order).toEqual(["builtin/ip_access#Connection", "own", "builtin/metrics#Connection"]);
    await runtime.reconfigure({});
    expect(idsAt("Connection")).toEqual(["own"]);
    await runtime.reconfigure({ builtin: { ipAccess: { enabled: true } } });
    expect(idsAt("Connection")).toEqual(order);
  });

  it("keep what they know when their own settings stay", async () => {
    await start({});
    await runtime.run("AuthSuccess", LOGIN);
    await runtime.drain();
    const before = (await runtime.metrics())!;
    expect(before).toContain('hookloom_auth_attempts_total{result="success"} 1');
    await runtime.reconfigure({ builtin: audit() });
    expect(await runtime.metrics()).toContain('hookloom_auth_attempts_total{result="success"} 1');
    await runtime.reconfigure({ builtin: { metrics: { prefix: "acme" } } });
    expect(await runtime.metrics()).not.toContain("hookloom_");
  });

  it("write the same audit log before and after, in one chain", async () => {
    await start({ ...audit() });
    await runtime.run("AuthSuccess", { ...LOGIN, method: "before" });
    await runtime.reconfigure({ builtin: audit(RECORDED, { flushMs: 1 }) });
    await runtime.run("AuthSuccess", { ...LOGIN, method: "after" });
    await runtime.drain();
    const lines = readFileSync(join(folder.path, "audit.log"), "utf8").trim().split("\n");
    expect(lines.map((line) => /method="(\w+)"/.exec(line)?.[1])).toEqual(["before", "after"]);
  });

  it("all stay as they are when one of them cannot be opened", async () => {
    await start({ ...audit(), ipAccess: { enabled: true, deny: ["10.0.0.1"] } });
    const hooks = runtime.hookNames();
    const wrong = { ...audit(["NoSuchPoint"]), ipAccess: { enabled: true, deny: ["10.0.0.2"] } };
    await expect(runtime.reconfigure({ builtin: wrong })).rejects.toMatchObject({ code: "POINT_UNKNOWN" });
    expect(runtime.hookNames()).toEqual(hooks);
    expect(await runtime.run("Connection", { peer_addr: "10.0.0.1:1", peer_ip: "10.0.0.1" })).toMatchObject({ type: "cancel" });
    await runtime.run("AuthSuccess", { ...LOGIN, method: "still" });
    await runtime.drain();
    expect(readFileSync(join(folder.path, "audit.log"), "utf8")).toContain('method="still"');
  });
});

describe("scripts, switches and points", () => {
  const SLOW = `import { on, cancel, sleep } from "hookloom"; on("test:slow", async () => { await sleep(150); return cancel("in time"); });`;
  const TALK = `import { on, events } from "hookloom"; on("test:talk", () => events.publish("talk.said", {}));`;

  beforeAll(async () => {
    logger = createRecordingLogger();
    folder = createTemporaryFolder({ "slow.js": SLOW, "team/talk.js": TALK });
    runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger });
  });
  afterAll(async () => {
    await runtime.close();
    folder.dispose();
  });

  it("are loaded anew where other limits concern them, and only there", async () => {
    expect(await runtime.run("test:slow", {})).toEqual({ type: "continue" });
    logger.lines.length = 0;
    await runtime.reconfigure({ scripts: { "slow.js": { limits: { timeoutMs: 2000 } } } });
    expect(logger.lines.map(({ message }) => message)).toEqual(["reloaded slow.js (1 hook)"]);
    expect(await runtime.run("test:slow", {})).toMatchObject({ type: "cancel", reason: "in time" });
  });

  it("may do at once what is granted, and no longer what is not", async () => {
    const said: unknown[] = [];
    using _subscription = runtime.subscribe("talk.said", ({ source }) => void said.push(source.component));
    const talk = async (): Promise<number> => {
      await runtime.run("test:talk", {});
      await runtime.run("test:talk", {});
      await runtime.events.drain();
      return said.splice(0).length;
    };
    expect(await talk()).toBe(0);
    await runtime.reconfigure({ grants: { "team/*": { publish: ["talk.*"] } } });
    expect(await talk()).toBeGreaterThan(0);
    await runtime.reconfigure({});
    expect(await talk()).toBe(0);
  });

  it("follow another profile, and know new points", async () => {
    const profile = { name: "quiet", disable: ["slow.js#*"] };
    await runtime.reconfigure({ profile, points: ["BeforeDeploy"] });
    expect(runtime.switches.of("slow.js#1")).toEqual({ kind: "off", by: "profile quiet" });
    expect(await runtime.run("BeforeDeploy", {})).toEqual({ type: "continue" });
    await runtime.reconfigure({});
    expect(runtime.switches.isOn("slow.js#1")).toBe(true);
  });

  it("stay as they are in a runtime that is closed", async () => {
    const closed = await createRuntime({ logger });
    await closed.close();
    await expect(closed.reconfigure({})).rejects.toMatchObject({ code: "RUNTIME_CLOSED" });
  });
});
