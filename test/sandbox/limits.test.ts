// The table of limits says of each what it is, and errors made from it say what to do.

import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/foundation/error-codes.ts";
import { describeExceeded, LIMITS, limitValue, SCRIPT_LIMITS, type Limit } from "../../src/sandbox/limits.ts";
import { RunnerFault } from "../../src/sandbox/faults.ts";
import type { SandboxObserver } from "../../src/sandbox/language-sandbox.ts";
import { ScriptErrors } from "../../src/sandbox/script-errors.ts";

describe("the table of limits", () => {
  it.each<Limit>(LIMITS)("has $name within its bounds, under a code of its own kind", (limit) => {
    expect(limit.least).toBeLessThanOrEqual(limit.default ?? limit.most);
    expect(limit.most).toBeGreaterThanOrEqual(limit.default ?? limit.least);
    expect(Object.keys(ERROR_CODES)).toContain(limit.code);
    expect(limit.default === undefined).toBe(limit.defaultText !== undefined && limit.name !== "timeout_ms");
    expect(SCRIPT_LIMITS[limit.key]).toBe(limit.default);
  });
});

describe("a limit that was exceeded", () => {
  it("says which it is, what it is, what was used, and how to raise it", () => {
    const tellings: unknown[] = [];
    const exceeded = describeExceeded("cpu_ms", "spend/cap.lua", 50, 71);
    expect(exceeded.message).toBe(
      "spend/cap.lua exceeded cpu_ms, which is 50: used 71 ms of processor time in one call." +
        ' To raise it: [scripts."spend/cap.lua".limits] cpu_ms = 100',
    );
    const observer = { limitExceeded: (...told: unknown[]) => void tellings.push(told) } as Partial<SandboxObserver>;
    const limits = { ...SCRIPT_LIMITS, memoryMb: 64, loadMs: 1000, cpuMs: 50 };
    const errors = new ScriptErrors("spend/cap.lua", limits, observer as SandboxObserver);
    expect(errors.exceeded("cpu_ms", 71)).toMatchObject({
      message: expect.stringContaining(exceeded.message),
      code: "SCRIPT_CPU_EXCEEDED",
      details: { script: "spend/cap.lua", limit: "cpu_ms", value: 50, used: 71 },
    });
    expect(tellings).toEqual([["spend/cap.lua", exceeded]]);
  });

  it("names who chose it when a hook or the run of a hook has less or more time than the script", () => {
    const told: string[] = [];
    const observer = { limitExceeded: (_id: string, { message }: { message: string }) => void told.push(message) };
    const limits = { ...SCRIPT_LIMITS, memoryMb: 64, loadMs: 1000, timeoutMs: 100 };
    const errors = new ScriptErrors("a.js", limits, observer as Partial<SandboxObserver> as SandboxObserver);
    for (const timeoutMs of [100, 30]) errors.ofCall(new RunnerFault("timeout", "it was stopped"), timeoutMs);
    expect(told).toEqual([
      'a.js exceeded timeout_ms, which is 100: used 100 ms. To raise it: [scripts."a.js".limits] timeout_ms = 200',
      "a.js exceeded timeout_ms, which is 30: used 30 ms. It is what the hook asks for with timeout_ms, or what was left of the time of who asked it.",
    ]);
  });

  it("is raised no further than it can be", () => {
    expect(describeExceeded("host_calls", "a.js", 600, 601).message).toContain("host_calls = 1000");
    expect(describeExceeded("host_calls", "a.js", 1000, 1001).message).toContain("It cannot be raised.");
  });

  it("that a script does not have is 0", () => {
    expect([limitValue(SCRIPT_LIMITS, "cpu_ms"), limitValue(SCRIPT_LIMITS, "result_depth")]).toEqual([0, 64]);
  });
});
