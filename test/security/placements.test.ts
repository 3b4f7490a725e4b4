// Where scripts of different groups, or all of them, have runners of their own, an attack reaches nobody who does not share its runner:
// one attack of each kind in each language, an uninterruptible one if there is any.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime } from "../../src/index.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { Range, type Attack, type Attacker } from "./attack.ts";
import { javascriptAttacker } from "./attacks/javascript/attacker.ts";
import { luaAttacker } from "./attacks/lua/attacker.ts";
import { pythonAttacker } from "./attacks/python/attacker.ts";

const POINT = "attack:0";

function oneOfEachKind({ tables, compose, language }: Attacker): { category: string; attack: Attack; script: string }[] {
  // A language that takes seconds to start has seconds to load in, which an attack then takes.
  const fired = tables.filter(({ attacks }) => language.slowToStart !== true || attacks[0]!.atLoad !== true);
  return fired.map(({ category, attacks, top = "" }) => {
    const attack = attacks.find(({ uninterruptible }) => uninterruptible === true) ?? attacks[0]!;
    return { category, attack, script: attack.atLoad === true ? attack.body : compose(new Map([[POINT, attack.body]]), top) };
  });
}

// Where runners are parted by groups, they are parted as they are by scripts: one language says so.
const RANGES = [
  { attacker: javascriptAttacker, placement: "script" },
  { attacker: javascriptAttacker, placement: "group" },
  { attacker: luaAttacker, placement: "script" },
  { attacker: pythonAttacker, placement: "script" },
] as const;

describe.each(RANGES)("hostile $attacker.language.name with a runner for each $placement", ({ attacker, placement }) => {
  let range: Range;
  let pid: number | undefined;
  beforeAll(async () => {
    const memoryMb = attacker.tables.find((table) => table.memoryMb !== undefined)?.memoryMb;
    range = await Range.open(attacker, { placement, ...(memoryMb !== undefined && { memoryMb }) });
    [pid] = range.runtime.runnerPids();
  });
  afterAll(async () => {
    await range.close();
  });

  test.each(oneOfEachKind(attacker))("$category: $attack.name", async ({ attack, script }) => {
    const damage = await range.strike(attack, POINT, script);
    const limit = attack.atLoad === true ? "SCRIPT_LOAD_TIMED_OUT" : "HOOK_TIMED_OUT";
    expect([attack.answer, limit].flat()).toContain(damage.answer);
    expect(damage.neighbourAnswers).toEqual(damage.neighbourAnswers.map((_, number) => `still here ${number}`));
    expect(range.runtime.runnerPids()).toContain(pid);
    expect(range.leaks()).toEqual([]);
  });
});

describe("a script that ends its runner", () => {
  const KILLS = `import { on } from "hookloom"; on("test:kill", { timeout_ms: 20 }, () => { let b = 3n; for (;;) b = b * b; });`;

  test("leaves no process when the host closes right after it", async () => {
    using folder = createTemporaryFolder({ "killer.js": KILLS });
    const runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger: createRecordingLogger() });
    const [pid] = runtime.runnerPids();
    await runtime.run("test:kill", {});
    await runtime.close();
    expect(() => process.kill(pid!, 0)).toThrow("ESRCH");
  });
});
