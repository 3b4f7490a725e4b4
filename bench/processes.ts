// What a process and those it started take of the machine, as Linux tells it.

import { readdirSync, readFileSync } from "node:fs";

export interface MemoryUse {
  /** What would be free without these processes: pages that several of them share are counted once. */
  readonly together: number;
  /** What each has, added up: shared pages are counted as often as they are shared. */
  readonly addedUp: number;
}

/** A process and those under it. */
export function processTree(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const found = [root];
  // Those that are found while it goes on are gone through as well.
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found;
}

/** Resident memory of processes, in MB. */
export function memoryOf(pids: readonly number[]): MemoryUse {
  let privateKb = 0;
  let addedUpKb = 0;
  // The proportional size would say less than it is: programs that are not ours share Node's pages too.
  const sharedKb = new Map<string, number>();
  for (const pid of pids) {
    let mapping = "";
    for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
      const [name, kilobytes] = line.split(/:? +/);
      if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) mapping = mappedFile(pid, line);
      else if (name === "Rss") addedUpKb += Number(kilobytes);
      else if (name === "Private_Clean" || name === "Private_Dirty") privateKb += Number(kilobytes);
      else if (name === "Shared_Clean" || name === "Shared_Dirty") {
        const key = `${mapping} ${name}`;
        sharedKb.set(key, Math.max(sharedKb.get(key) ?? 0, Number(kilobytes)));
      }
    }
  }
  const onceKb = [...sharedKb.values()].reduce((sum, kilobytes) => sum + kilobytes, 0);
  return { together: (privateKb + onceKb) / 1024, addedUp: addedUpKb / 1024 };
}

/** Processor time that processes have taken until now, in milliseconds. */
export function processorMs(pids: readonly number[]): number {
  const threads = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`),
  );
  return threads.reduce((sum, path) => sum + Number(readFileSync(path, "utf8").split(" ")[0]) / 1e6, 0);
}

/** The part of a file that a line of the map is about; memory without a file is this process's own, even when it is shared. */
function mappedFile(pid: number, line: string): string {
  const [range, , offset, device, inode] = line.split(" ");
  return inode === "0" ? `${pid} ${range}` : `${device} ${inode} ${offset}`;
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return Number.NaN; // It has ended meanwhile.
  }
}
