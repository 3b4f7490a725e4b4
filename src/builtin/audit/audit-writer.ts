// Writes the lines of the audit log: gathers them, chains them by hashes, puts full files aside, and goes on where a killed
// process stopped. A line is written, or counted as lost in the log itself; `audit.ts` feeds it.

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { appendFile, constants, open, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Clock } from "../../foundation/clock.ts";
import { describeThrown, HookloomError } from "../../foundation/errors.ts";
import type { BuiltinEnvironment } from "../builtin.ts";
import { Pause } from "../pause.ts";
import { numberedFiles, numberedPath, readEnd, type FileEnd } from "./audit-files.ts";
import { CHAIN_START, chainHash, formatBody, parseLine, sealLine, type AuditEntry, type AuditFormat } from "./audit-line.ts";
import { lockAudit } from "./audit-lock.ts";

export interface AuditWriterOptions {
  readonly path: string;
  readonly anchorPath: string;
  readonly format: AuditFormat;
  readonly flushMs: number;
  readonly queueLines: number;
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly anchorLines: number;
}

type Reports = Pick<BuiltinEnvironment, "log" | "publish">;

/** Between attempts to write while the disk does not take it, in milliseconds: doubled each time up to the second. */
const RETRY_MS = [500, 30_000] as const;

export class AuditWriter {
  readonly #options: AuditWriterOptions;
  readonly #clock: Clock;
  readonly #reports: Reports;
  readonly #unlock: () => void;
  #file: FileHandle | undefined;
  #sizeBytes: number;
  #sequence = 0;
  #hash = CHAIN_START;
  #anchored: number;
  #queue: AuditEntry[] = [];
  /** Lines that are being written. */
  #underWay = 0;
  #lost = 0;
  #cancelTimer: (() => void) | undefined;
  #writing: Promise<void> | undefined;
  #closing = false;
  readonly #pause: Pause;

  /** @throws HookloomError AUDIT_LOG_TAKEN, AUDIT_LOG_INVALID */
  constructor(options: AuditWriterOptions, clock: Clock, reports: Reports) {
    this.#options = options;
    this.#clock = clock;
    this.#pause = new Pause(clock);
    this.#reports = reports;
    mkdirSync(dirname(options.path), { recursive: true, mode: 0o700 });
    this.#unlock = lockAudit(options.path);
    try {
      const end = readEnd(options.path);
      this.#resume(end);
      this.#anchored = this.#sequence;
      // What is torn is written over by the line that keeps it.
      this.#sizeBytes = end.sizeBytes - end.tornBytes;
      if (end.tornBytes > 0) this.add({ timeMs: clock.now(), event: "AuditResumed", fields: { torn: end.torn } });
    } catch (thrown) {
      this.#unlock();
      throw cannotOpen(options.path, thrown);
    }
  }

