// Rows of script hooks are asked in one journey to the sandbox, and nobody can tell but by the clock.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime, type HookOutcome, type Runtime } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

const LENGTH = 6;
const ROW = `import { on, cancel, continue_, modified, sleep } from "hookloom";
const entered = [];
for (let i = 0; i < ${LENGTH}; i += 1) {
  on("test:row", { id: "hook-" + i, failure_mode: "fail_open", match: { ["skip_" + i]: { exists: false } } }, (ctx) => {
    entered.push(i);
    const act = ctx.data.plan[i];
    if (act === "continue") return continue_();
    if (act === "modified") return modified({ trail: [...ctx.data.trail, i] });
    if (act === "skips the next") return modified({ ["skip_" + (i + 1)]: true });
    if (act === "cancel") return cancel("by " + i);
    if (act === "throws") throw new Error("no " + i);
    if (act === "waits") return sleep(1).then(() => modified({ trail: [...ctx.data.trail, i] }));
    if (act === "waits silently") return sleep(1).then(() => {});
  });
}
on("test:entered", () => cancel(JSON.stringify(entered.splice(0))));`;
const named = (language: "js" | "lua" | "py", id: string): string =>
  ({
    js: `import { on, modified } from "hookloom";
on("test:languages", (ctx) => ctx.data.quiet ? undefined : modified({ trail: [...ctx.data.trail, "${id}"] }));`,
    lua: `local hookloom = require "hookloom"
hookloom.on("test:languages", function(ctx)
  if ctx.data.quiet then return end
  local trail = ctx.data.trail
  trail[#trail + 1] = "${id}"
  return hookloom.modified({ trail = trail })
end)`,
    py: `from hookloom import on, modified
@on("test:languages")
def name(ctx):
    if not ctx.data.get("quiet"): return modified({"trail": ctx.data["trail"] + ["${id}"]})`,
  })[language];
const ENDLESS = `import { on, cancel } from "hookloom";
on("test:endless", { id: "first", priority: 3 }, () => {});
on("test:endless", { id: "endless", priority: 2, timeout_ms: 50 }, () => { for (;;); });
on("test:endless", { id: "last", priority: 1 }, () => cancel("after all"));`;

const BROKEN_ROW = {
  "broken1.js": `import { on } from "hookloom";
on("test:broken", { priority: 3 }, () => {});`,
  "broken2.lua": `local hookloom = require "hookloom"
hookloom.on("test:broken", { priority = 2, fields = { "secret" } }, function() return hookloom.cancel("seen") end)`,
  "broken3.js": `import { on, cancel } from "hookloom";
let entered = 0;
on("test:broken", { priority: 1 }, () => { entered += 1; });
on("test:broken-entered", () => cancel(String(entered)));`,
};

const ACTS = ["silent", "continue", "modified", "skips the next", "cancel", "throws", "waits", "waits silently"] as const;
type Act = (typeof ACTS)[number];

/** What hooks that are asked one after another come to. */
function expected(plan: readonly Act[]): { entered: number[]; trail: number[]; reason: string | undefined } {
  const entered: number[] = [];
  const trail: number[] = [];
  for (let i = 0; i < LENGTH; i += 1) {
    if (plan[i - 1] === "skips the next" && entered.at(-1) === i - 1) continue;
    entered.push(i);
    if (plan[i] === "modified" || plan[i] === "waits") trail.push(i);
    if (plan[i] === "cancel") return { entered, trail, reason: `by ${i}` };
  }
  return { entered, trail, reason: undefined };
}

let folder: TemporaryFolder;
let runtime: Runtime;

beforeAll(async () => {
  const languages = Object.fromEntries(
    (["js", "lua", "py"] as const).flatMap((language) =>
      ["1", "2"].map((number) => [`${language}${number}.${language}`, named(language, language + number)]),
    ),
  );
  folder = createTemporaryFolder({ "row.js": ROW, "endless.js": ENDLESS, ...BROKEN_ROW, ...languages });
  runtime = await createRuntime({
    scriptsDir: folder.path,
    watch: false,
    logger: createRecordingLogger(),
    breaker: { failureThreshold: 1e6, slowMs: 1e6 },
    // Machines that run tests are busy.
    limits: { timeoutMs: 5000 },
  });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

describe("a row of script hooks", () => {
  test("comes to what its hooks say one after another, and enters no hook that stands behind a cancel", async () => {
    const plans = fc.array(fc.constantFrom(...ACTS), { minLength: LENGTH, maxLength: LENGTH });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const told: string[] = [];
        const outcome = (await runtime.run(
          "test:row",
          { plan, trail: [] },
          {
            observer: {
              executed: (hook) => void told.push(hook.id),
              failed: (hook) => void told.push(hook.id),
              passedOver: () => {},
            },
          },
        )) as HookOutcome & { reason?: string; data?: { trail: number[] } };
        const { entered, trail, reason } = expected(plan);
        expect(outcome.reason).toBe(reason);
        if (outcome.data !== undefined && outcome.type !== "cancel") expect(outcome.data.trail).toEqual(trail);
        expect(told).toEqual(entered.map((i) => `hook-${i}`));
        const really = (await runtime.run("test:entered", {})) as { reason: string };
        expect(JSON.parse(really.reason)).toEqual(entered);
      }),
      { numRuns: 150 },
    );
  });

  test("keeps its order over languages", async () => {
    expect(await runtime.run("test:languages", { trail: [] })).toMatchObject({
      data: { trail: ["js1", "js2", "lua1", "lua2", "py1", "py2"] },
    });
    expect(await runtime.run("test:languages", { trail: [], quiet: true })).toEqual({ type: "continue" });
  });

  test("gives each hook its own time, and blames the one that takes too long", async () => {
    const told: Record<string, number | string> = {};
    const outcome = await runtime.run(
      "test:endless",
      {},
      {
        observer: {
          executed: (hook, _context, _result, durationMs) => void (told[hook.id] = durationMs),
          failed: (hook, _context, error) => void (told[hook.id] = error.code),
          passedOver: () => {},
        },
      },
    );
    expect(outcome).toMatchObject({ type: "cancel", reason: "after all" });
    expect(told).toEqual({ first: expect.any(Number), endless: "HOOK_TIMED_OUT", last: expect.any(Number) });
  });

  test("ends where a hook is asked for its fields only, which the next must wait for", async () => {
    expect(await runtime.run("test:broken", { secret: 1 })).toMatchObject({ type: "cancel", reason: "seen" });
    expect(await runtime.run("test:broken-entered", {})).toMatchObject({ reason: "0" });
  });

  test("is asked by many runs at once, each with its own data", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) => runtime.run("test:languages", { trail: [n], quiet: n % 2 === 0 })),
    );
    outcomes.forEach((outcome, n) => {
      if (n % 2 === 0) expect(outcome).toEqual({ type: "continue" });
      else expect(outcome).toMatchObject({ data: { trail: [n, "js1", "js2", "lua1", "lua2", "py1", "py2"] } });
    });
  });
});
