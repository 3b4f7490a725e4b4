// Large files of the engines, read into memory that all isolates of a runner share. The runner and the bridges call it.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A file's bytes. They are read to where they stay: a copy on the way would be kept by nobody and still take its room. */
export function readShared(path: string): SharedArrayBuffer {
  const file = openSync(path, "r");
  try {
    const shared = new SharedArrayBuffer(fstatSync(file).size);
    const bytes = new Uint8Array(shared);
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(file, bytes, read, bytes.length - read, read);
      if (more === 0) throw new Error(`${path} became shorter while it was read.`);
      read += more;
    }
    return shared;
  } finally {
    closeSync(file);
  }
}
