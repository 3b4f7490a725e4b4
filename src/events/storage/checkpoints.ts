// Has the log of the database carried into the database now and then, on another thread: it writes and waits for the disk, which
// takes tenths of a second on some, and would hold the event loop up. `sqlite-store.ts` tells of what it wrote.

import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";

/** Pages of 4 KiB that are written to the log before it is carried over: about 8 MiB. */
const PAGES = 2048;
/**
 * A log that grows while it is carried over never begins anew. When it has so many pages, 256 MiB, we carry over the rest ourselves, which is
 * little then.
 */
const MAX_PAGES = 65_536;
/** What a commit writes at least, and how many characters of events fill a page with what its indexes take. */
const PAGES_OF_COMMIT = 6;
const CHARACTERS_OF_PAGE = 2000;

const ENDING = import.meta.url.endsWith(".ts") ? "ts" : "js";

export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #written = 0;
  #thread: Worker | undefined;
  #running = false;
  #closed = false;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Notes that a batch with so many characters was written. */
  note(characters: number): void {
    this.#written += PAGES_OF_COMMIT + characters / CHARACTERS_OF_PAGE;
    if (this.#written < PAGES || this.#running || this.#closed) return;
    this.#written = 0;
    this.#running = true;
    this.#thread ??= this.#startThread();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none
    this.#thread.postMessage("checkpoint");
  }

  /** Resolves when the thread has ended. What is in the log stays there. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.terminate();
  }

  #startThread(): Worker {
    const thread = new Worker(new URL(`./checkpoint-thread.${ENDING}`, import.meta.url), { workerData: { path: this.#path } });
    thread.unref();
    thread.on("message", ({ pages }: { pages: number }) => this.#finish(pages));
    // Without the thread, the log is carried over when it has become large, and when the store is closed.
    thread.on("error", () => {
      this.#thread = undefined;
      this.#finish(MAX_PAGES);
    });
    return thread;
  }

  #finish(pages: number): void {
    this.#running = false;
    if (pages >= MAX_PAGES && !this.#closed) this.#database.exec("PRAGMA wal_checkpoint(RESTART)");
  }
}
