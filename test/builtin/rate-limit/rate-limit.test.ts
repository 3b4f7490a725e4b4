// The rate limits in a runtime, in memory and in a real Redis.

import { afterEach, describe, expect, it } from "vitest";
import {
  createRuntime,
  type HookOutcome,
  type JsonObject,
  type Runtime,
  type RuntimeOptions,
  type UniversalEvent,
} from "../../../src/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";
import { hasRedis, startRedis, type RedisServer } from "../../support/redis-server.ts";

type Settings = NonNullable<NonNullable<RuntimeOptions["builtin"]>["rateLimit"]>;

const runtimes: Runtime[] = [];
const clock = new ManualClock();
let logger: RecordingLogger;

afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.close();
});

async function start(settings: Settings): Promise<Runtime> {
  logger = createRecordingLogger();
  const builtin = { metrics: { enabled: false }, rateLimit: { enabled: true, ...settings } };
  const runtime = await createRuntime({ logger, clock, builtin });
  runtimes.push(runtime);
  return runtime;
}

const rule = (more: Partial<NonNullable<Settings["rules"]>[number]> = {}): Settings => ({
  rules: [{ name: "calls", points: ["BeforeToolExecution"], limit: 2, window_ms: 1000, ...more }],
});

async function ask(runtime: Runtime, data: JsonObject = {}, component = "agent-1"): Promise<HookOutcome["type"]> {
  const options = { component: { id: component, type: "agent" }, metadata: { tenant: "acme" } };
  return (await runtime.run("BeforeToolExecution", { tool_name: "Bash", ...data }, options)).type;
}

