// The file around a memory snapshot: says what it was made with and proves that it is whole. Called by bridge.ts.

import { createHash } from "node:crypto";

const MAGIC = "hookloom python snapshot 1\n";
/** Bytes before the snapshot; a multiple of 4, because it is read in words. */
export const HEADER_LENGTH = 128;

/** The snapshot in this file is not one this bridge can restore; a new one has to be made. */
export class SnapshotMismatch extends Error {
  readonly code = "ASSET_MISMATCH";
  constructor(reason: string) {
    super(`the snapshot does not fit: ${reason}`);
    this.name = "SnapshotMismatch";
  }
}

export function wrapSnapshot(snapshot: Uint8Array, key: string): Uint8Array {
  const file = new Uint8Array(HEADER_LENGTH + snapshot.length);
  file.set(Buffer.from(describe(snapshot, key)));
  file.set(snapshot, HEADER_LENGTH);
  return file;
}

/** @throws SnapshotMismatch unless the file is whole and was made with `key` */
export function checkSnapshot(file: SharedArrayBuffer, key: string): void {
  const header = Buffer.from(new Uint8Array(file, 0, Math.min(HEADER_LENGTH, file.byteLength))).toString("latin1");
  if (file.byteLength < HEADER_LENGTH || !header.startsWith(MAGIC)) throw new SnapshotMismatch("it is something else");
  if (!header.startsWith(MAGIC + key)) throw new SnapshotMismatch("it was made with another version");
  const expected = describe(new Uint8Array(file, HEADER_LENGTH), key);
  if (!header.startsWith(expected)) throw new SnapshotMismatch("it is damaged");
}

function describe(snapshot: Uint8Array, key: string): string {
  return `${MAGIC}${key}\n${createHash("sha256").update(snapshot).digest("hex")}\n`;
}
