// A process of the test of `kill -9`: looks whether what was acknowledged to earlier ones is there, then publishes until it is
// killed, and prints the positions that are on the disk.

import { writeSync } from "node:fs";
import { Archive } from "../../../src/events/archive.ts";
import { EventBus } from "../../../src/events/event-bus.ts";
import { SqliteStore } from "../../../src/events/storage/sqlite-store.ts";
import { systemClock } from "../../../src/foundation/clock.ts";
import { uuidSource } from "../../../src/foundation/ids.ts";

// Loading is most of what a process does, so the first one only does that: those that are killed leave no compiled code behind.
if (process.argv.length === 2) process.exit();
const [path = "", looked = "0", acknowledged = "0"] = process.argv.slice(2);

const fail = (error: unknown): never => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
};
const store = new SqliteStore(path, { maxEvents: 100_000_000 }, systemClock, fail);
const bus = new EventBus(systemClock, uuidSource, fail, { archive: new Archive(store) });

let position = Number(looked);
while (position < Number(acknowledged)) {
  const found = bus.query({ after: position, limit: 10_000 });
  if (found.length === 0) fail(`nothing is kept after ${position}, and ${acknowledged} was acknowledged`);
  for (const publication of found) {
    if (publication.position !== position + 1 || publication.event.data.number !== position + 1)
      fail(`${position + 1} is missing`);
    position += 1;
  }
}
if ((store.consumerPosition("reader") ?? 0) < Number(acknowledged)) fail("the consumer's position is missing");

position = store.lastPosition;
for (;;) {
  for (let count = 0; count < 50; count += 1)
    bus.publish("load.event", { number: (position += 1), text: "x".repeat(100) }, { component: "load" });
  store.acknowledge("reader", position);
  await bus.flush();
  writeSync(1, `${position}\n`);
}
