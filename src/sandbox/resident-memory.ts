// How much memory a process really holds. V8's own limits do not count everything a script can make it allocate, so the host
// looks from outside. Called by runner-process.ts while calls are under way.

import { readFileSync } from "node:fs";

const PAGE_BYTES = 4096;

/** Resident memory in bytes, or `undefined` where the operating system does not tell cheaply (anything but Linux). */
export function residentBytes(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}
