// What the audit log promises about its lines: each is written or counted, in order, over full files, disks that fail and
// processes that are killed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuditWriter, type AuditWriterOptions } from "../../../src/builtin/audit/audit-writer.ts";
import { numberedFiles } from "../../../src/builtin/audit/audit-files.ts";
import { verifyAudit } from "../../../src/builtin/audit/verify-audit.ts";
import { systemClock } from "../../../src/foundation/clock.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;
let clock: ManualClock;
let writers: AuditWriter[];
let told: { level: string; message: string }[];
let published: { type: string; data: unknown }[];

beforeEach(() => {
  folder = createTemporaryFolder();
  path = join(folder.path, "audit.log");
  clock = new ManualClock();
  writers = [];
  told = [];
  published = [];
});
afterEach(async () => {
  for (const writer of writers) await writer.close();
  folder.dispose();
});

function open(options: Partial<AuditWriterOptions> = {}): AuditWriter {
  const defaults = { format: "text" as const, flushMs: 50, queueLines: 100, maxFileBytes: 1e6, maxFiles: 10, anchorLines: 1000 };
  const writer = new AuditWriter({ path, anchorPath: `${path}.anchors`, ...defaults, ...options }, clock, {
    log: (level, _details, message) => void told.push({ level, message }),
    publish: (type, data) => void published.push({ type, data }),
  });
  writers.push(writer);
  return writer;
}

function add(writer: AuditWriter, count: number, text = "line"): void {
  for (let number = 1; number <= count; number += 1)
    writer.add({ timeMs: clock.now(), event: "AuthSuccess", fields: { peer_addr: `${text} ${number}`, method: "totp" } });
}

const lines = (file = path): string[] => readFileSync(file, "utf8").split("\n").slice(0, -1);

