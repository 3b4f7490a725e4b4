// What is known of the scripts of a folder besides their hooks: what they take of the machine, when they were loaded, and
// whether they are held in quarantine.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime, type Runtime } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const KILLER = `import { on, cancel } from "hookloom";
on("test:kill", { timeout_ms: 20 }, () => { let b = 3n; for (;;) b = b * b; });
on("test:fine", () => cancel("fine"));`;

let folder: TemporaryFolder;
let runtime: Runtime;

beforeAll(async () => {
  folder = createTemporaryFolder({
    "small.js": "",
    "large.js": "globalThis.kept = new Uint8Array(5 * 1024 * 1024).fill(1);",
    "small.lua": "",
    "large.lua": `kept = string.rep("x", 12 * 1024 * 1024)`,
    "small.py": "",
    "team/killer.js": KILLER,
  });
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, watch: false, logger: createRecordingLogger() });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

const scriptOf = (id: string) => runtime.scripts().find((script) => script.id === id)!;

describe("what scripts take of the machine", () => {
  it("counts what they keep, and the memory of their engine", async () => {
    const uses = await runtime.scriptOperations.measure();
    const mb = (id: string): number => uses.get(id)!.memoryBytes / 1_048_576;
    expect([...uses.keys()].sort()).toEqual(runtime.scripts().map(({ id }) => id));
    expect(mb("large.js") - mb("small.js")).toBeCloseTo(5, 0);
    expect(mb("large.lua") - mb("small.lua")).toBeGreaterThan(5);
    expect(mb("small.py")).toBeGreaterThan(10);
    for (const { cpuMs } of uses.values()) expect(cpuMs).toBeGreaterThan(0);
  });
});

describe("the loads of a script", () => {
  it("are told with their versions and their faults, the newest first, of the last twenty", async () => {
    const reload = async (text: string): Promise<void> => {
      folder.write("small.js", text);
      await runtime.reload();
    };
    const { status, loads } = scriptOf("small.js");
    expect(loads).toEqual([
      { atMs: expect.any(Number), durationMs: expect.any(Number), version: (status as { version: string }).version },
    ]);
    await reload("let = ;");
    await reload("// better");
    expect(scriptOf("small.js").loads).toMatchObject([
      { version: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { version: expect.stringMatching(/^[0-9a-f]{64}$/), error: { code: "SCRIPT_SYNTAX", place: { line: 1 } } },
      { version: loads[0]!.version },
    ]);
    expect(new Set(scriptOf("small.js").loads.map(({ version }) => version)).size).toBe(3);
    for (let change = 0; change < 20; change += 1) await reload(`// ${change}`);
    expect(scriptOf("small.js").loads.length).toBe(20);
  });
});

describe("releasing a script", () => {
  it("has one run again that is in quarantine, and judges it anew", async () => {
    const quarantined: unknown[] = [];
    using _subscription = runtime.subscribe(
      "script.{quarantined,released}",
      ({ event_type, data }) => void quarantined.push([event_type, data.script]),
    );
    const fine = async () => (await runtime.run("test:fine", {})).type;
    for (let kill = 0; kill < 3; kill += 1) await runtime.run("test:kill", {});
    expect(scriptOf("team/killer.js").quarantine?.code).toBe("SCRIPT_QUARANTINED");
    expect(await fine()).toBe("continue");
    await runtime.scriptOperations.release("team/killer.js");
    expect(scriptOf("team/killer.js").quarantine).toBeUndefined();
    expect(await fine()).toBe("cancel");
    await runtime.run("test:kill", {});
    expect(await fine()).toBe("cancel");
    await runtime.events.drain();
    expect(quarantined).toEqual([
      ["script.quarantined", "team/killer.js"],
      ["script.released", "team/killer.js"],
    ]);
  });

  it("does nothing to one that runs, and refuses one that is not there", async () => {
    await runtime.scriptOperations.release("small.lua");
    await expect(runtime.scriptOperations.release("smal.lua")).rejects.toMatchObject({
      code: "SCRIPT_UNKNOWN",
      message: 'There is no script "smal.lua". Did you mean "small.lua"?',
    });
  });
});
