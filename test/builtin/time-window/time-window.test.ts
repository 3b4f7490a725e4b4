// Hours of the week: reading them, time zones with their summer time, and the hooks.

import { afterEach, describe, expect, it } from "vitest";
import { createWindows, isTimeZone, isWindow } from "../../../src/builtin/time-window/windows.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { startWith, type GuardedRuntime } from "../support.ts";

let guarded: GuardedRuntime | undefined;
afterEach(() => guarded?.runtime.close());

const isIn = (window: string, time: string, timeZone = "UTC"): boolean => createWindows([window], timeZone)(Date.parse(time));

describe("createWindows", () => {
  // 2026-03-06 is a Friday.
  it.each([
    ["09:00-17:00", "2026-03-06T09:00:00Z", true],
    ["09:00-17:00", "2026-03-06T16:59:59Z", true],
    ["09:00-17:00", "2026-03-06T17:00:00Z", false],
    ["mon-fri 09:00-17:00", "2026-03-07T10:00:00Z", false],
    ["sat,sun 00:00-24:00", "2026-03-07T23:59:59Z", true],
    ["fri-mon 00:00-24:00", "2026-03-09T01:00:00Z", true],
    ["fri-mon 00:00-24:00", "2026-03-10T01:00:00Z", false],
    ["fri 22:00-06:00", "2026-03-06T23:00:00Z", true],
    ["fri 22:00-06:00", "2026-03-07T05:59:00Z", true],
    ["fri 22:00-06:00", "2026-03-06T05:00:00Z", false],
    ["Fri 22:00 - 06:00", "2026-03-07T06:00:00Z", false],
  ])("%s has %s: %s", (window, time, expected) => {
    expect(isIn(window, time)).toBe(expected);
  });

  it("counts in the time zone, summer time included", () => {
    expect(isIn("09:00-17:00", "2026-01-15T08:30:00Z", "Europe/Berlin")).toBe(true);
    expect(isIn("09:00-17:00", "2026-01-15T07:30:00Z", "Europe/Berlin")).toBe(false);
    expect(isIn("09:00-17:00", "2026-07-15T07:30:00Z", "Europe/Berlin")).toBe(true);
    expect(isIn("mon 00:00-01:00", "2026-03-08T11:30:00Z", "Pacific/Auckland")).toBe(true);
  });

  it("knows what is no window and no time zone", () => {
    expect(["", "9-17", "mon", "24:00-25:00", "mon-xyz 09:00-17:00", "09:60-10:00", "24:00-01:00"].filter(isWindow)).toEqual([]);
    expect(["UTC", "Asia/Kolkata", "Mars/Olympus"].map(isTimeZone)).toEqual([true, true, false]);
    expect(() => createWindows(["never"], "UTC")).toThrow(RangeError);
  });
});

it("operations happen at their hours only", async () => {
  const clock = new ManualClock();
  clock.advance(Date.parse("2030-03-08T10:00:00Z") - clock.now());
  const rule = {
    points: ["BeforeToolExecution"],
    match: { tool_name: "deploy" },
    allow: ["mon-fri 09:00-17:00"],
    deny: ["fri 12:00-24:00"],
    time_zone: "UTC",
    reason: "Nobody is there.",
  };
  guarded = await startWith({ timeWindow: { enabled: true, rules: [rule] } }, { clock });
  const run = (tool_name: string): unknown => guarded!.runtime.run("BeforeToolExecution", { tool_name });
  expect(run("deploy")).toEqual({ type: "continue" });
  clock.advance(3 * 3_600_000);
  expect(run("deploy")).toMatchObject({
    type: "cancel",
    reason: "This may happen only at certain hours: mon-fri 09:00-17:00, not fri 12:00-24:00 (UTC). Nobody is there.",
  });
  expect(run("other")).toEqual({ type: "continue" });
  expect(await guarded.violations()).toHaveLength(1);
});
