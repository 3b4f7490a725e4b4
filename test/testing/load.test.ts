// Load tests: what is counted, and how figures are held against a service level.

import { afterEach, describe, expect, it } from "vitest";
import { createRuntime, results, type Runtime } from "../../src/index.ts";
import { runLoad, type LoadResult } from "../../src/testing/load/run-load.ts";
import { judge, parseServiceLevel, type LoadFigures } from "../../src/testing/load/service-level.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

let runtime: Runtime;
afterEach(() => runtime.close());

async function load(register: (runtime: Runtime) => void, concurrency = 4, payloads: object[] = [{}]): Promise<LoadResult> {
  runtime = await createRuntime({ logger: createRecordingLogger(), breaker: { failureThreshold: 3, openMs: 60_000 } });
  register(runtime);
  return runLoad(runtime, { point: "test:x", payloads: payloads as never, concurrency, durationMs: 100, warmUpMs: 0 });
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("a load test", () => {
  it("keeps as many runs under way as it is told, and measures each", async () => {
    let underWay = 0;
    let most = 0;
    const { runs, figures } = await load((made) =>
      made.register("test:x", async () => {
        most = Math.max(most, (underWay += 1));
        await pause();
        underWay -= 1;
      }),
    );
    expect(most).toBe(4);
    expect(runs).toBeGreaterThanOrEqual(4);
    const { p50, p95, p99, max, average, throughput, success } = figures;
    expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((a, b) => a - b));
    expect(p50).toBeGreaterThan(4);
    expect(average).toBeGreaterThan(4);
    expect(throughput).toBeGreaterThan(0);
    expect(success).toBe(100);
  });

  it("counts runs in which a hook failed, or was not asked because it had", async () => {
    const fail = (): never => {
      throw new Error("out of order");
    };
    const { figures, failures, runs } = await load((made) => made.register("test:x", fail), 1);
    expect(figures.success).toBe(0);
    expect(failures).toEqual({ HOOK_FAILED: 3, HOOK_BREAKER_OPEN: runs - 3 });
  });

  it("counts a cancel as a success", async () => {
    expect((await load((made) => made.register("test:x", () => results.cancel("no")))).figures.success).toBe(100);
  });

  it("asks with its payloads in turn, and names hooks that none of them concerned", async () => {
    const seen = new Set<unknown>();
    const { neverAsked } = await load(
      (made) => {
        made.register("test:x", ({ data }) => void seen.add(data.n), { id: "asked" });
        made.register("test:x", () => undefined, { id: "unasked", match: { n: 3 } });
      },
      2,
      [{ n: 1 }, { n: 2 }],
    );
    expect(seen).toEqual(new Set([1, 2]));
    expect(neverAsked).toEqual(["unasked"]);
  });
});

describe("a service level", () => {
  const FIGURES: LoadFigures = { average: 10, p50: 9, p95: 20, p99: 30, max: 40, throughput: 1000, success: 99.5 };

  it("has limits at most for times, and at least for throughput and success", () => {
    const verdicts = judge(FIGURES, { average: 10, p95: 19.9, throughput: 1000, success: 99.6 });
    expect(verdicts.map(({ figure, met }) => [figure, met])).toEqual([
      ["average", true],
      ["p95", false],
      ["throughput", true],
      ["success", false],
    ]);
  });

  it("is read from a list of limits", () => {
    expect(parseServiceLevel("average=50, p95=75.5,success=99")).toEqual({ average: 50, p95: 75.5, success: 99 });
  });

  it.each(["", "p95", "p95=fast", "p98=1", "p95=1,,p99=2"])("is refused as %j", (text) => {
    expect(() => parseServiceLevel(text)).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });
});
