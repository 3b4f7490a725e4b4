import { describe, expect, it } from "vitest";
import { chainHooks, createRuntime, results, timedHook, type HookFunction } from "../../src/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

async function run(hook: HookFunction, data: object): Promise<unknown> {
  await using runtime = await createRuntime({ logger: createRecordingLogger() });
  runtime.register("acme:deploy", hook, { id: "chain" });
  return await runtime.run("acme:deploy", data as Record<string, never>);
}

describe("a chain of hooks", () => {
  it("shows each the changes of those before it, and answers all of them as one", async () => {
    const seen: unknown[] = [];
    const outcome = await run(
      chainHooks(
        () => results.modified({ region: null, tags: { a: 1 } }),
        () => undefined,
        async ({ data, point }) => (seen.push(data, point), results.modified({ region: { name: "eu" } })),
        ({ data }) => void seen.push(data),
      ),
      { region: { name: "us", zone: 7 } },
    );
    expect(seen).toEqual([{ tags: { a: 1 } }, "acme:deploy", { region: { name: "eu" }, tags: { a: 1 } }]);
    expect(outcome).toMatchObject({ data: { region: { name: "eu" }, tags: { a: 1 } } });
  });

  it("ends at the first that decides, and continues when none has anything to say", async () => {
    const never: HookFunction = () => expect.fail("asked");
    expect(
      await run(
        chainHooks(
          () => results.skipped("no"),
          () => results.cancel("stop"),
          never,
        ),
        {},
      ),
    ).toMatchObject({
      type: "cancel",
      reason: "stop",
    });
    expect(
      await run(
        chainHooks(
          () => results.continue(),
          async () => undefined,
        ),
        {},
      ),
    ).toEqual({ type: "continue" });
  });
});

describe("a chain of hooks whose answers are nonsense", () => {
  it.each<[string, unknown]>([
    ["a text", "all new"],
    ["no result", { type: "maybe" }],
    ["a change that is no object", { type: "modified", data: 7 }],
  ])("refuses %s instead of changing data by it", async (_, answer) => {
    const chain = chainHooks(() => answer as never);
    await expect(async () => chain({ point: "acme:deploy", data: { region: "eu" } } as never)).rejects.toMatchObject({
      code: "RESULT_INVALID",
    });
  });
});

describe("a timed hook", () => {
  it("tells of slow calls, whether they answer, throw or are waited for", async () => {
    const clock = new ManualClock();
    const told: number[] = [];
    const options = { clock, slowMs: 10, onSlow: (ms: number) => void told.push(ms) };
    const taking = (ms: number, then: () => void = () => {}): HookFunction =>
      timedHook(() => (clock.advance(ms), then()), options);
    await run(taking(10), {});
    await run(taking(11), {});
    await run(
      taking(12, () => expect.fail("thrown")),
      {},
    );
    await run(
      timedHook(async () => {
        await Promise.resolve();
        clock.advance(13);
        return results.continue();
      }, options),
      {},
    );
    expect(told).toEqual([11, 12, 13]);
  });
});
