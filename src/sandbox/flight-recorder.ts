// Which call a runner was in when it ended. The runner writes the id of every call into a file it shares with the host
// before it enters the script, so that the host blames the right one even when answers were still under way. Unlike a
// frame, that costs no wake-up of the host.

import { closeSync, openSync, readSync, unlinkSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class FlightRecorder {
  readonly fd: number;
  readonly #path: string;

  constructor() {
    this.#path = join(tmpdir(), `hookloom-${process.pid}-${randomBytes(8).toString("hex")}`);
    this.fd = openSync(this.#path, "wx+", 0o600);
    // The open file is enough; where that is not so (Windows), `close` deletes it.
    this.#unlink();
  }

  /** Id of the last call entered, 0 when there was none. */
  lastCall(): number {
    const bytes = Buffer.alloc(4);
    return readSync(this.fd, bytes, 0, 4, 0) === 4 ? bytes.readUInt32LE(0) : 0;
  }

  close(): void {
    closeSync(this.fd);
    this.#unlink();
  }

  #unlink(): void {
    try {
      unlinkSync(this.#path);
    } catch {
      // Gone already, or still open where open files cannot be deleted.
    }
  }
}
