// Which scripts share a runner, what a script's death means for those that do not share its own, and how scripts leave a
// runner without a call being lost.

import { afterEach, describe, expect, test } from "vitest";
import { javascript } from "../../../bridges/javascript/language.ts";
import { createRuntime, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { systemClock } from "../../../src/foundation/clock.ts";
import { defaultCacheFolder } from "../../../src/runtime/user-folders.ts";
import { AssetStore } from "../../../src/sandbox/asset-store.ts";
import { LanguageSandbox } from "../../../src/sandbox/language-sandbox.ts";
import { SandboxedScript } from "../../../src/sandbox/sandboxed-script.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { eventually } from "../../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const guard = (name: string): string => `import { on, cancel, sleep } from "hookloom";
on("test:${name}", { failure_mode: "fail_closed", timeout_ms: 5000 }, async (ctx) => { if (ctx.data.ms) await sleep(ctx.data.ms); return cancel("${name}"); });`;
const KILLER = `import { on } from "hookloom"; on("test:kill", { timeout_ms: 20 }, () => { let b = 3n; for (;;) b = b * b; });`;

let folder: TemporaryFolder;
let runtime: Runtime;

async function start(placement: RuntimeOptions["placement"]): Promise<void> {
  folder = createTemporaryFolder({ "a.js": guard("a"), "b.js": guard("b"), "team/c.js": guard("c"), "team/killer.js": KILLER });
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: folder.path,
    watch: false,
    logger: createRecordingLogger(),
    scripts: { "team/*": { group: "team" } },
    ...(placement && { placement }),
  });
}

const ask = async (name: string, data = {}): Promise<string> => {
  const outcome = await runtime.run(`test:${name}`, data);
  return outcome.type === "cancel" ? (outcome.failure ?? outcome.reason) : outcome.type;
};

describe("the runners of a placement", () => {
  afterEach(async () => {
    await runtime.close();
    folder.dispose();
  });

  test.each([
    ["language", 1, 0],
    ["group", 2, 1],
    ["script", 4, 3],
  ] as const)("%s are %i, of which a killer leaves %i alone", async (placement, runners, untouched) => {
    await start(placement);
    const before = runtime.runnerPids();
    expect(before.length).toBe(runners);
    const waiting = [ask("a", { ms: 300 }), ask("b", { ms: 300 }), ask("c", { ms: 300 })];
    expect(await ask("kill")).toBe("continue");
    expect(await Promise.all(waiting)).toEqual(["a", "b", "c"]);
    expect(runtime.runnerPids().filter((pid) => before.includes(pid)).length).toBe(untouched);
    expect([await ask("a"), await ask("b"), await ask("c")]).toEqual(["a", "b", "c"]);
  });
});

describe("a runner that is recycled", () => {
  test("loses no call: its scripts answer there until they answer elsewhere", async () => {
    const recycled: string[] = [];
    const sandbox = new LanguageSandbox(javascript, {
      clock: systemClock,
      assets: new AssetStore(defaultCacheFolder()),
      observer: {
        scriptLogged: () => {},
        limitExceeded: () => {},
        scriptQuarantined: () => {},
        scriptReleased: () => {},
        runnerEnded: () => recycled.push("ended by itself"),
        notice: (_level, message) => void recycled.push(message),
      },
    });
    const source = `import { on, cancel, sleep } from "hookloom"; on("test:x", async (ctx) => { await sleep(ctx.data.ms); return cancel("answered"); });`;
    const script = await SandboxedScript.load(sandbox, { file: "a.js", source });
    const call = (ms: number): Promise<string> => script.call(script.hooks[0]!.handle, JSON.stringify({ data: { ms } }), 5000);
    const [pid] = sandbox.pids();
    const long = call(700);
    const others: Promise<string>[] = [];
    const asking = setInterval(() => others.push(call(5)), 5);
    const place = await sandbox.place({ file: "other.js", source: "" }, () => {});
    sandbox.release(place);
    sandbox.recycle(place.runner);
    expect(await long).toBe('R{"type":"cancel","reason":"answered"}');
    await eventually(() => expect(sandbox.pids()).not.toContain(pid));
    clearInterval(asking);
    expect(new Set(await Promise.all(others))).toEqual(new Set(['R{"type":"cancel","reason":"answered"}']));
    expect(await call(1)).toContain("answered");
    expect(sandbox.pids().length).toBe(1);
    expect(recycled).toContain("recycling a javascript runner");
    expect(recycled).not.toContain("ended by itself");
    await script.unload();
    await sandbox.close();
  });
});
