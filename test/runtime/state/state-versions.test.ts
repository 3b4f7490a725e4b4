// A new version of a script takes over the state of the one before: migrated, in one step with its hooks, or not at all.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, type HookOutcome, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";

const logger = createRecordingLogger();
// Most tests share a runtime, as starting one is what takes the time; each has a script of its own.
const folder = createTemporaryFolder({});
const state = createTemporaryFolder({});
let runtime: Runtime;
let number = 0;

/** A script that keeps `key`, counted up by `test:add`, and shows its whole state at `test:show`. */
function scriptOf(key: string, declaration: string, more = ""): string {
  return `import { on, modified, script, sleep, state } from "hookloom";
${declaration}
on("test:add${number}", async (ctx) => { await state.increment("${key}", ctx.data.by); });
on("test:show${number}", async () => {
  const shown = {};
  for (const key of await state.keys()) shown[key] = await state.get(key);
  return modified({ version: "${key}", shown });
});
${more}`;
}

const first = (): string => scriptOf("total", "");
const second = (): string =>
  scriptOf(
    "total_cents",
    'script({ version: 2, migrate: (old, { total, ...others }) => ({ ...others, total_cents: 100 * total, migrations: (others.migrations ?? "") + old }) });',
  );

const options = { scriptsDir: folder.path, stateDir: state.path, watch: false, logger, limits: { maxTimeoutMs: 1000 } };
beforeAll(async () => {
  runtime = await createRuntime(options);
});
beforeEach(() => {
  number += 1;
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
  state.dispose();
});

/** Another runtime with the same state, in the place of the one before. */
async function restart(more: RuntimeOptions = {}): Promise<void> {
  await runtime.close();
  runtime = await createRuntime({ ...options, onlyScripts: (id) => id === `spend${number}.js`, ...more });
}

async function write(text: string): Promise<void> {
  folder.write(`spend${number}.js`, text);
  await runtime.reload();
}

const add = (by: number): HookOutcome | Promise<HookOutcome> => runtime.run(`test:add${number}`, { by });
async function show(): Promise<unknown> {
  const outcome = await runtime.run(`test:show${number}`, {});
  return outcome.type === "modified" ? outcome.data : outcome.type;
}
const status = (): unknown => runtime.scripts().find(({ id }) => id === `spend${number}.js`)!.status;

describe("a new version of a script", () => {
  it("migrates the state once, and goes on with it after restarts", async () => {
    await write(first());
    await add(2);
    const told: unknown[] = [];
    runtime.subscribe("script.state_migrated", ({ data }) => told.push(data));
    await write(second());
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 200, migrations: "1" } });
    await runtime.events.drain();
    expect(told).toEqual([{ script: `spend${number}.js`, from: 1, to: 2 }]);
    await restart();
    await add(5);
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 205, migrations: "1" } });
  });

  it("migrates what a host kept that has ended", async () => {
    await write(first());
    await add(3);
    folder.write(`spend${number}.js`, second());
    await restart();
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 300, migrations: "1" } });
  });

  it("has nothing to migrate where there is no state, and keeps its own as its own", async () => {
    await write(second());
    await add(5);
    await write(`${second()}// edited`);
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 5 } });
  });

  it("without a migration takes the state as it is", async () => {
    await write(first());
    await add(1);
    await write(scriptOf("total", "script({ version: 4 });"));
    expect(runtime.scripts().find(({ id }) => id === `spend${number}.js`)!.version).toBe(4);
    await add(1);
    expect(await show()).toEqual({ version: "total", shown: { total: 2 } });
  });

  it("leaves values that it does not change their time to live", async () => {
    const more = `on("test:keep${number}", async () => { await state.set("fleeting", 1, { ttl_ms: 60 }); });`;
    await write(scriptOf("total", "", more));
    await runtime.run(`test:keep${number}`, {});
    await write(scriptOf("total", "script({ version: 2, migrate: (old, state) => { state.n = 1; } });"));
    await expect.poll(() => show()).toEqual({ version: "total", shown: { n: 1 } });
  });
});

