// Whether an audit log is as it was written, and if not, which lines were changed, removed, inserted or moved. `hookloom
// audit verify` calls it.

import { existsSync, readFileSync } from "node:fs";
import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import { numberedFiles, numberedPath } from "./audit-files.ts";
import { CHAIN_START, chainHash, parseLine, type AuditLine } from "./audit-line.ts";
import { outOfOrder } from "./out-of-order.ts";

export type AuditFaultKind = "changed" | "removed" | "inserted" | "reordered" | "torn" | "rewritten";

/** One thing that is not as it was written. */
export interface AuditFault {
  readonly kind: AuditFaultKind;
  /** Where it shows. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface AuditReport {
  readonly files: number;
  readonly lines: number;
  /** Numbers of the first and the last line; 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** Anchors that were compared. */
  readonly anchors: number;
  /** In the order of the files. */
  readonly faults: readonly AuditFault[];
}

interface Found extends AuditLine {
  readonly file: string;
  readonly line: number;
}

interface Anchor {
  readonly time: string;
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Reads a log with the files that were put aside before it, and compares it with its anchors. `onFile` is told before each file how
 * many were read.
 * @throws HookloomError AUDIT_LOG_INVALID when there is no such file, or the anchors are none
 */
export function verifyAudit(
  path: string,
  anchorPath = `${path}.anchors`,
  onFile: (read: number, files: number) => void = () => {},
): AuditReport {
  const files = [...numberedFiles(path).map((number) => numberedPath(path, number)), path].filter((file) => existsSync(file));
  if (files.length === 0) throw new HookloomError("AUDIT_LOG_INVALID", `There is no audit log ${path}.`, { details: { path } });
  const anchors = readAnchors(anchorPath);
  const check = new Check();
  for (const [read, file] of files.entries()) {
    onFile(read, files.length);
    check.read(file);
  }
  check.compareLines();
  check.compareAnchors(anchors);
  return { files: files.length, anchors: anchors.length, ...check.report(files) };
}

class Check {
  readonly #found: Found[] = [];
  readonly #bySequence = new Map<number, Found[]>();
  readonly #faults: AuditFault[] = [];
  /** Numbers of lines that are there but cannot be read. */
  readonly #unreadable = new Set<number>();

  read(file: string): void {
    const lines = readFileSync(file, "utf8").split("\n");
    const torn = lines.pop() ?? "";
    let strange: number[] = [];
    for (const [at, text] of lines.entries()) {
      const parsed = parseLine(text);
      if (parsed === undefined) {
        strange.push(at + 1);
        continue;
      }
      this.#judgeStrange(file, strange, parsed.sequence);
      strange = [];
      const found = { ...parsed, file, line: at + 1 };
      this.#found.push(found);
      this.#bySequence.set(parsed.sequence, [...(this.#bySequence.get(parsed.sequence) ?? []), found]);
    }
    this.#judgeStrange(file, strange, undefined);
    if (torn !== "")
      this.#tell("torn", { file, line: lines.length + 1 }, "the line has no end: its writer was killed, or it was cut off");
  }

  /** Lines that are none of an audit log: in the place of lines that are missing there, or between those that follow each other. */
  #judgeStrange(file: string, strange: readonly number[], next: number | undefined): void {
    const before = this.#found.at(-1)?.sequence ?? 0;
    const missing = next === undefined ? 0 : next - before - 1;
    for (const [at, line] of strange.entries()) {
      if (at >= missing) {
        this.#tell("inserted", { file, line }, "the line is none of an audit log");
        continue;
      }
      const sequence = before + 1 + at;
      this.#unreadable.add(sequence);
      this.#tell("changed", { file, line }, `#${sequence} was changed beyond recognition`);
    }
  }

  compareLines(): void {
    const genuine = [...this.#bySequence.values()].map((same) => this.#genuineOf(same));
    for (const line of genuine) this.#compareHash(line);
    this.#findMissing();
    const kept = new Set(genuine);
    const inPlace = this.#found.filter((line) => kept.has(line));
    for (const at of outOfOrder(inPlace.map(({ sequence }) => sequence))) {
      const line = inPlace[at]!;
      const before = inPlace[at - 1];
      this.#tell(
        "reordered",
        line,
        `#${line.sequence} does not belong here, ${before ? `after #${before.sequence}` : "at the beginning"}`,
      );
    }
  }

  /** Of several lines with one number, the one that fits its neighbours; the others were inserted. */
  #genuineOf(same: readonly Found[]): Found {
    const genuine =
      same.find((line) => this.#follows(line) && this.#isFollowed(line)) ?? same.find((line) => this.#follows(line));
    for (const line of same) {
      if (line !== (genuine ?? same[0]))
        this.#tell("inserted", line, `there is another #${line.sequence}, to which the lines around it fit`);
    }
    return genuine ?? same[0]!;
  }

