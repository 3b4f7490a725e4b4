// Built-in hooks: what each adds to what a host waits for, and how fast the audit log takes lines. The baseline is the same run
// without it, in the same process.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltinOptions } from "../../src/builtin/index.ts";
import { createRuntime, quiet, TOOL_CALL } from "../hookloom.ts";
import { median, nanosecondsPerCall } from "../measure.ts";
import { microseconds, nanoseconds, perSecond, printRows, times } from "../row.ts";

const COUNT = 1000;
const ROUNDS = 151;
const AUDIT_LINES = 200_000;

const stateDir = mkdtempSync(join(tmpdir(), "hookloom-bench-"));

/** Nanoseconds of a synchronous run with a native hook and a built-in; what it did afterwards is waited for, but not counted. */
async function runWith(builtin: BuiltinOptions, point = "BeforeToolExecution"): Promise<number> {
  const runtime = await createRuntime({ logger: quiet, stateDir, builtin: { metrics: { enabled: false }, ...builtin } });
  runtime.register(point, () => undefined);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(nanosecondsPerCall(() => runtime.run(point, TOOL_CALL), COUNT, 1));
    await runtime.drain();
  }
  await runtime.close();
  return median(rounds);
}

// The first one compiles.
await runWith({});
const bare = await runWith({});
const metrics = await runWith({ metrics: { enabled: true } });
const audit = await runWith({ audit: { enabled: true, tools: ["*"], queueLines: 1_000_000 } });
const limit = { name: "all", points: ["BeforeToolExecution"], limit: 1_000_000_000, window_ms: 1000 };
const rateLimit = await runWith({ rateLimit: { enabled: true, rules: [limit] } });

const runtime = await createRuntime({
  logger: quiet,
  stateDir,
  builtin: {
    metrics: { enabled: false },
    audit: { enabled: true, path: "rate.log", queueLines: 1_000_000, maxFileKb: 1_048_576 },
  },
});
const startedMs = performance.now();
for (let line = 0; line < AUDIT_LINES; line += 1) {
  await runtime.run("AuthSuccess", { peer_addr: "192.168.1.100:54321", method: "totp" });
  if (line % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
}
await runtime.drain();
const linesPerSecond = (AUDIT_LINES / (performance.now() - startedMs)) * 1000;
await runtime.close();
const bytesPerLine = statSync(join(stateDir, "rate.log")).size / AUDIT_LINES;
rmSync(stateDir, { recursive: true });

const baseline = `one native hook and no built-in ${nanoseconds(bare)}`;
const row = (what: string, measuredNs: number, targetUs: number, target: string) => ({
  what,
  measured: microseconds((measuredNs - bare) / 1000),
  target,
  met: measuredNs - bare <= targetUs * 1000,
  baseline,
  ratio: `a run takes ${times(measuredNs / bare)} as long`,
});

printRows([
  row("metrics: what they add to a run", metrics, 100, "<= 100 µs"),
  row("audit log: what it adds to a run", audit, 5000, "<= 5 ms"),
  row("rate limit in memory: what it adds to a run", rateLimit, 100, "<= 100 µs"),
  {
    what: "audit log: lines recorded, chained by hashes and written",
    measured: `${perSecond(linesPerSecond)}, ${Math.round(bytesPerLine)} bytes a line`,
  },
]);