describe("a migration that fails", () => {
  it.each([
    ["throws", 'script({ version: 2, migrate: () => { throw new Error("no total"); } });', "no total"],
    ["takes too long", "script({ version: 2, migrate: () => { for (;;); } });", "[HOOK_TIMED_OUT]"],
    ["waits too long", "script({ version: 2, migrate: () => sleep(60_000) });", "[HOOK_TIMED_OUT]"],
    ["answers no state", "script({ version: 2, migrate: () => 7 });", "must return the new state"],
    ["answers too much", 'script({ version: 2, migrate: () => ({ big: "x".repeat(300_000) }) });', "at most 262144"],
    ["answers a bad key", 'script({ version: 2, migrate: () => ({ "": 1 }) });', "a key is a text"],
    ["asks for the state", 'script({ version: 2, migrate: () => state.set("total", 7) });', "has been given all of it"],
    [
      "comes before hooks that cannot be registered",
      'script({ version: 2, migrate: () => ({}) }); on("test:add", { priority: "x" }, () => {});',
      "priority",
    ],
  ])("because it %s leaves the version before serving, with its state", async (_why, declaration, message) => {
    await write(first());
    await add(2);
    await write(scriptOf("total_cents", declaration));
    expect(status()).toMatchObject({
      kind: "broken",
      serving: true,
      error: { message: expect.stringContaining(message) },
    });
    await add(1);
    expect(await show()).toEqual({ version: "total", shown: { total: 3 } });
    await write(second());
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 300, migrations: "1" } });
  });

  it("says so with its place, and when nothing serves before it, nothing does", async () => {
    await write(first());
    await add(2);
    const broken = scriptOf("total", 'script({ version: 2, migrate: () => { throw new Error("no total"); } });');
    folder.write(`spend${number}.js`, broken);
    await restart();
    expect(status()).toMatchObject({
      kind: "broken",
      serving: false,
      error: {
        code: "SCRIPT_MIGRATION_FAILED",
        message: `The state of spend${number}.js is of version 1 and was not migrated to version 2: Error: no total. It stays as it is.`,
        place: { file: `spend${number}.js`, line: 2 },
      },
    });
    expect(await show()).toBe("continue");
    await write(first());
    expect(await show()).toEqual({ version: "total", shown: { total: 2 } });
  });
});

describe("an older version of a script", () => {
  it("does not serve with the state of a newer one", async () => {
    await write(second());
    await add(1);
    await write(first());
    expect(status()).toMatchObject({
      serving: true,
      error: {
        code: "SCRIPT_MIGRATION_FAILED",
        message: expect.stringContaining("is of version 2 and was not migrated to version 1"),
      },
    });
    expect(await show()).toMatchObject({ version: "total_cents" });
  });

  it("does when it can take the state back", async () => {
    await write(second());
    await add(300);
    const back = "script({ version: 1, migrate: (old, state) => ({ total: state.total_cents / 100 }) });";
    await write(scriptOf("total", back));
    expect(await show()).toEqual({ version: "total", shown: { total: 3 } });
  });
});

describe("while the state is migrated", () => {
  it("the version before waits for it, and cannot write what the new one would not understand", async () => {
    await write(
      scriptOf(
        "total",
        "",
        `on("test:slow${number}", { timeout_ms: 300 }, async () => { await sleep(60); await state.set("total", 999); });`,
      ),
    );
    await add(1);
    const late = runtime.run(`test:slow${number}`, {});
    const migrating = write(
      scriptOf(
        "total_cents",
        "script({ version: 2, migrate: async (old, { total }) => { await sleep(120); return { total_cents: 100 * total }; } });",
      ),
    );
    await Promise.all([late, migrating]);
    expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 100 } });
    const refused = logger.lines.filter(({ message }) => message.includes("STATE_OUTDATED"));
    expect(refused).toHaveLength(1);
  });
});

it("a trial migrates what it tries with, and leaves what is kept as it is", async () => {
  await write(first());
  await add(2);
  folder.write(`spend${number}.js`, second());
  await restart({ trial: true });
  await add(1);
  expect(await show()).toEqual({ version: "total_cents", shown: { total_cents: 201, migrations: "1" } });
  folder.write(`spend${number}.js`, first());
  await restart();
  expect(await show()).toEqual({ version: "total", shown: { total: 2 } });
});
