// Whether verifying finds what was done to an audit log, and says which line.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHAIN_START, chainHash, formatBody, sealLine } from "../../../src/builtin/audit/audit-line.ts";
import { outOfOrder } from "../../../src/builtin/audit/out-of-order.ts";
import { verifyAudit } from "../../../src/builtin/audit/verify-audit.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = createTemporaryFolder({});
  path = join(folder.path, "audit.log");
});
afterEach(() => folder.dispose());

/** Lines as the writer makes them. */
function makeLines(count: number, format: "text" | "json" = "text", text = "line"): string[] {
  let hash = CHAIN_START;
  return Array.from({ length: count }, (_, at) => {
    const body = formatBody({ timeMs: at, event: "AuthSuccess", fields: { text: `${text} ${at + 1}` } }, format);
    hash = chainHash(hash, at + 1, body);
    return sealLine(body, format, at + 1, hash).trimEnd();
  });
}

function write(lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
}

/** What is found, as `kind line number: message`. */
function faults(): string[] {
  return verifyAudit(path).faults.map(({ kind, line, message }) => `${kind} in line ${line}: ${message}`);
}

describe.each(["text", "json"] as const)("an audit log in %s", (format) => {
  const LINES = makeLines(9, format);

  it("is found as it was written", () => {
    write(LINES);
    expect(verifyAudit(path)).toEqual({ files: 1, lines: 9, first: 1, last: 9, anchors: 0, faults: [] });
  });

  it("shows a changed line", () => {
    write(LINES.with(4, LINES[4]!.replace("line 5", "line V")));
    expect(faults()).toEqual([expect.stringContaining("changed in line 5: #5 was changed")]);
  });

  it("shows that the last line was changed", () => {
    write(LINES.with(8, LINES[8]!.replace("line 9", "line X")));
    expect(faults()).toEqual([expect.stringContaining("changed in line 9: #9 was changed")]);
  });

  it("shows a line whose hash was changed, and only that", () => {
    write(LINES.with(4, LINES[4]!.replace(/[0-9a-f]{64}/, "f".repeat(64))));
    expect(faults()).toEqual([expect.stringContaining("changed in line 5: #5 was changed")]);
  });

  it("shows a line that was changed beyond recognition", () => {
    write(LINES.with(4, "nothing happened"));
    expect(faults()).toEqual(["changed in line 5: #5 was changed beyond recognition"]);
  });

  it("shows removed lines", () => {
    write(LINES.toSpliced(3, 1));
    expect(faults()).toEqual(["removed in line 4: #4 before #5 was removed"]);
    write(LINES.toSpliced(3, 3));
    expect(faults()).toEqual(["removed in line 4: #4 to #6 before #7 were removed"]);
  });

  it("shows that the first lines were removed", () => {
    write(LINES.slice(2));
    expect(faults()).toEqual(["removed in line 1: #1 to #2 before #3 were removed"]);
  });

  it("shows an inserted line, whether it has a number and a hash or not", () => {
    write(LINES.toSpliced(3, 0, "[2026-01-01 00:00:00.000] AuthSuccess"));
    expect(faults()).toEqual(["inserted in line 4: the line is none of an audit log"]);
    write(LINES.toSpliced(3, 0, makeLines(4, format, "forged")[3]!));
    expect(faults()).toEqual([expect.stringContaining("inserted in line 4: there is another #4")]);
  });

  it("shows a line that was put in twice", () => {
    write(LINES.toSpliced(6, 0, LINES[1]!));
    expect(faults()).toEqual([expect.stringContaining("inserted in line 7: there is another #2")]);
  });

  it("shows the line that was moved, not those it was moved past", () => {
    write([...LINES.slice(0, 2), ...LINES.slice(3, 7), LINES[2]!, ...LINES.slice(7)]);
    expect(faults()).toEqual(["reordered in line 7: #3 does not belong here, after #7"]);
    write([LINES[7]!, ...LINES.slice(0, 7), LINES[8]!]);
    expect(faults()).toEqual(["reordered in line 1: #8 does not belong here, at the beginning"]);
  });

  it("shows a last line without an end", () => {
    writeFileSync(path, `${LINES.join("\n")}\n[2026-02`);
    expect(faults()).toEqual([expect.stringContaining("torn in line 10")]);
  });

  it("shows several faults at once, in the order of the lines", () => {
    const lines = LINES.with(1, LINES[1]!.replace("line 2", "line II"));
    write(lines.toSpliced(5, 1));
    expect(faults().map((fault) => fault.slice(0, 17))).toEqual(["changed in line 2", "removed in line 6"]);
  });
});

