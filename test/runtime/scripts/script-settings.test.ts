// Which limits and which group a script has, from sections that name it or a glob of it.

import { describe, expect, it } from "vitest";
import { ScriptSettings } from "../../../src/runtime/scripts/script-settings.ts";
import { SCRIPT_LIMITS } from "../../../src/sandbox/limits.ts";

describe("the settings of a script", () => {
  it("are those of the table where nothing is said", () => {
    expect(new ScriptSettings().of("a.js")).toEqual({ limits: SCRIPT_LIMITS, group: "", secrets: "plain" });
  });

  it("come from all sections that name it, the later ones winning", () => {
    const settings = new ScriptSettings(
      { timeoutMs: 50 },
      {
        "team/*": { group: "team", limits: { cpuMs: 10, memoryMb: 16 } },
        "team/b.js": { limits: { cpuMs: 20 } },
        "*.lua": { group: "lua", limits: { cpuMs: 30 } },
      },
    );
    expect(settings.of("team/a.js")).toMatchObject({ group: "team", limits: { timeoutMs: 50, cpuMs: 10, memoryMb: 16 } });
    expect(settings.of("team/b.js")).toMatchObject({ group: "team", limits: { cpuMs: 20, memoryMb: 16 } });
    expect(settings.of("team/c.lua")).toMatchObject({ group: "lua", limits: { cpuMs: 30 } });
    expect(settings.of("c.js").limits.cpuMs).toBeUndefined();
  });

  it("lower the usual time of a call with the largest", () => {
    expect(new ScriptSettings({}, { "a.js": { limits: { maxTimeoutMs: 20 } } }).of("a.js").limits.timeoutMs).toBe(20);
  });

  it("know the most memory that any script has", () => {
    const settings = new ScriptSettings({}, { "a.js": { limits: { memoryMb: 64 } }, "b.js": { limits: { memoryMb: 16 } } });
    expect([settings.largestMemoryMb(32), settings.largestMemoryMb(128)]).toEqual([64, 128]);
    expect(new ScriptSettings({ memoryMb: 16 }).largestMemoryMb(32)).toBe(16);
  });
});
