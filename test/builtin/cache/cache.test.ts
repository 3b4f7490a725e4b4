// The cache around operations, in memory and in a real Redis.

import { afterEach, describe, expect, it } from "vitest";
import { createRuntime, results, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";
import { hasRedis, startRedis, type RedisServer } from "../../support/redis-server.ts";

type Settings = NonNullable<NonNullable<RuntimeOptions["builtin"]>["cache"]>;

const runtimes: Runtime[] = [];
let clock: ManualClock;
let logger: RecordingLogger;
/** What was really performed. */
let performed: JsonObject[] = [];

afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.close();
  performed = [];
});

const RULE = {
  name: "weather",
  point: "BeforeToolExecution",
  match: { tool_name: "weather" },
  key: ["component", "parameters"],
  ttl_ms: 1000,
};

/** What the runtime itself keeps of `cache` results is given up at once, so that only the built-in is seen. */
async function start(settings: Settings = {}): Promise<Runtime> {
  logger = createRecordingLogger();
  clock = new ManualClock();
  const builtin = { metrics: {}, cache: { enabled: true, rules: [RULE], ...settings } };
  const runtime = await createRuntime({ logger, clock, builtin, maxCachedResults: 0 });
  runtimes.push(runtime);
  return runtime;
}

/** Performs an operation; what it came to. */
function call(runtime: Runtime, data: JsonObject, value: () => unknown = () => performed.length): Promise<unknown> {
  return runtime.guard({
    point: "BeforeToolExecution",
    data: { tool_name: "weather", ...data },
    component: { id: String(data.agent ?? "agent-1") },
    run: (given) => {
      performed.push(given);
      return value();
    },
  });
}