describe("the anchors of an audit log", () => {
  const anchorOf = (line: string): string => {
    const [, sequence, hash] = /#(\d+) ([0-9a-f]{64})$/.exec(line)!;
    return `${JSON.stringify({ time: "2026-02-16T10:30:15.123Z", sequence: Number(sequence), hash })}\n`;
  };

  it("fit a log as it was written", () => {
    const lines = makeLines(9);
    write(lines);
    writeFileSync(`${path}.anchors`, anchorOf(lines[3]!) + anchorOf(lines[8]!));
    expect(verifyAudit(path)).toMatchObject({ anchors: 2, faults: [] });
  });

  it("show that lines were written anew with hashes that fit", () => {
    writeFileSync(`${path}.anchors`, anchorOf(makeLines(9)[8]!));
    write(makeLines(9, "text", "forged"));
    expect(faults()).toEqual([expect.stringContaining("rewritten in line 9: #9 is not what the anchor of 2026-02-16")]);
  });

  it("show that the end was cut off", () => {
    const lines = makeLines(9);
    writeFileSync(`${path}.anchors`, anchorOf(lines[8]!));
    write(lines.slice(0, 6));
    expect(faults()).toEqual([expect.stringContaining("removed in line 6: the lines up to #9 after this one were removed")]);
  });

  it("are refused when they are none", () => {
    write(makeLines(1));
    writeFileSync(`${path}.anchors`, "{}\n");
    expect(() => verifyAudit(path)).toThrow(expect.objectContaining({ code: "AUDIT_LOG_INVALID" }));
  });
});

describe("any single change to an audit log", () => {
  it("is found", () => {
    const lines = makeLines(20);
    const text = lines.map((line) => `${line}\n`).join("");
    write(lines);
    const anchors = /#(\d+) ([0-9a-f]{64})$/.exec(lines.at(-1)!)!;
    writeFileSync(
      `${path}.anchors`,
      `${JSON.stringify({ time: "2026-02-16T10:30:15.123Z", sequence: Number(anchors[1]), hash: anchors[2] })}\n`,
    );
    const change = fc.record({ at: fc.nat(text.length - 1), remove: fc.nat(300), insert: fc.string({ maxLength: 5 }) });
    fc.assert(
      fc.property(change, ({ at, remove, insert }) => {
        const changed = text.slice(0, at) + insert + text.slice(at + remove);
        writeFileSync(path, changed);
        const found = changed.length === 0 ? 1 : verifyAudit(path).faults.length;
        expect(found > 0).toBe(readFileSync(path, "utf8") !== text);
      }),
      { numRuns: 300 },
    );
  });
});

describe("outOfOrder", () => {
  it("leaves an ascending list, as long as any that can be left", () => {
    const longest = (numbers: readonly number[]): number => {
      const lengths = numbers.map(() => 1);
      for (const [at, number] of numbers.entries())
        for (let earlier = 0; earlier < at; earlier += 1)
          if (numbers[earlier]! < number) lengths[at] = Math.max(lengths[at]!, lengths[earlier]! + 1);
      return Math.max(0, ...lengths);
    };
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100), { maxLength: 30 }), (numbers) => {
        const moved = new Set(outOfOrder(numbers));
        const rest = numbers.filter((_, at) => !moved.has(at));
        expect(rest).toEqual(rest.toSorted((a, b) => a - b));
        expect(rest).toHaveLength(longest(numbers));
      }),
    );
  });
});