  /** Takes a line, or counts it as lost when too many wait. Never throws. */
  add(entry: AuditEntry): void {
    if (this.#queue.length + this.#underWay >= this.#options.queueLines) {
      if (this.#lost === 0) this.#reports.log("error", { path: this.#options.path }, QUEUE_FULL);
      this.#lost += 1;
      return;
    }
    this.#queue.push(entry);
    if (this.#writing === undefined) this.#cancelTimer ??= this.#clock.after(this.#options.flushMs, () => void this.#writeAll());
  }

  /** Resolves when every line that was taken is in the file. While the disk does not take them, it waits with them. */
  async drain(): Promise<void> {
    while (this.#queue.length + this.#lost > 0 || this.#writing !== undefined) await this.#writeAll();
  }

  /** Writes what waits, tries once more if the disk does not take it, and gives the file free. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#pause.end();
    await this.drain();
    await this.#anchor();
    await this.#file?.close();
    this.#unlock();
  }

  #resume({ lastLine }: FileEnd): void {
    const newest = numberedFiles(this.#options.path).at(-1);
    const last = lastLine ?? (newest === undefined ? undefined : readEnd(numberedPath(this.#options.path, newest)).lastLine);
    if (last === undefined) return;
    const line = parseLine(last);
    if (line === undefined) {
      const message = `The last line of ${this.#options.path} is none of an audit log.`;
      throw new HookloomError("AUDIT_LOG_INVALID", message, { details: { path: this.#options.path } });
    }
    this.#sequence = line.sequence;
    this.#hash = line.hash;
  }

  #writeAll(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#writing ??= this.#writeBatches().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeBatches(): Promise<void> {
    while (this.#queue.length > 0 || this.#lost > 0) {
      const batch = this.#queue;
      this.#queue = [];
      // The queue was full when they were lost, so they come after everything in it.
      if (this.#lost > 0) batch.push({ timeMs: this.#clock.now(), event: "AuditLoss", fields: { lines: this.#lost } });
      this.#lost = 0;
      this.#underWay = batch.length;
      const lines = Buffer.from(batch.map((entry) => this.#seal(entry)).join(""));
      await this.#write(lines, batch.length);
      this.#underWay = 0;
      if (this.#sizeBytes >= this.#options.maxFileBytes) await this.#putAside();
      if (this.#sequence - this.#anchored >= this.#options.anchorLines) await this.#anchor();
    }
  }

  #seal(entry: AuditEntry): string {
    const { format } = this.#options;
    const body = formatBody(entry, format);
    this.#sequence += 1;
    this.#hash = chainHash(this.#hash, this.#sequence, body);
    return sealLine(body, format, this.#sequence, this.#hash);
  }

  // At its place and as often as it takes: a part that an attempt left behind is written over by the next.
  async #write(lines: Buffer, count: number): Promise<void> {
    const { path } = this.#options;
    for (let delayMs: number = RETRY_MS[0]; ; delayMs = Math.min(delayMs * 2, RETRY_MS[1])) {
      const isLast = this.#closing;
      try {
        const isNew = this.#file === undefined;
        this.#file ??= await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
        for (let done = 0; done < lines.length;)
          done += (await this.#file.write(lines, done, lines.length - done, this.#sizeBytes + done)).bytesWritten;
        this.#sizeBytes += lines.length;
        // What was torn may be longer than what was kept of it.
        if (isNew) await this.#file.truncate(this.#sizeBytes);
        return;
      } catch (thrown) {
        const waiting = isLast ? `${count} lines are lost` : `${count} lines wait`;
        this.#reports.log("error", { path }, `the audit log cannot be written, ${waiting}: ${describeThrown(thrown)}`);
        if (isLast) return;
        await this.#pause.wait(delayMs);
      }
    }
  }

  async #putAside(): Promise<void> {
    const { path, maxFiles } = this.#options;
    try {
      await this.#file?.close();
      this.#file = undefined;
      const numbers = numberedFiles(path);
      renameSync(path, numberedPath(path, (numbers.at(-1) ?? 0) + 1));
      this.#sizeBytes = 0;
      for (const number of numbers.slice(0, Math.max(0, numbers.length + 1 - maxFiles))) {
        const oldest = numberedPath(path, number);
        const last = parseLine(readEnd(oldest).lastLine ?? "")?.sequence ?? 0;
        rmSync(oldest);
        this.add({ timeMs: this.#clock.now(), event: "AuditRetired", fields: { file: basename(oldest), last } });
      }
    } catch (thrown) {
      this.#reports.log("error", { path }, `the audit log cannot be put aside, so it grows: ${describeThrown(thrown)}`);
    }
  }

  async #anchor(): Promise<void> {
    if (this.#sequence === this.#anchored) return;
    const anchor = { time: new Date(this.#clock.now()).toISOString(), sequence: this.#sequence, hash: this.#hash };
    this.#anchored = this.#sequence;
    try {
      await this.#file?.datasync();
      await appendFile(this.#options.anchorPath, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
    } catch (thrown) {
      const { anchorPath: path } = this.#options;
      this.#reports.log("error", { path }, `an anchor of the audit log cannot be written: ${describeThrown(thrown)}`);
    }
    this.#reports.publish("audit.anchored", anchor);
  }
}

function cannotOpen(path: string, thrown: unknown): HookloomError {
  if (thrown instanceof HookloomError) return thrown;
  const message = `The audit log ${path} cannot be opened: ${describeThrown(thrown)}`;
  return new HookloomError("AUDIT_LOG_INVALID", message, { details: { path }, cause: thrown });
}

const QUEUE_FULL = "the audit log is written more slowly than lines come; further lines are counted only";
