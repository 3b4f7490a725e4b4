// Events under load: a script that subscribes, and a minute of a hundred publishers with ten thousand subscriptions.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { createBus, DATA, SOURCE, turn, usedBytes } from "../events.ts";
import { createRuntime, quiet } from "../hookloom.ts";
import { median } from "../measure.ts";
import { mebibytes, perSecond, printRows } from "../row.ts";

setFlagsFromString("--expose-gc");
globalThis.gc ??= (await import("node:vm")).runInNewContext("gc") as typeof globalThis.gc;

const scriptRate = await measureScript();
const minute = await measureMinute();

printRows([
  {
    what: "a JavaScript script that subscribes, in batches",
    measured: perSecond(scriptRate),
    target: ">= 100,000 /s",
    met: scriptRate >= 100_000,
  },
  {
    what: "10,000 subscriptions, 100 publishers, one minute, 100,000 deliveries a second",
    measured: `p99 ${minute.p99Ms.toFixed(1)} ms, memory ${mebibytes(minute.grownBytes / 1_048_576)} more after it than after the first ten seconds`,
    target: "p99 < 5 ms, flat memory",
    met: minute.p99Ms < 5 && minute.grownBytes < 2_097_152,
    baseline: `${perSecond(minute.rate)} deliveries were made`,
  },
]);

async function measureScript(): Promise<number> {
  const REPORT = 1000;
  const PORTION = 2000;
  const COUNT = 100_000;
  const folder = mkdtempSync(join(tmpdir(), "hookloom-bench-"));
  writeFileSync(
    join(folder, "listener.js"),
    `import { events } from "hookloom";
let count = 0;
events.on("load.*", () => { if (++count % ${REPORT} === 0) events.publish("heard.load", { count }); });`,
  );
  const grants = { "listener.js": { publish: ["heard.*"], subscribe: ["load.*"] } };
  const runtime = await createRuntime({ scriptsDir: folder, watch: false, logger: quiet, grants });
  let heard = 0;
  runtime.subscribe("heard.load", ({ data }) => (heard = data.count as number));
  let sent = 0;
  const rates: number[] = [];
  for (let round = -1; round < 3; round += 1) {
    const startedMs = performance.now();
    const end = sent + COUNT;
    while (heard < end) {
      // The queue of a script holds 10,000.
      for (let index = 0; index < PORTION && sent < end && sent - heard < 8000; index += 1, sent += 1)
        runtime.events.publish("load.event", DATA, SOURCE);
      await turn();
    }
    if (round >= 0) rates.push((COUNT / (performance.now() - startedMs)) * 1000);
  }
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
  return median(rates);
}

async function measureMinute(): Promise<{ p99Ms: number; grownBytes: number; rate: number }> {
  const PUBLISHERS = 100;
  const SUBSCRIPTIONS = 10_000;
  const PERIOD_MS = 100;
  const DURATION_MS = 60_000;
  const bus = createBus();
  // In steps of 0.1 ms, so that counting takes no memory.
  const latencies = new Uint32Array(10_000);
  let deliveries = 0;
  for (let index = 0; index < SUBSCRIPTIONS; index += 1) {
    bus.subscribe(`load.publisher${index % PUBLISHERS}.*`, ({ data }) => {
      const step = Math.floor((performance.now() - (data.sent_ms as number)) * 10);
      latencies[Math.min(step, latencies.length - 1)]! += 1;
      deliveries += 1;
    });
  }
  const startedMs = performance.now();
  const timers = Array.from({ length: PUBLISHERS }, (_, publisher) => {
    const source = { component: `publisher${publisher}` };
    const publish = (): void =>
      void bus.publish(`load.publisher${publisher}.event`, { ...DATA, sent_ms: performance.now() }, source);
    // Publishers do not all publish at the same moment.
    let timer: NodeJS.Timeout = globalThis.setTimeout(() => (timer = setInterval(publish, PERIOD_MS)), publisher % PERIOD_MS);
    return () => clearInterval(timer);
  });
  await setTimeout(10_000);
  const early = usedBytes();
  await setTimeout(DURATION_MS - 10_000);
  const late = usedBytes();
  for (const stop of timers) stop();
  const rate = (deliveries / (performance.now() - startedMs)) * 1000;
  let left = deliveries * 0.01;
  let step = latencies.length - 1;
  while (step > 0 && (left -= latencies[step]!) > 0) step -= 1;
  await bus.close();
  return { p99Ms: (step + 1) / 10, grownBytes: late - early, rate };
}
