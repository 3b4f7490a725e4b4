// Scripts that end their runner are borne twice, then they pause, longer each time.

import { expect, it } from "vitest";
import { javascript } from "../../bridges/javascript/language.ts";
import { HookloomError } from "../../src/foundation/errors.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { defaultCacheFolder } from "../../src/runtime/user-folders.ts";
import { AssetStore } from "../../src/sandbox/asset-store.ts";
import { LanguageSandbox, type CellPlace, type SandboxObserver, type ScriptSource } from "../../src/sandbox/language-sandbox.ts";
import { SandboxedScript } from "../../src/sandbox/sandboxed-script.ts";
import { Quarantine } from "../../src/sandbox/quarantine.ts";
import { eventually } from "../support/eventually.ts";

const NOBODY: SandboxObserver = {
  scriptLogged: () => {},
  limitExceeded: () => {},
  scriptQuarantined: () => {},
  scriptReleased: () => {},
  runnerEnded: () => {},
  notice: () => {},
};

it("bears two kills, and doubles the pause from the third on, up to an hour", () => {
  const quarantine = new Quarantine();
  let now = 0;
  const pauses = Array.from({ length: 14 }, () => {
    const pauseMs = quarantine.noteKill(now);
    now += pauseMs;
    return pauseMs / 1000;
  });
  expect(pauses).toEqual([0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
  expect(quarantine.kills).toBe(14);
});

it("forgives who did not kill for an hour of being free", () => {
  const quarantine = new Quarantine();
  for (let kill = 0; kill < 3; kill += 1) quarantine.noteKill(0);
  expect(quarantine.noteKill(10_000 + 3_600_000)).toBe(20_000);
  expect(quarantine.noteKill(10_000 + 3_600_000 + 20_000 + 3_600_001)).toBe(0);
  expect(quarantine.kills).toBe(1);
});

it("releases a script after its pause, and holds it longer when it kills again", async () => {
  let aheadMs = 0;
  const told: unknown[] = [];
  const sandbox = new LanguageSandbox(javascript, {
    clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs },
    assets: new AssetStore(defaultCacheFolder()),
    observer: {
      ...NOBODY,
      scriptQuarantined: (_id, kills, pauseMs) => told.push([kills, pauseMs]),
      scriptReleased: () => told.push("released"),
    },
  });
  const source = `import { on } from "hookloom"; on("test:kill", () => { let b = 3n; for (;;) b = b * b; });`;
  const script = await SandboxedScript.load(sandbox, { file: "killer.js", source });
  const kill = (): Promise<unknown> => script.call(script.hooks[0]!.handle, "{}", 20).catch(({ code }: { code: string }) => code);
  try {
    expect(script.quarantine).toBeUndefined();
    for (let round = 0; round < 3; round += 1) expect(await kill()).toBe("HOOK_TIMED_OUT");
    expect(await kill()).toBe("SCRIPT_QUARANTINED");
    expect(script.quarantine?.code).toBe("SCRIPT_QUARANTINED");
    aheadMs = 10_001;
    expect(await kill()).toBe("HOOK_TIMED_OUT");
    expect(await kill()).toBe("SCRIPT_QUARANTINED");
    expect(told).toEqual([[3, 10_000], "released", [4, 20_000]]);
  } finally {
    await sandbox.close();
  }
});

/** One whose runners cannot be started for a while. */
class BusySandbox extends LanguageSandbox {
  isBusy = false;
  override place(script: ScriptSource, move: () => void): Promise<CellPlace> {
    if (this.isBusy) return Promise.reject(new HookloomError("SANDBOX_START_FAILED", "The machine is busy."));
    return super.place(script, move);
  }
}

it("loads a script again after a pause that it once loaded and then could not", async () => {
  let aheadMs = 0;
  const sandbox = new BusySandbox(javascript, {
    clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs },
    assets: new AssetStore(defaultCacheFolder()),
    observer: NOBODY,
  });
  const source = `import { on, cancel } from "hookloom"; on("test:x", () => cancel("here"));`;
  const script = await SandboxedScript.load(sandbox, { file: "a.js", source });
  const ask = (): Promise<unknown> =>
    script.call(script.hooks[0]!.handle, "{}", 1000).catch(({ code }: { code: string }) => code);
  try {
    sandbox.isBusy = true;
    process.kill(sandbox.pids()[0]!, "SIGKILL");
    await eventually(() => expect(sandbox.pids()).toEqual([]));
    expect([await ask(), await ask()]).toEqual(["SANDBOX_START_FAILED", "SANDBOX_START_FAILED"]);
    sandbox.isBusy = false;
    expect(await ask()).toBe("SANDBOX_START_FAILED");
    aheadMs = 1001;
    expect(await ask()).toBe('R{"type":"cancel","reason":"here"}');
  } finally {
    await sandbox.close();
  }
});
