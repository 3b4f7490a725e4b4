// Hooks that can be asked ahead: which of them are, and what becomes of their answers.

import { describe, expect, it } from "vitest";
import { BREAKER_DEFAULTS } from "../../src/hooks/breaker.ts";
import { HookExecutor } from "../../src/hooks/executor.ts";
import { NOT_ASKED, type Hook, type HookAnswer, type HookOptions } from "../../src/hooks/hook.ts";
import { HookRegistry } from "../../src/hooks/registry.ts";
import { results } from "../../src/model/results.ts";
import { ManualClock } from "../support/manual-clock.ts";

const POINT = "test:row";

/** Hooks that note when they are asked, and how. */
function setup() {
  const clock = new ManualClock();
  const registry = new HookRegistry(clock, { ...BREAKER_DEFAULTS, failureThreshold: 1 });
  const executor = new HookExecutor(registry, clock, { newId: () => "id", emit: () => {} });
  const asked: string[] = [];
  const add = (
    id: string,
    answer: HookAnswer | Error,
    options: HookOptions & { ahead?: HookAnswer | typeof NOT_ASKED | Error } = {},
  ) => {
    const { ahead = answer, ...rest } = options;
    const settle = async <Value>(value: Value | Error): Promise<Value> => {
      if (value instanceof Error) throw value;
      return value;
    };
    const hook: Hook = {
      keepsDeadline: true,
      execute: () => (asked.push(id), settle(answer)),
      askAhead: () => (asked.push(`${id} ahead`), { answer: settle(ahead), durationMs: 1 }),
    };
    registry.register(POINT, hook, { id, ...rest });
  };
  return { registry, asked, add, run: (data = {}) => executor.run(POINT, data) };
}

describe("hooks that can be asked ahead", () => {
  it("are, all of them, and those with nothing to say are not asked a second time", async () => {
    const { asked, add, run } = setup();
    for (const id of ["a", "b", "c"]) add(id, undefined);
    expect(await run()).toEqual({ type: "continue" });
    expect(asked).toEqual(["a", "b ahead", "c ahead"]);
  });

  it("are asked again with what one in front of them changed", async () => {
    const { asked, add, run } = setup();
    add("a", results.modified({ n: 1 }));
    add("b", results.modified({ m: 2 }), { ahead: NOT_ASKED });
    add("c", undefined, { ahead: NOT_ASKED });
    expect(await run()).toMatchObject({ data: { n: 1, m: 2 } });
    expect(asked).toEqual(["a", "b ahead", "c ahead", "b", "c ahead", "c"]);
  });

  it("that failed or cancelled ahead count as if they had been asked in their turn", async () => {
    const { asked, add, run } = setup();
    add("a", undefined);
    add("b", new Error("no"));
    add("c", undefined, { ahead: NOT_ASKED });
    add("d", results.cancel("stop"), { ahead: NOT_ASKED });
    expect(await run()).toMatchObject({ type: "cancel", reason: "stop", hookId: "d" });
    expect(asked).toEqual(["a", "b ahead", "c ahead", "d ahead", "c", "d ahead", "d"]);
  });

  it("are left out when they do not match, and end the row when they are asked once or failed before", async () => {
    const { asked, add, run, registry } = setup();
    add("a", undefined);
    add("b", undefined, { match: { n: 2 } });
    add("c", undefined);
    add("d", undefined, { once: true });
    await run({ n: 1 });
    expect(asked.splice(0)).toEqual(["a", "c ahead", "d"]);
    await run({ n: 2 });
    expect(asked.splice(0)).toEqual(["a", "b ahead", "c ahead"]);
    add("e", new Error("no"));
    add("f", undefined);
    await run();
    asked.length = 0;
    await run();
    expect(registry.list().find(({ id }) => id === "e")?.breaker.state.kind).toBe("open");
    expect(asked).toEqual(["a", "c ahead", "f"]);
  });
});