describe("a line of the audit log", () => {
  it("is the time, the event and its fields, then number and hash", async () => {
    const writer = open();
    writer.add({
      timeMs: Date.UTC(2026, 1, 16, 10, 30, 15, 123),
      event: "AuthFailure",
      fields: { peer_addr: "10.0.0.1:9", attempts: 3 },
    });
    await writer.drain();
    expect(lines()).toEqual([
      expect.stringMatching(/^\[2026-02-16 10:30:15\.123\] AuthFailure peer_addr="10\.0\.0\.1:9" attempts=3 #1 [0-9a-f]{64}$/),
    ]);
  });

  it("is one object of JSON where that is asked for", async () => {
    const writer = open({ format: "json" });
    add(writer, 1);
    await writer.drain();
    expect(JSON.parse(lines()[0]!)).toEqual({
      time: "2026-01-01T00:00:00.000Z",
      event: "AuthSuccess",
      data: { peer_addr: "line 1", method: "totp" },
      seq: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("stays one line, whatever a client sends to look like another", async () => {
    const writer = open();
    writer.add({
      timeMs: 0,
      event: "AuthSuccess",
      fields: { peer_addr: 'x"\n[2026-02-16] AuthSuccess #9\u2028\u009b\r', "a b\n": 1 },
    });
    await writer.drain();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain(String.raw`peer_addr="x\"\n[2026-02-16] AuthSuccess #9\u2028\u009b\r" "a b\n"=1 #1`);
    expect(verifyAudit(path).faults).toEqual([]);
  });

  it("shows that a long value was cut", async () => {
    const writer = open();
    writer.add({ timeMs: 0, event: "ConfigReload", fields: { changes: "x".repeat(5000) } });
    await writer.drain();
    expect(lines()[0]).toContain(`${"x".repeat(2000)}…"`);
  });
});

describe("the audit log", () => {
  it("gathers lines and writes them when the time is over", async () => {
    const writer = open();
    add(writer, 3);
    expect(existsSync(path)).toBe(false);
    clock.advance(50);
    await writer.drain();
    expect(lines()).toHaveLength(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it("writes all lines in order, those that come while it writes included", async () => {
    const writer = open({ queueLines: 10_000 });
    for (let round = 0; round < 50; round += 1) {
      add(writer, 20, `round ${round}`);
      if (round % 10 === 0) clock.advance(50);
      if (round % 7 === 0) await Promise.resolve();
    }
    await writer.drain();
    expect(verifyAudit(path)).toMatchObject({ lines: 1000, last: 1000, faults: [] });
  });

  it("counts lines that find no place, and says how many there were", async () => {
    const writer = open({ queueLines: 10 });
    add(writer, 25);
    expect(told).toEqual([{ level: "error", message: expect.stringContaining("further lines are counted only") }]);
    await writer.drain();
    add(writer, 1);
    await writer.drain();
    expect(lines().map((line) => /\] (\w+ \w+=[^ ]+)/.exec(line)![1])).toEqual([
      ...Array.from({ length: 10 }, () => 'AuthSuccess peer_addr="line'),
      "AuditLoss lines=15",
      'AuthSuccess peer_addr="line',
    ]);
    expect(verifyAudit(path).faults).toEqual([]);
  });

  it("waits while the disk does not take its lines, and goes on when it does", async () => {
    const writer = open();
    mkdirSync(path);
    add(writer, 3);
    clock.advance(50);
    await expect
      .poll(() => told)
      .toContainEqual({ level: "error", message: expect.stringContaining("cannot be written, 3 lines wait") });
    rmdirSync(path);
    add(writer, 2);
    clock.advance(500);
    await writer.drain();
    expect(verifyAudit(path)).toMatchObject({ lines: 5, faults: [] });
  });

  it("says how many lines are lost when it is closed while the disk does not take them", async () => {
    const writer = open();
    mkdirSync(path);
    add(writer, 3);
    await writer.close();
    expect(told).toContainEqual({ level: "error", message: expect.stringContaining("cannot be written, 3 lines are lost") });
  });

  it("puts full files aside and keeps the chain over them", async () => {
    const writer = open({ maxFileBytes: 1000, maxFiles: 100 });
    for (let round = 0; round < 20; round += 1) {
      add(writer, 3);
      await writer.drain();
    }
    expect(numberedFiles(path).length).toBeGreaterThan(3);
    expect(verifyAudit(path)).toMatchObject({ files: numberedFiles(path).length + 1, first: 1, last: 60, faults: [] });
  });

  it("deletes the oldest of too many files, and says so in the log", async () => {
    const writer = open({ maxFileBytes: 1000, maxFiles: 2 });
    for (let round = 0; round < 20; round += 1) {
      add(writer, 3);
      await writer.drain();
    }
    expect(numberedFiles(path)).toHaveLength(2);
    const report = verifyAudit(path);
    expect(report.first).toBeGreaterThan(1);
    expect(report.faults).toEqual([]);
  });

  it("shows that a whole file was taken out", async () => {
    const writer = open({ maxFileBytes: 1000 });
    for (let round = 0; round < 10; round += 1) {
      add(writer, 3);
      await writer.drain();
    }
    const [, second] = numberedFiles(path);
    truncateSync(`${path}.${second}`);
    expect(verifyAudit(path).faults).toEqual([expect.objectContaining({ kind: "removed" })]);
  });

  it("writes anchors now and then and at the end, and publishes them", async () => {
    const writer = open({ anchorLines: 10 });
    add(writer, 25);
    await writer.drain();
    add(writer, 3);
    await writer.close();
    const anchors = lines(`${path}.anchors`).map((line) => JSON.parse(line) as { sequence: number });
    expect(anchors.map(({ sequence }) => sequence)).toEqual([25, 28]);
    expect(published).toEqual(anchors.map((data) => ({ type: "audit.anchored", data })));
    expect(verifyAudit(path)).toMatchObject({ anchors: 2, faults: [] });
  });
});

describe("an audit log that is opened again", () => {
  it("goes on with the chain", async () => {
    add(open(), 3);
    await writers[0]!.close();
    add(open(), 3);
    await writers[1]!.close();
    expect(verifyAudit(path)).toMatchObject({ lines: 6, last: 6, faults: [] });
  });

  it("goes on with the chain of the file that was put aside last", async () => {
    add(open({ maxFileBytes: 100 }), 3);
    await writers[0]!.close();
    expect(existsSync(path)).toBe(false);
    add(open(), 3);
    await writers[1]!.close();
    expect(verifyAudit(path)).toMatchObject({ files: 2, last: 6, faults: [] });
  });

  it.each([20, 3000])("keeps %i characters of a line that was half written, and replaces it", async (length) => {
    add(open(), 2);
    await writers[0]!.close();
    appendFileSync(path, `[2026-02-16 10:30:15.123] AuthFailure ${"x".repeat(length)}`);
    add(open(), 1);
    await writers[1]!.close();
    expect(lines()[2]).toContain('AuditResumed torn="[2026-02-16 10:30:15.123] AuthFailure xxxx');
    expect(verifyAudit(path)).toMatchObject({ lines: 4, faults: [] });
  });

  it("is refused when its file is none", () => {
    writeFileSync(path, "dear diary\n");
    expect(() => open()).toThrow(expect.objectContaining({ code: "AUDIT_LOG_INVALID" }));
    rmSync(path);
    mkdirSync(path);
    expect(() => open()).toThrow(expect.objectContaining({ code: "AUDIT_LOG_INVALID" }));
  });

  it("is refused while another writes it, and free after that", async () => {
    const first = open();
    expect(() => open()).toThrow(expect.objectContaining({ code: "AUDIT_LOG_TAKEN" }));
    await first.close();
    expect(() => open()).not.toThrow();
  });

  it("goes on with the chain after its writer was killed", async () => {
    for (let round = 0; round < 3; round += 1) await writeUntilKilled();
    const last = verifyAudit(path);
    const writer = new AuditWriter(
      {
        path,
        anchorPath: `${path}.anchors`,
        format: "text",
        flushMs: 50,
        queueLines: 100,
        maxFileBytes: 1e9,
        maxFiles: 10,
        anchorLines: 1000,
      },
      systemClock,
      { log: (level, _details, message) => void told.push({ level, message }), publish: () => {} },
    );
    add(writer, 3);
    await writer.close();
    const report = verifyAudit(path);
    expect(report.faults).toEqual([]);
    expect(report.last).toBeGreaterThanOrEqual(last.last + 3);
    expect(report.lines).toBe(report.last);
  });
});

/** Runs a process that writes the log without end, and kills it while it does. */
async function writeUntilKilled(): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "endless-writer.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}
