// What runners say of their scripts, which is hostile until it was read.

import { describe, expect, it, test } from "vitest";
import { Measuring } from "../../src/sandbox/measurements.ts";
import { ManualClock } from "../support/manual-clock.ts";

describe("asking a runner what its scripts take", () => {
  it("asks once for all who want to know at the same time", async () => {
    let sent = 0;
    const measuring = new Measuring(new ManualClock());
    const asked = [measuring.ask(() => (sent += 1)), measuring.ask(() => (sent += 1))];
    expect(measuring.answer("[[7,1048576,2.5]]")).toBe(true);
    const uses = [{ cell: 7, memoryBytes: 1_048_576, cpuMs: 2.5 }];
    expect(await Promise.all(asked)).toEqual([uses, uses]);
    expect(sent).toBe(1);
  });

  it("gives a runner up that does not answer, or has ended", async () => {
    const clock = new ManualClock();
    const measuring = new Measuring(clock);
    const late = measuring.ask(() => {});
    clock.advance(500);
    expect(await late).toEqual([]);
    expect(measuring.answer("[[1,1,1]]")).toBe(false);
    const ended = measuring.ask(() => {});
    measuring.end();
    expect(await ended).toEqual([]);
  });

  test.each(["", "{}", "[1]", "[[1,2]]", '[["1",2,3]]', "[[1,-2,3]]", "[[1,1e999,3]]", "[null]"])(
    "takes no %s for an answer",
    (payload) => {
      expect(() => new Measuring(new ManualClock()).answer(payload)).toThrow();
    },
  );
});
