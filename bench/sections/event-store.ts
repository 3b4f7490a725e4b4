// Events in SQLite: what is kept and what is read back, with the disk waited for at the end of each.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createBus, DATA, EventArchive, SOURCE, SqliteStore, systemClock, turn, TYPE } from "../events.ts";
import { median } from "../measure.ts";
import { perSecond, printRows, times } from "../row.ts";

const COUNT = 200_000;
const ROUNDS = 3;
const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));

const persisted: number[] = [];
const replayed: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const store = new SqliteStore(join(folder, `${round}.db`), { maxEvents: 10_000_000 }, systemClock, (error) => {
    throw error;
  });
  const bus = createBus({ archive: new EventArchive(store) });
  persisted.push(
    await rate(async () => {
      for (let done = 0; done < COUNT; done += 1000) {
        for (let index = 0; index < 1000; index += 1) bus.publish(TYPE, DATA, SOURCE);
        await turn();
      }
      await bus.flush();
    }),
  );
  let seen = 0;
  replayed.push(
    await rate(async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      using _subscription = bus.subscribe(
        "**",
        () => {
          seen += 1;
          if (seen === COUNT) resolve();
        },
        { after: 0 },
      );
      await promise;
    }),
  );
  await bus.close();
}

// The same rows, as most programs would write and read them.
const naive = new DatabaseSync(join(folder, "naive.db"));
naive.exec("PRAGMA journal_mode = WAL; CREATE TABLE events (position INTEGER PRIMARY KEY, type TEXT, time TEXT, event TEXT)");
const insert = naive.prepare("INSERT INTO events (type, time, event) VALUES (?, ?, ?)");
const NAIVE_COUNT = 5000;
const naivePersisted = await rate(() => {
  for (let index = 0; index < NAIVE_COUNT; index += 1)
    insert.run(TYPE, new Date().toISOString(), JSON.stringify({ type: TYPE, source: SOURCE, data: DATA }));
  return Promise.resolve();
}, NAIVE_COUNT);
const naiveReplayed = await rate(() => {
  for (const row of naive.prepare("SELECT * FROM events ORDER BY position").iterate()) JSON.parse(row.event as string);
  return Promise.resolve();
}, NAIVE_COUNT);
naive.close();
rmSync(folder, { recursive: true, force: true });

async function rate(act: () => Promise<void>, count = COUNT): Promise<number> {
  const startedMs = performance.now();
  await act();
  return (count / (performance.now() - startedMs)) * 1000;
}

printRows([
  {
    what: "events published and on the disk, SQLite",
    measured: perSecond(median(persisted)),
    target: ">= 150,000 /s",
    met: median(persisted) >= 150_000,
    baseline: `an INSERT for each event: ${perSecond(naivePersisted)}`,
    ratio: `${times(median(persisted) / naivePersisted)} as many`,
  },
  {
    what: "events replayed from SQLite to a subscription",
    measured: perSecond(median(replayed)),
    target: ">= 800,000 /s",
    met: median(replayed) >= 800_000,
    baseline: `rows iterated, their JSON parsed: ${perSecond(naiveReplayed)}`,
    ratio: `${times(median(replayed) / naiveReplayed)} as many`,
  },
]);