describe("a rate limit", () => {
  it("cancels what comes too often, and lets it through again when its time has come", async () => {
    const runtime = await start(rule());
    expect([await ask(runtime), await ask(runtime), await ask(runtime)]).toEqual(["continue", "continue", "cancel"]);
    clock.advance(499);
    expect(await ask(runtime)).toBe("cancel");
    clock.advance(1);
    expect([await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel"]);
  });

  it("is asked synchronously in memory", async () => {
    const runtime = await start(rule());
    expect(runtime.run("BeforeToolExecution", { tool_name: "Bash" })).not.toBeInstanceOf(Promise);
  });

  it("says which rule it was and how long to wait, in the reason, the annotations and the event", async () => {
    const runtime = await start(rule({ limit: 1, by: ["component", "user_id"] }));
    const events: UniversalEvent[] = [];
    const violations: JsonObject[] = [];
    runtime.subscribe("rate_limit.*", (event) => void events.push(event));
    runtime.register("SecurityViolation", ({ data }) => void violations.push(data), { phase: "observe" });
    await ask(runtime, { user_id: "u1" });
    const outcome = await runtime.run("BeforeToolExecution", { tool_name: "x", user_id: "u1" }, { component: { id: "agent-1" } });
    const facts = { rule: "calls", limit: 1, window_ms: 1000, retry_after_ms: 1000 };
    expect(outcome).toMatchObject({
      type: "cancel",
      reason: 'The rate limit "calls" of 1 in 1000 ms is used up; try again in 1000 ms.',
      annotations: [{ annotations: { rate_limit: facts } }],
    });
    await runtime.drain();
    expect(events.map(({ event_type, data }) => ({ event_type, data }))).toEqual([
      {
        event_type: "rate_limit.exceeded",
        data: { ...facts, point: "BeforeToolExecution", by: { component: "agent-1", user_id: "u1" } },
      },
    ]);
    expect(violations).toEqual([expect.objectContaining({ violation_type: "rate_limit", action: "block" })]);
  });

  it.each([
    [["component"], "agent-2", {}],
    [["user_id"], "agent-1", { user_id: "u2" }],
    [["data.parameters.path"], "agent-1", { parameters: { path: "b" } }],
    [["tool_name", "component"], "agent-2", {}],
  ])("counts apart by %j", async (by, component, data) => {
    const runtime = await start(rule({ limit: 1, by }));
    const first = { user_id: "u1", parameters: { path: "a" } };
    expect([await ask(runtime, first), await ask(runtime, first)]).toEqual(["continue", "cancel"]);
    expect(await ask(runtime, { ...first, ...data }, component)).toBe("continue");
  });

  it.each([[["metadata.tenant"]], [["component.type"]], [[]], [["user_id"]]])(
    "counts together what is equal in %j",
    async (by) => {
      const runtime = await start(rule({ limit: 1, by }));
      expect([await ask(runtime), await ask(runtime, {}, "agent-2")]).toEqual(["continue", "cancel"]);
    },
  );

  it("applies to what matches only", async () => {
    const runtime = await start(rule({ limit: 1, match: { tool_name: "Bash" } }));
    expect([await ask(runtime), await ask(runtime, { tool_name: "Read" }), await ask(runtime)]).toEqual([
      "continue",
      "continue",
      "cancel",
    ]);
  });

  it("lets a burst through that is less than the limit", async () => {
    const runtime = await start(rule({ limit: 10, burst: 1 }));
    expect([await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel"]);
    clock.advance(100);
    expect(await ask(runtime)).toBe("continue");
  });

  it("is refused at a point that cannot be cancelled, and with settings that make no sense", async () => {
    await expect(start(rule({ points: ["SecurityViolation"] }))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(start(rule({ limit: 0 }))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(start(rule({ match: { tool_name: { globb: "x" } } as never }))).rejects.toMatchObject({
      message: expect.stringContaining('has no condition "globb"'),
    });
  });
});

describe.skipIf(!hasRedis)("a rate limit in Redis", () => {
  let redis: RedisServer;
  afterEach(() => redis.stop());

  it("holds for all processes together, by the clock of the server", async () => {
    redis = await startRedis();
    const settings = { ...rule({ limit: 3, window_ms: 600_000 }), redisUrl: redis.url };
    const [one, other] = [await start(settings), await start(settings)];
    const asked = [await ask(one), await ask(other), await ask(one), await ask(other), await ask(one)];
    expect(asked).toEqual(["continue", "continue", "continue", "cancel", "cancel"]);
    const outcome = await one.run("BeforeToolExecution", { tool_name: "x" }, { component: { id: "agent-1" } });
    const [annotation] = outcome.annotations ?? [];
    const { retry_after_ms: waitMs } = (annotation!.annotations as { rate_limit: { retry_after_ms: number } }).rate_limit;
    expect(waitMs).toBeGreaterThan(100_000);
    expect(waitMs).toBeLessThanOrEqual(200_000);
  });

  it("goes on in memory while Redis is away, says so once, and says when it is back", async () => {
    redis = await startRedis();
    const runtime = await start({ ...rule({ limit: 1, window_ms: 600_000 }), redisUrl: redis.url });
    expect([await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel"]);
    await redis.stop();
    const away = (): string[] => logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    await expect.poll(away).toHaveLength(1);
    expect([await ask(runtime), await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel", "cancel"]);
    expect(away()).toEqual([
      expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ cannot be asked, so rate limits are kept in the memory/),
    ]);
    await redis.restart();
    await expect
      .poll(() => logger.lines, { timeout: 30_000 })
      .toContainEqual(expect.objectContaining({ level: "info", message: expect.stringContaining("is back") }));
    expect([await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel"]);
  });

  it("starts without Redis, says so once, and holds for all processes when Redis has come", async () => {
    redis = await startRedis();
    await redis.stop();
    const settings = { ...rule({ limit: 1, window_ms: 600_000 }), redisUrl: redis.url };
    const runtime = await start(settings);
    expect([await ask(runtime), await ask(runtime), await ask(runtime)]).toEqual(["continue", "cancel", "cancel"]);
    expect(logger.lines).toEqual([expect.objectContaining({ level: "warn" })]);
    await redis.restart();
    await expect
      .poll(() => logger.lines, { timeout: 30_000 })
      .toEqual([
        expect.objectContaining({ level: "warn" }),
        expect.objectContaining({ level: "info", message: expect.stringContaining("is back") }),
      ]);
    expect(await ask(runtime)).toBe("continue");
    expect(await ask(await start(settings))).toBe("cancel");
  });

  it("does not tell the log the password of Redis", async () => {
    redis = await startRedis();
    await redis.stop();
    await start({ ...rule({ limit: 1 }), redisUrl: `${redis.url.replace("//", "//me:secret@")}` });
    expect(logger.lines).toHaveLength(1);
    expect(JSON.stringify(logger.lines)).not.toContain("secret");
  });
});