  #compareHash(line: Found): void {
    const before = line.sequence - 1;
    const predecessors = this.#bySequence.get(before);
    // Without its predecessor, a line cannot be recomputed; that one is missing is told by itself.
    if (this.#follows(line) || (before > 0 && predecessors === undefined)) return;
    // When the predecessor has lost its hash, and what comes after fits, that explains it.
    if (this.#isFollowed(line) && predecessors?.some((each) => this.#follows(each)) === false) return;
    this.#tell("changed", line, `#${line.sequence} was changed, or #${before} before it was rewritten with a new hash`);
  }

  #findMissing(): void {
    const numbers = [...this.#bySequence.keys()].sort((a, b) => a - b);
    let expected = 1 + this.#retiredUntil(numbers[0] ?? 1);
    for (const number of numbers) {
      const missing = Array.from({ length: Math.min(number - expected, 100_000) }, (_, at) => expected + at);
      const removed = missing.filter((each) => !this.#unreadable.has(each));
      const at = this.#bySequence.get(number)![0]!;
      if (removed.length > 0)
        this.#tell("removed", at, `${describeRange(removed)} before #${number} ${removed.length === 1 ? "was" : "were"} removed`);
      expected = number + 1;
    }
  }

  /** The last line of the files that were deleted because they were the oldest, if the log begins after them. */
  #retiredUntil(first: number): number {
    const told = this.#found.filter(({ body }) =>
      /^(?:\[[^\]]*\] AuditRetired |\{"time":"[^"]*","event":"AuditRetired")/.test(body),
    );
    const lasts = told.map(({ body }) => Number(/\blast(?:=|":)(\d+)\}?$/.exec(body)?.[1]));
    return lasts.includes(first - 1) ? first - 1 : 0;
  }

  compareAnchors(anchors: readonly Anchor[]): void {
    const first = this.#found[0]?.sequence ?? 1;
    const last = this.#found.at(-1);
    const lastNumber = this.#found.reduce((most, { sequence }) => Math.max(most, sequence), 0);
    for (const { sequence, hash, time } of anchors) {
      const there = this.#bySequence.get(sequence);
      const place = there?.[0] ?? last;
      if (sequence < first || place === undefined || there?.some((line) => line.hash === hash)) continue;
      if (there !== undefined)
        this.#tell(
          "rewritten",
          place,
          `#${sequence} is not what the anchor of ${time} holds: it, or what is before it, was written anew`,
        );
      else if (sequence > lastNumber)
        this.#tell(
          "removed",
          place,
          `the lines up to #${sequence} after this one were removed, which the anchor of ${time} holds`,
        );
    }
  }

  report(files: readonly string[]): Pick<AuditReport, "lines" | "first" | "last" | "faults"> {
    const numbers = this.#found.map(({ sequence }) => sequence);
    const faults = this.#faults.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line);
    return { lines: numbers.length, first: numbers[0] ?? 0, last: numbers.at(-1) ?? 0, faults };
  }

  #follows(line: Found): boolean {
    const before = line.sequence === 1 ? [CHAIN_START] : (this.#bySequence.get(line.sequence - 1) ?? []).map(({ hash }) => hash);
    return before.some((hash) => chainHash(hash, line.sequence, line.body) === line.hash);
  }

  #isFollowed(line: Found): boolean {
    const next = this.#bySequence.get(line.sequence + 1) ?? [];
    return next.some((each) => chainHash(line.hash, each.sequence, each.body) === each.hash);
  }

  #tell(kind: AuditFaultKind, { file, line }: { file: string; line: number }, message: string): void {
    this.#faults.push({ kind, file, line, message });
  }
}

function describeRange(numbers: readonly number[]): string {
  return numbers.length === 1 ? `#${numbers[0]}` : `#${numbers[0]} to #${numbers.at(-1)}`;
}

function readAnchors(path: string): Anchor[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  // The last one may have been cut off with its writer.
  const torn = lines.pop() ?? "";
  return [...lines, ...(parseAnchor(torn) === undefined ? [] : [torn])].map((line, at) => {
    const anchor = parseAnchor(line);
    if (anchor !== undefined) return anchor;
    throw new HookloomError("AUDIT_LOG_INVALID", `${path}:${at + 1} is no anchor of an audit log.`, { details: { path } });
  });
}

function parseAnchor(line: string): Anchor | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const { time, sequence, hash } = isJsonObject(value) ? value : {};
    return typeof time === "string" && Number.isInteger(sequence) && typeof hash === "string"
      ? { time, sequence: sequence as number, hash }
      : undefined;
  } catch {
    return undefined;
  }
}
