// A settings file of an agent as it was before we changed it, and what we left it as: it is given back byte by byte as long as
// nobody else has changed it. `installer.ts` and the migration of commands keep one.

import { createHash } from "node:crypto";

export interface KeptFile {
  /** The file as it was before, in base64; null when there is nothing to give back. */
  readonly before: string | null;
  /** What we left it as. */
  readonly after_sha256: string;
}

/** What is kept when a file becomes another; `undefined` stands for no file. */
export function keepFile(before: string | undefined, after: string): KeptFile {
  return {
    before: before === undefined ? null : Buffer.from(before, "utf8").toString("base64"),
    after_sha256: sha256(after),
  };
}

/** Whether nobody else has changed a file since. */
export function isAsWeLeftIt(text: string, { after_sha256 }: KeptFile): boolean {
  return sha256(text) === after_sha256;
}

/** The text that is given back; `undefined` when there is none. */
export function textBefore({ before }: KeptFile): string | undefined {
  return before === null ? undefined : Buffer.from(before, "base64").toString("utf8");
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
