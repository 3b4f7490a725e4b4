// The thread of `checkpoints.ts`: it carries the log of the database into the database each time it is told to.

import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

const database = new DatabaseSync((workerData as { path: string }).path);
const checkpoint = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort!.on("message", () => {
  // -1 when the log is not there.
  const pages = Number(checkpoint.get()!.log);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have none
  parentPort!.postMessage({ pages });
});
