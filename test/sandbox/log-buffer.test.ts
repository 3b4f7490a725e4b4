// Log lines from the guest's hand to the host's, through shared memory that a script may have scribbled over.

import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogBuffer, hasLogLines, LOG_BUFFER_UNITS, LOG_LEVELS, takeLogLines } from "../../src/sandbox/log-buffer.ts";

const BASE = readFileSync(new URL("../../src/sandbox/guest/base.js", import.meta.url), "utf8");
const MAX_LINE = 4096;

/** A buffer with the guest's own writer on its other side, in a world of its own. */
function connect() {
  const units = createLogBuffer();
  const createGuestBase = runInNewContext(BASE) as (buffer: SharedArrayBuffer) => { writeLog(level: number, text: string): void };
  return { units, writeLog: createGuestBase(units.buffer).writeLog };
}

const NOTHING = { lines: [], dropped: 0 };

describe("the log buffer", () => {
  it("is empty at first", () => {
    const { units } = connect();
    expect(hasLogLines(units)).toBe(false);
    expect(takeLogLines(units)).toEqual(NOTHING);
  });

  it("hands lines on with their level, in order, once", () => {
    const { units, writeLog } = connect();
    for (const level of LOG_LEVELS.keys()) writeLog(level, `line ${level}`);
    writeLog(1, "");
    writeLog(1, "日本 😀 \ud800");
    expect(hasLogLines(units)).toBe(true);
    expect(takeLogLines(units)).toEqual({
      lines: [
        { level: "debug", text: "line 0" },
        { level: "info", text: "line 1" },
        { level: "warn", text: "line 2" },
        { level: "error", text: "line 3" },
        { level: "info", text: "" },
        { level: "info", text: "日本 😀 \ud800" },
      ],
      dropped: 0,
    });
    expect(hasLogLines(units)).toBe(false);
    expect(takeLogLines(units)).toEqual(NOTHING);
  });

  it("cuts long lines", () => {
    const { units, writeLog } = connect();
    writeLog(1, "x".repeat(MAX_LINE));
    writeLog(1, "y".repeat(MAX_LINE + 1));
    expect(takeLogLines(units).lines.map(({ text }) => text)).toEqual(["x".repeat(MAX_LINE), "y".repeat(MAX_LINE)]);
  });

  it("counts what does not fit, and has room again when it was emptied", () => {
    const { units, writeLog } = connect();
    for (let line = 0; line < 20; line += 1) writeLog(1, "x".repeat(MAX_LINE));
    const { lines, dropped } = takeLogLines(units);
    expect(lines.length).toBe(Math.floor((LOG_BUFFER_UNITS - 2) / (MAX_LINE + 2)));
    expect(lines.length + dropped).toBe(20);
    writeLog(1, "again");
    expect(takeLogLines(units)).toEqual({ lines: [{ level: "info", text: "again" }], dropped: 0 });
  });

  it("can be filled to the last unit, and then says that it is full", () => {
    const { units, writeLog } = connect();
    const room = LOG_BUFFER_UNITS - 2;
    for (let left = room; left > 0; left -= Math.min(left, MAX_LINE + 2))
      writeLog(1, "x".repeat(Math.min(left, MAX_LINE + 2) - 2));
    expect(units[0]).toBe(LOG_BUFFER_UNITS);
    writeLog(1, "");
    const { lines, dropped } = takeLogLines(units);
    expect(lines.reduce((sum, { text }) => sum + text.length + 2, 0)).toBe(room);
    expect(dropped).toBe(1);
  });

  it("says that there is something when all that happened is that a line was dropped", () => {
    const { units } = connect();
    units[1] = 3;
    expect(hasLogLines(units)).toBe(true);
    expect(takeLogLines(units)).toEqual({ lines: [], dropped: 3 });
  });

  it("does not lose count of dropped lines by counting too far", () => {
    const { units, writeLog } = connect();
    units[0] = LOG_BUFFER_UNITS;
    units[1] = 0xfffe;
    for (let line = 0; line < 5; line += 1) writeLog(1, "x");
    expect(units[1]).toBe(0xffff);
  });

  it("hands on whatever lines the guest wrote, or counts them", () => {
    const line = fc.tuple(
      fc.nat(3),
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 50 }),
        fc.nat(5000).map((length) => "x".repeat(length)),
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40, size: "max" }), (written) => {
        const { units, writeLog } = connect();
        for (const [level, text] of written) writeLog(level, text);
        const { lines, dropped } = takeLogLines(units);
        expect(lines.length + dropped).toBe(written.length);
        const expected = written.map(([level, text]) => ({ level: LOG_LEVELS[level]!, text: text.slice(0, MAX_LINE) }));
        // What was kept is what was written, without those that did not fit.
        let at = 0;
        for (const kept of lines) {
          while (at < expected.length && !(expected[at]!.level === kept.level && expected[at]!.text === kept.text)) at += 1;
          expect(at).toBeLessThan(expected.length);
          at += 1;
        }
        if (dropped === 0) expect(lines).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a log buffer that a script has scribbled over", () => {
  it("is read without harm, within bounds, and is empty afterwards", () => {
    const unit = fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 1, 2, 3, LOG_BUFFER_UNITS - 1, LOG_BUFFER_UNITS, 0xffff));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), fc.nat(LOG_BUFFER_UNITS - 60), (scribble, offset) => {
        const { units, writeLog } = connect();
        units.set(scribble.slice(0, 4));
        units.set(scribble.slice(4), offset);
        const { lines, dropped } = takeLogLines(units);
        expect(lines.reduce((sum, { text }) => sum + text.length + 2, 0)).toBeLessThanOrEqual(LOG_BUFFER_UNITS);
        expect(dropped).toBeLessThanOrEqual(0xffff);
        expect(lines.every(({ level }) => LOG_LEVELS.includes(level))).toBe(true);
        expect(hasLogLines(units)).toBe(false);
        writeLog(2, "works again");
        expect(takeLogLines(units)).toEqual({ lines: [{ level: "warn", text: "works again" }], dropped: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it.each([0, 1, 3, LOG_BUFFER_UNITS + 1, 0xffff])("is read to its end when it claims that %d units are used", (used) => {
    const { units } = connect();
    units.fill(0xffff, 2);
    units[0] = used;
    const { lines } = takeLogLines(units);
    expect(lines.length).toBeLessThanOrEqual(1);
    expect(hasLogLines(units)).toBe(false);
  });

  it("holds as many empty lines as there is room for, and no more", () => {
    const { units } = connect();
    units.fill(0);
    units[0] = 0xffff;
    expect(takeLogLines(units).lines).toHaveLength((LOG_BUFFER_UNITS - 2) / 2);
  });

  it("does not make the guest write beyond its end", () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(MAX_LINE), (used, length) => {
        const { units, writeLog } = connect();
        units[0] = used;
        writeLog(1, "x".repeat(length));
        expect(units).toHaveLength(LOG_BUFFER_UNITS);
        takeLogLines(units);
        expect(hasLogLines(units)).toBe(false);
      }),
    );
  });
});