describe("the cache", () => {
  it("answers a kept result without the operation, until its time is over", async () => {
    const runtime = await start();
    const berlin = { parameters: { city: "Berlin", days: 3 } };
    expect(await call(runtime, berlin)).toBe(1);
    expect(await call(runtime, { parameters: { days: 3, city: "Berlin" } })).toBe(1);
    clock.advance(999);
    expect(await call(runtime, berlin)).toBe(1);
    clock.advance(1);
    expect(await call(runtime, berlin)).toBe(2);
    expect(performed).toHaveLength(2);
  });

  it("keeps apart what differs in a field of its key, and only that", async () => {
    const runtime = await start();
    const parameters = { city: "Berlin" };
    expect(await call(runtime, { parameters })).toBe(1);
    expect(await call(runtime, { parameters, user_id: "u2" })).toBe(1);
    expect(await call(runtime, { parameters: { city: "Rome" } })).toBe(2);
    expect(await call(runtime, { parameters, agent: "agent-2" })).toBe(3);
    expect(await call(runtime, { parameters, tool_name: "Bash" })).toBe(4);
    expect(await call(runtime, { parameters, tool_name: "Bash" })).toBe(5);
  });

  it("keeps nothing of operations that lack a field of its key, or fail", async () => {
    const runtime = await start();
    expect([await call(runtime, {}), await call(runtime, {})]).toEqual([1, 2]);
    const fail = (): never => {
      throw new Error("no weather");
    };
    await expect(call(runtime, { parameters: {} }, fail)).rejects.toThrow("no weather");
    expect(await call(runtime, { parameters: {} })).toBe(4);
  });

  it("keeps the result of what was asked for, though a hook changed what was performed", async () => {
    const runtime = await start();
    runtime.register("BeforeToolExecution", () => results.modified({ parameters: { city: "Paris" } }), { priority: "lowest" });
    expect(await call(runtime, { parameters: { city: "Berlin" } })).toBe(1);
    expect(performed[0]).toMatchObject({ parameters: { city: "Paris" } });
    expect(await call(runtime, { parameters: { city: "Berlin" } })).toBe(1);
  });

  it("is asked after those who decide whether an operation may happen", async () => {
    const runtime = await start();
    await call(runtime, { parameters: {} });
    runtime.register("BeforeToolExecution", () => results.cancel("not you"), { phase: "authorize", priority: "lowest" });
    await expect(call(runtime, { parameters: {} })).rejects.toThrow("not you");
  });

  it("keeps no more than it may, and gives up what was used longest ago", async () => {
    const runtime = await start({ maxEntries: 2, maxResultKb: 1 });
    const city = (name: string, value?: () => unknown): Promise<unknown> => call(runtime, { parameters: { city: name } }, value);
    for (const name of ["a", "b", "a", "c"]) await city(name);
    expect(await city("a")).toBe(1);
    expect(await city("b")).toBe(4);
    await city("long", () => "x".repeat(2000));
    expect(await city("long")).toBe(6);
  });

  it("tells whether it found something", async () => {
    const runtime = await start();
    const events: string[] = [];
    runtime.subscribe("cache.*", ({ event_type }) => void events.push(event_type));
    for (let each = 0; each < 3; each += 1) await call(runtime, { parameters: {} });
    await runtime.drain();
    expect(events).toEqual(["cache.missed", "cache.stored", "cache.hit", "cache.hit"]);
    const metrics = await runtime.metrics();
    expect(metrics).toContain('hookloom_cache_lookups_total{rule="weather",result="hit"} 2');
    expect(metrics).toContain('hookloom_cache_lookups_total{rule="weather",result="miss"} 1');
  });

  it("is refused at a point that has no result", async () => {
    await expect(start({ rules: [{ ...RULE, point: "Connection" }] })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(start({ rules: [{ ...RULE, point: "acme:call" }] })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});

describe.skipIf(!hasRedis)("the cache in Redis", () => {
  let redis: RedisServer;
  afterEach(() => redis.stop());

  it("is shared by all processes, and ends by the clock of the server", async () => {
    redis = await startRedis();
    const settings = { redisUrl: redis.url, rules: [{ ...RULE, ttl_ms: 300 }] };
    const [one, other] = [await start(settings), await start(settings)];
    expect(await call(one, { parameters: {} }, () => ({ sky: ["blue", null] }))).toEqual({ sky: ["blue", null] });
    expect(await call(other, { parameters: {} })).toEqual({ sky: ["blue", null] });
    await expect.poll(() => call(other, { parameters: {} }), { timeout: 5000 }).toBe(2);
  });

  const told = (): string[] => logger.lines.map(({ level, message }) => `${level}: ${message}`);
  const away = expect.stringMatching(
    /^warn: Redis at 127\.0\.0\.1:\d+ cannot be asked, so cached results are kept in the memory/,
  );
  const back = expect.stringMatching(/^info: Redis at 127\.0\.0\.1:\d+ is back, and cached results are kept there again$/);
  /** Whatever is kept after Redis came back is there for other processes. */
  async function expectSharing(runtime: Runtime): Promise<void> {
    await expect.poll(told, { timeout: 30_000 }).toEqual([away, back]);
    const parameters = { city: "Rome" };
    const value = await call(runtime, { parameters });
    expect(await call(await start({ redisUrl: redis.url }), { parameters })).toBe(value);
  }

  it("goes on in memory while Redis is away, says so once, and returns to Redis when that is back", async () => {
    redis = await startRedis();
    const runtime = await start({ redisUrl: redis.url });
    await redis.stop();
    await expect.poll(told).toHaveLength(1);
    expect([await call(runtime, { parameters: {} }), await call(runtime, { parameters: {} })]).toEqual([1, 1]);
    expect(told()).toEqual([away]);
    await redis.restart();
    await expectSharing(runtime);
  });

  it("starts without Redis, says so once, and goes to Redis when that has come", async () => {
    redis = await startRedis();
    await redis.stop();
    const runtime = await start({ redisUrl: redis.url });
    expect([await call(runtime, { parameters: {} }), await call(runtime, { parameters: {} })]).toEqual([1, 1]);
    expect(told()).toEqual([away]);
    await redis.restart();
    await expectSharing(runtime);
  });
});
