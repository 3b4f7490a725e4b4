// Hooks that are switched off and on while the host runs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HookRegistry } from "../../src/hooks/registry.ts";
import { HookSwitches, type HookProfile, type HookSwitch } from "../../src/runtime/hook-switches.ts";
import { SwitchFile } from "../../src/runtime/switch-file.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const POINT = "acme:deploy";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(() => folder.dispose());

function setup(options: { profile?: HookProfile; file?: SwitchFile } = {}) {
  const clock = new ManualClock();
  const registry = new HookRegistry(clock);
  const changes: [string, HookSwitch | undefined][] = [];
  for (const id of ["a", "b", "watch"]) registry.register(POINT, () => {}, { id, ...(id === "watch" && { phase: "observe" }) });
  const switches = new HookSwitches(registry, { clock, onChange: (id, state) => void changes.push([id, state]), ...options });
  const asked = (): string[] => {
    const { hooks, observing } = registry.lookup(POINT)!.slot;
    return [...hooks, ...observing].map(({ id }) => id);
  };
  return { clock, registry, switches, changes, asked };
}

describe("a hook that is switched off", () => {
  it("is not asked until it is switched on, and stays in the list", () => {
    const { registry, switches, asked, changes } = setup();
    switches.disable("a", "Ada");
    switches.disable("watch");
    expect(asked()).toEqual(["b"]);
    expect(registry.hookNames()).toEqual(["a", "b", "watch"]);
    expect([switches.isOn("a"), switches.of("a")]).toEqual([false, { kind: "off", by: "Ada" }]);
    switches.enable("a");
    switches.enable("watch");
    expect(asked()).toEqual(["a", "b", "watch"]);
    expect(changes).toEqual([
      ["a", { kind: "off", by: "Ada" }],
      ["watch", { kind: "off", by: "host" }],
      ["a", undefined],
      ["watch", undefined],
    ]);
  });

  it("stays off when it is registered anew", () => {
    const { registry, switches, asked } = setup();
    switches.disable("a");
    registry.unregister("a");
    registry.register(POINT, () => {}, { id: "a" });
    expect(asked()).toEqual(["b", "watch"]);
  });

  it("leaves a point as free as one without hooks", () => {
    const { registry, switches } = setup();
    for (const id of ["a", "b", "watch"]) switches.disable(id);
    expect(registry.lookup(POINT)?.slot.isEmpty).toBe(true);
  });

  it("must be one that is there", () => {
    const { switches } = setup();
    expect(() => switches.disable("wach")).toThrow(
      expect.objectContaining({ code: "HOOK_UNKNOWN", message: 'There is no hook "wach". Did you mean "watch"?' }),
    );
  });
});

describe("a hook that is snoozed", () => {
  it("is asked again when its time is over, each at its own", () => {
    const { clock, switches, asked, changes } = setup();
    switches.snooze("a", 1000, "Ada");
    switches.snooze("b", 2000);
    expect(asked()).toEqual(["watch"]);
    clock.advance(999);
    expect(asked()).toEqual(["watch"]);
    clock.advance(1);
    expect(asked()).toEqual(["a", "watch"]);
    clock.advance(1000);
    expect(asked()).toEqual(["a", "b", "watch"]);
    expect(changes.slice(2)).toEqual([
      ["a", undefined],
      ["b", undefined],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("may sleep longer than any timer can wait", () => {
    const { clock, switches, asked } = setup();
    const days = 86_400_000;
    switches.snooze("a", 50 * days);
    clock.advance(49 * days);
    expect(asked()).toEqual(["b", "watch"]);
    clock.advance(1 * days);
    expect(asked()).toEqual(["a", "b", "watch"]);
  });

  it("sleeps for a time that is one", () => {
    const { switches } = setup();
    for (const durationMs of [0, -1, Number.NaN, Infinity]) {
      expect(() => switches.snooze("a", durationMs)).toThrow(expect.objectContaining({ code: "HOOK_OPTIONS_INVALID" }));
    }
  });

  it("keeps nobody awake after closing", () => {
    const { clock, switches } = setup();
    switches.snooze("a", 1000);
    switches.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a profile", () => {
  it("switches off what it disables by globs, except what it enables, and what is switched by itself counts more", () => {
    const { switches, asked } = setup({ profile: { name: "quiet", disable: ["*"], enable: ["b"] } });
    expect(asked()).toEqual(["b"]);
    expect(switches.of("a")).toEqual({ kind: "off", by: "profile quiet" });
    switches.enable("a", "Ada");
    switches.disable("b");
    expect(asked()).toEqual(["a"]);
    expect(switches.of("a")).toEqual({ kind: "on", by: "Ada" });
  });

  it("counts for hooks that come later, too", () => {
    const { registry, asked } = setup({ profile: { name: "quiet", disable: ["late/*"] } });
    registry.register(POINT, () => {}, { id: "late/x" });
    expect(asked()).toEqual(["a", "b", "watch"]);
  });
});

describe("switches in a file", () => {
  it("outlive a restart, also for hooks that are not there yet", () => {
    const file = new SwitchFile(join(folder.path, "state"));
    const first = setup({ file });
    first.switches.disable("a", "Ada");
    first.switches.snooze("b", 5000, "Bob");
    first.switches.close();
    const second = setup({ file });
    expect(second.asked()).toEqual(["watch"]);
    expect(second.switches.of("b")).toEqual({ kind: "snoozed", by: "Bob", untilMs: ManualClock.EPOCH + 5000 });
    second.clock.advance(5000);
    expect(second.asked()).toEqual(["b", "watch"]);
    expect(Object.keys(JSON.parse(readFileSync(join(folder.path, "state", "switches.json"), "utf8")))).toEqual(["a"]);
  });

  it.each(["{", "[]", '{"a": {"kind": "off"}}', '{"a": {"kind": "gone", "by": "x"}}', '{"a": {"kind": "snoozed", "by": "x"}}'])(
    "are refused when the file holds %s",
    (text) => {
      folder.write("switches.json", text);
      expect(() => setup({ file: new SwitchFile(folder.path) })).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
    },
  );
});
