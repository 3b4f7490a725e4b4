// Where scripts of different groups, or all of them, have runners of their own, an attack reaches nobody who does not share its runner:
// one attack of each kind in each language, an uninterruptible one if there is any.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createRuntime, type Runtime } from "../../src/index.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { describe as describeOutcome, Range, type Attack, type Attacker } from "./attack.ts";
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
  const ANSWERS = `import { on, cancel } from "hookloom"; on("test:NAME", { failure_mode: "fail_closed" }, () => cancel("here"));`;
  const KILLS = `import { on } from "hookloom"; on("test:kill", { timeout_ms: 20 }, () => { let b = 3n; for (;;) b = b * b; });`;
  let folder: TemporaryFolder;
  let runtime: Runtime;

  const ask = async (name: string): Promise<string> => describeOutcome(await runtime.run(`test:${name}`, {}));

  async function start(placement: "language" | "group" | "script"): Promise<readonly number[]> {
    const scripts = { "killer.js": { group: "strangers" }, "sharer.js": { group: "strangers" }, "other.js": { group: "own" } };
    const files = Object.keys(scripts).map((file) => [file, ANSWERS.replace("NAME", file.replace(".js", ""))]);
    folder = createTemporaryFolder({ ...Object.fromEntries(files), "killer.js": KILLS });
    runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger: createRecordingLogger(), placement, scripts });
    return runtime.runnerPids();
  }

  afterEach(async () => {
    await runtime.close();
    folder.dispose();
  });

  test.each([
    ["language", 1, 0],
    ["group", 2, 1],
    ["script", 3, 2],
  ] as const)("with a runner for each %s ends one of %d, and %d go on as if nothing was", async (placement, runners, spared) => {
    const before = await start(placement);
    expect(before).toHaveLength(runners);
    const asked = Promise.all([ask("kill"), ask("sharer"), ask("other")]);
    expect(await asked).toEqual(["continue", "here", "here"]);
    expect([await ask("sharer"), await ask("other")]).toEqual(["here", "here"]);
    expect(runtime.runnerPids().filter((pid) => before.includes(pid))).toHaveLength(spared);
  });

  test("leaves no process when the host closes right after it", async () => {
    const [pid] = await start("language");
    await ask("kill");
    await runtime.close();
    expect(() => process.kill(pid!, 0)).toThrow("ESRCH");
  });
});
