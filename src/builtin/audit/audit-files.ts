// The files of an audit log: the one that is written, and those that were put aside under ascending numbers. The writer and
// verifying look here.

import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A line is shorter than this, whatever it holds. */
const LONGEST_LINE_BYTES = 1024 * 1024;

/** The numbers of the files that were put aside, oldest first. */
export function numberedFiles(path: string): number[] {
  const prefix = `${basename(path)}.`;
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
  const endings = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return endings
    .filter((ending) => /^[1-9]\d{0,8}$/.test(ending))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The path of a file that was put aside. */
export function numberedPath(path: string, number: number): string {
  return join(dirname(path), `${basename(path)}.${number}`);
}

/** How a file ends. */
export interface FileEnd {
  readonly sizeBytes: number;
  /** The last line that ends in a line break, without it. */
  readonly lastLine: string | undefined;
  /** What stands after it, when the writer was killed in the middle of a line. */
  readonly torn: string;
  readonly tornBytes: number;
}

/** How a file ends; as if it were empty when it is not there. */
export function readEnd(path: string): FileEnd {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return { sizeBytes: 0, lastLine: undefined, torn: "", tornBytes: 0 };
    throw thrown;
  }
  try {
    const sizeBytes = fstatSync(file).size;
    const end = Buffer.alloc(Math.min(sizeBytes, 2 * LONGEST_LINE_BYTES));
    readSync(file, end, 0, end.length, sizeBytes - end.length);
    const lastBreak = end.lastIndexOf(0x0a);
    const torn = end.subarray(lastBreak + 1);
    const before = end.subarray(0, Math.max(0, lastBreak));
    const lastLine = lastBreak < 0 ? undefined : before.subarray(before.lastIndexOf(0x0a) + 1).toString();
    return { sizeBytes, lastLine, torn: torn.toString(), tornBytes: torn.length };
  } finally {
    closeSync(file);
  }
}
