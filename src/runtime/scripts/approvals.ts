// Which versions of scripts the operator has approved, where `sandbox.trust` is "pinned": by id and content hash, in a file of
// the state folder, each with the text that was approved, to show what has changed since. `hookloom trust` writes it, and
// `script-file.ts` asks before it loads anything.

import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import { readStateFile, writeStateFile } from "../../foundation/state-file.ts";

/** What somebody approved. */
export interface Approval {
  /** SHA-256 of the text, in hexadecimal digits. */
  readonly hash: string;
  /** ISO 8601. */
  readonly approvedAt: string;
  readonly source: string;
}

/** Whom a host trusts with its scripts: whoever can write into their folder, or only who approved their text. */
export const TRUSTS = ["folder", "pinned"] as const;
export type Trust = (typeof TRUSTS)[number];

/** The identity of a version: the hash of its text. */
export function hashOf(source: string): string {
  return createHash("sha256").update(source).digest("hex");
}

export class Approvals {
  readonly path: string;

  /** `stateDir` is made if it is not there. */
  constructor(stateDir: string) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    this.path = join(stateDir, "approvals.json");
  }

  /** What was approved of a script; `undefined` when nothing was. @throws HookloomError STATE_UNREADABLE */
  of(scriptId: string): Approval | undefined {
    return this.#read().get(scriptId);
  }

  /** Approves a text of a script. @throws HookloomError STATE_UNREADABLE */
  approve(scriptId: string, source: string, now: Date): void {
    const approvals = this.#read().set(scriptId, { hash: hashOf(source), approvedAt: now.toISOString(), source });
    const stored = [...approvals].map(([id, { hash, approvedAt, source: text }]) => {
      return [id, { hash, approved_at: approvedAt, source: text }] as const;
    });
    writeStateFile(this.path, Object.fromEntries(stored));
  }

  /**
   * Insists that a text of a script was approved.
   * @throws HookloomError SCRIPT_NOT_APPROVED, STATE_UNREADABLE
   */
  require(scriptId: string, source: string): void {
    const approval = this.of(scriptId);
    const hash = hashOf(source);
    if (approval?.hash === hash) return;
    const what =
      approval === undefined ? "is new and was not approved" : `has changed since it was approved on ${approval.approvedAt}`;
    const message = `${scriptId} ${what}. Look at it and approve it with: hookloom trust ${scriptId}`;
    const details = { script: scriptId, hash, ...(approval && { approved_hash: approval.hash }) };
    throw new HookloomError("SCRIPT_NOT_APPROVED", message, { place: { file: scriptId }, details });
  }

  #read(): Map<string, Approval> {
    const read = (stored: unknown): Map<string, Approval> => {
      if (!isJsonObject(stored)) throw new TypeError("it is no object");
      return new Map(Object.entries(stored).map(([id, approval]) => [id, parseApproval(approval)]));
    };
    return readStateFile(this.path, "approvals of scripts", read) ?? new Map();
  }
}

function parseApproval(stored: unknown): Approval {
  const { hash, approved_at: approvedAt, source } = isJsonObject(stored) ? stored : {};
  if (typeof hash !== "string" || typeof approvedAt !== "string" || typeof source !== "string") {
    throw new TypeError("an approval without its hash, its time or its text");
  }
  return { hash, approvedAt, source };
}
