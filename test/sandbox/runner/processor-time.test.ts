import { describe, expect, it } from "vitest";
import { ProcessorTime, threadCpuMs } from "../../../src/sandbox/runner/processor-time.ts";

describe("processor time of a thread", () => {
  it("goes on while the thread works, and not while it waits for something", () => {
    const beganMs = threadCpuMs();
    while (threadCpuMs() - beganMs < 5);
    const workedMs = threadCpuMs();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(threadCpuMs() - workedMs).toBeLessThan(100);
  });
});

describe("processor time of a script", () => {
  it("is summed up over a minute, and then begins anew", () => {
    const time = new ProcessorTime();
    time.add(30, 1000);
    time.add(20, 60_000);
    expect(time.usedMs(61_000)).toBe(50);
    expect(time.usedMs(61_001)).toBe(0);
  });
});
