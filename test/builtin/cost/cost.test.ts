// Cost tracking in a runtime: what calls cost, warnings, cut-offs, and what a restart remembers.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

type Settings = NonNullable<NonNullable<RuntimeOptions["builtin"]>["cost"]>;
type Budget = NonNullable<Settings["budgets"]>[number];

let folder: TemporaryFolder;
let runtime: Runtime;
let clock: ManualClock;
let logger: RecordingLogger;
let events: { type: string; data: JsonObject }[];

beforeEach(() => {
  folder = createTemporaryFolder();
  clock = new ManualClock();
});
afterEach(async () => {
  await runtime.close();
  folder.dispose();
});

async function start(budget?: Budget): Promise<void> {
  logger = createRecordingLogger();
  const prices = [{ model: "large", from: "2025-12-01", input: 3, output: 10 }];
  const cost = { enabled: true, prices, ...(budget && { budgets: [budget] }) };
  runtime = await createRuntime({ logger, clock, stateDir: folder.path, builtin: { cost } });
  events = [];
  runtime.subscribe("cost.*", ({ event_type, data }) => void events.push({ type: event_type, data }));
}

/** Calls a model for a dollar, if it may; what it came to. */
async function call(data: JsonObject = {}, dollars = 1): Promise<string> {
  const asked = { provider: "acme", model: "large", session_id: "s1", ...data };
  const component = { id: String(data.component ?? "agent-1") };
  const before = await runtime.run("BeforeProviderCall", asked, { component });
  if (before.type === "cancel") return before.reason;
  await runtime.run("AfterProviderCall", { ...asked, success: true, output_tokens: (dollars * 1_000_000) / 10 }, { component });
  return "done";
}

describe("cost tracking", () => {
  it("puts the cost into the data for later hooks, and publishes it", async () => {
    await start();
    let seen: unknown;
    runtime.register("AfterProviderCall", ({ data }) => void (seen = data.cost));
    await runtime.run("AfterProviderCall", { provider: "acme", model: "large", input_tokens: 1000, output_tokens: 200 });
    expect(seen).toBe(0.005);
    await runtime.drain();
    expect(events).toEqual([{ type: "cost.recorded", data: { model: "large", micro_usd: 5000, component: "host" } }]);
    expect(await runtime.metrics()).toContain('hookloom_cost_micro_usd_total{model="large"} 5000');
  });

  it("warns once before a budget comes to its end, and cancels when it is used up", async () => {
    await start({ name: "everything", limit_usd: 5, alert_at: 0.5 });
    const calls = [];
    for (let each = 0; each < 6; each += 1) calls.push(await call());
    expect(calls.slice(0, 5)).toEqual(["done", "done", "done", "done", "done"]);
    expect(calls[5]).toBe('The budget "everything" of $5 is used up: $5.00 were spent.');
    await runtime.drain();
    const facts = { budget: "everything", by: {}, limit_micro_usd: 5_000_000 };
    expect(events.filter(({ type }) => type !== "cost.recorded")).toEqual([
      { type: "cost.budget_alert", data: { ...facts, spent_micro_usd: 3_000_000 } },
      { type: "cost.budget_exceeded", data: { ...facts, spent_micro_usd: 5_000_000 } },
    ]);
    const warnings = logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    expect(warnings).toEqual(['$3.00 of $5 of the budget "everything" are spent']);
  });

  it("only warns of a budget that does not cut off", async () => {
    await start({ name: "soft", limit_usd: 1, cut_off: false });
    expect([await call(), await call(), await call()]).toEqual(["done", "done", "done"]);
    await runtime.drain();
    expect(events.filter(({ type }) => type === "cost.budget_alert")).toHaveLength(1);
  });

  it.each([
    ["session_id", { session_id: "s2" }],
    ["user_id", { user_id: "u2" }],
    ["component", { component: "agent-2" }],
  ])("adds up apart by %s", async (by, other) => {
    await start({ name: "each", by: [by], limit_usd: 1 });
    expect(await call()).toBe("done");
    expect(await call()).toContain("is used up");
    expect(await call(other)).toBe("done");
  });

  it("begins anew with each day", async () => {
    await start({ name: "daily", limit_usd: 1, period: "day" });
    expect(await call()).toBe("done");
    clock.advance(23 * 3_600_000);
    expect(await call()).toContain("is used up");
    clock.advance(3_600_000);
    expect(await call()).toBe("done");
  });

  it("remembers over a restart what was spent", async () => {
    const budget: Budget = { name: "monthly", limit_usd: 2, period: "month" };
    await start(budget);
    await call();
    await runtime.close();
    await start(budget);
    expect([await call(), await call()]).toEqual(["done", expect.stringContaining("$2.00 were spent")]);
    await runtime.drain();
    expect(JSON.parse(readFileSync(join(folder.path, "costs.json"), "utf8"))).toEqual({ '["monthly","2026-01"]': 2_000_000 });
  });

  it("refuses to begin with a file that holds something else", async () => {
    writeFileSync(join(folder.path, "costs.json"), '{"a": "much"}');
    await expect(start()).rejects.toMatchObject({ code: "STATE_UNREADABLE" });
  });

  it("says once that a price is old, and goes on with it", async () => {
    await start({ name: "everything", limit_usd: 3 });
    const told = (): unknown[] => logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    clock.advance((180 - 31) * 86_400_000);
    expect(await call()).toBe("done");
    expect(told()).toEqual([]);
    clock.advance(86_400_000);
    expect([await call(), await call(), await call()]).toEqual(["done", "done", expect.stringContaining("is used up")]);
    expect(told()).toEqual([
      expect.stringMatching(/^the price of "large" is 181 days old/),
      expect.stringContaining('of the budget "everything" are spent'),
    ]);
    await runtime.drain();
    expect(events.filter(({ type }) => type === "cost.price_old")).toEqual([
      { type: "cost.price_old", data: { model: "large", from: "2025-12-01", age_days: 181 } },
    ]);
  });

  it("says once that a model has no price", async () => {
    await start({ name: "everything", limit_usd: 1 });
    expect([await call({ model: "tiny" }), await call({ model: "tiny" })]).toEqual(["done", "done"]);
    await runtime.drain();
    expect(events).toEqual([{ type: "cost.price_missing", data: { model: "tiny" } }]);
    expect(logger.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });
});
