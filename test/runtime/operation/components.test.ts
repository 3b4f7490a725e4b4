// Operations performed by others: redirect and replace.

import { describe, expect, it } from "vitest";
import { results, type HookContext, type HookOutcome } from "../../../src/index.ts";
import { ComponentRegistry } from "../../../src/runtime/operation/components.ts";
import { AFTER, CALL, FAILURE, GATE, pending, setup, toolCall, yielding } from "./operation-setup.ts";

/** Redirects from one component to another. */
const redirecting = (from: string, to: string) => (context: HookContext) =>
  context.component.id === from ? results.redirect(to) : undefined;
const byComponent = { run: (_data: unknown, { component }: { component: { id: string } }) => component.id };

describe("the component registry", () => {
  it("finds what is registered, and then what its sources have", () => {
    const registry = new ComponentRegistry();
    const own = registry.register("own", { name: "Own", type: "model" });
    const script = { component: { id: "script" }, run: () => 1 };
    const removeSource = registry.addSource({
      find: (id) => (id === "script" || id === "own" ? script : undefined),
      ids: () => ["script"],
    });
    expect(registry.find("own")?.component).toEqual({ id: "own", name: "Own", type: "model" });
    expect(registry.get("script")).toBe(script);
    own();
    expect(registry.find("own")).toBe(script);
    removeSource();
    expect(() => registry.get("scrip")).toThrow(expect.objectContaining({ code: "COMPONENT_UNKNOWN" }));
  });

  it("suggests near names, refuses a taken one, and takes only functions to run", () => {
    const registry = new ComponentRegistry();
    registry.register("backup");
    expect(() => registry.get("bakcup")).toThrow(/Did you mean "backup"/);
    expect(() => registry.register("backup")).toThrow(expect.objectContaining({ code: "COMPONENT_ID_TAKEN" }));
    expect(() => registry.register("")).toThrow(expect.objectContaining({ code: "OPERATION_INVALID" }));
    expect(() => registry.register("other", { run: "x" as never })).toThrow(
      expect.objectContaining({ code: "OPERATION_INVALID" }),
    );
  });
});

describe("redirect", () => {
  it("lets the named component perform the operation, with the data as it was changed", async () => {
    const { runtime } = await setup();
    runtime.components.register("backup", { run: (data, { component, attempt }) => [data.parameters, component.id, attempt] });
    runtime.register(GATE, (context) =>
      context.component.id === "host" ? results.modified({ parameters: { moved: true } }) : undefined,
    );
    runtime.register(GATE, redirecting("host", "backup"));
    expect(await runtime.guard(toolCall({ run: () => expect.unreachable() }))).toEqual([
      { command: "ls", moved: true },
      "backup",
      1,
    ]);
  });

  it("hands the host's own code the component, when that has none of its own", async () => {
    const { runtime } = await setup();
    runtime.components.register("eu-west", { type: "region" });
    runtime.register(GATE, redirecting("host", "eu-west"));
    expect(await runtime.guard(toolCall({ run: (_data, { component }) => component }))).toEqual({
      id: "eu-west",
      type: "region",
    });
  });

  it("asks the before-hooks again, so that a guard of the target decides too", async () => {
    const { runtime } = await setup();
    runtime.components.register("backup");
    runtime.register(GATE, redirecting("host", "backup"));
    runtime.register(GATE, (context) => (context.component.id === "backup" ? results.cancel("not the backup") : undefined), {
      id: "guard",
    });
    await expect(runtime.guard(toolCall())).rejects.toMatchObject({ hookId: "guard", reason: "not the backup" });
  });

  it("finds circles: the hook that closes one has failed, and the operation stays where it is", async () => {
    const { runtime, failures, logger } = await setup();
    for (const id of ["a", "b"]) runtime.components.register(id);
    runtime.register(GATE, redirecting("host", "a"));
    runtime.register(GATE, redirecting("a", "b"));
    runtime.register(GATE, redirecting("b", "a"), { id: "circular" });
    expect(await runtime.guard(toolCall(byComponent))).toBe("b");
    expect(failures()).toEqual(["COMPONENT_LOOP"]);
    expect(logger.lines.at(-1)?.message).toContain("host -> a -> b -> a");
  });

  it("cancels for a circle of a fail_closed hook", async () => {
    const { runtime } = await setup();
    runtime.components.register("a");
    runtime.register(GATE, (context) => results.redirect(context.component.id === "a" ? "host" : "a"), {
      id: "wavering",
      failureMode: "fail_closed",
    });
    await expect(runtime.guard(toolCall())).rejects.toMatchObject({ hookId: "wavering", failure: "COMPONENT_LOOP" });
  });

  it("to where the operation is already counts as skipped, so that a hook may always answer the same", async () => {
    const { runtime, failures } = await setup();
    runtime.components.register("a");
    runtime.register(GATE, () => results.redirect("a"), { failureMode: "fail_closed" });
    runtime.register(GATE, (context) => results.modified({ note: `seen by ${context.component.id}` }));
    expect(await runtime.guard(toolCall({ run: (data, { component }) => [component.id, data.note] }))).toEqual([
      "a",
      "seen by a",
    ]);
    expect(await runtime.guard(toolCall({ component: { id: "a" }, ...byComponent }))).toBe("a");
    expect(failures()).toEqual([]);
  });

  it("to a component that does not exist is a failure of the hook", async () => {
    const { runtime, failures } = await setup();
    runtime.components.register("backup");
    runtime.register(GATE, () => results.redirect("bakcup"));
    expect(await runtime.guard(toolCall(byComponent))).toBe("host");
    expect(failures()).toEqual(["COMPONENT_UNKNOWN"]);
  });

  it("after a failure gives the operation to another component, and a second failure reaches the host", async () => {
    const { runtime, failures } = await setup();
    const backup = yielding("from the backup", new Error("backup broke"));
    runtime.components.register("backup", { run: backup.run });
    runtime.register(FAILURE, () => results.redirect("backup"));
    expect(await runtime.guard(toolCall(yielding(new Error("boom"))))).toBe("from the backup");
    await expect(runtime.guard(toolCall(yielding(new Error("boom"))))).rejects.toThrow("backup broke");
    expect(failures()).toEqual([]);
  });

  it("goes on with a component that is unregistered while it works", async () => {
    const { runtime } = await setup();
    const work = pending<string>();
    const unregister = runtime.components.register("backup", { run: () => work.promise });
    runtime.register(GATE, redirecting("host", "backup"));
    const guarded = runtime.guard(toolCall());
    unregister();
    work.resolve("done");
    expect(await guarded).toBe("done");
  });
});

describe("replace", () => {
  it("puts a component in the operation's place: its value is the operation's, and nobody before it is asked again", async () => {
    const { runtime } = await setup();
    let asked = 0;
    runtime.components.register("dry-run", { run: (data) => ({ would: data.parameters }) });
    runtime.register(GATE, () => {
      asked += 1;
      return results.replace("dry-run");
    });
    runtime.register(AFTER, () => results.modified({ result: { dry: true } }));
    expect(await runtime.guard(toolCall({ run: () => expect.unreachable() }))).toEqual({ would: CALL.parameters, dry: true });
    expect(asked).toBe(1);
  });

  it("after success shows the new value to every after-hook, the replacing one included", async () => {
    const { runtime } = await setup();
    const outcomes: HookOutcome[] = [];
    runtime.components.register("better", { run: () => "better" });
    runtime.register(AFTER, () => results.replace("better"), { id: "replacer" });
    runtime.register(AFTER, (context) => results.modified({ result: `checked ${String(context.data.result)}` }));
    expect(await runtime.guard(toolCall({ run: () => "good", onOutcome: (outcome) => outcomes.push(outcome) }))).toBe(
      "checked better",
    );
    expect(outcomes.map(({ type }) => type)).toEqual(["replace", "modified"]);
  });

  it("by a component that has failed at it already comes to nothing", async () => {
    const { runtime, failures } = await setup();
    const fallback = yielding(new Error("fallback broke"));
    runtime.components.register("fallback", fallback);
    runtime.register(FAILURE, () => results.replace("fallback"), { failureMode: "fail_closed" });
    await expect(runtime.guard(toolCall(yielding(new Error("boom"))))).rejects.toThrow("fallback broke");
    expect(fallback.count()).toBe(1);
    expect(failures()).toEqual([]);
  });

  it("by a component that performs nothing is a failure of the hook", async () => {
    const { runtime, failures } = await setup();
    runtime.components.register("eu-west");
    runtime.register(GATE, () => results.replace("eu-west"));
    runtime.register(GATE, () => results.replace("nowhere"));
    expect(await runtime.guard(toolCall(byComponent))).toBe("host");
    expect(failures()).toEqual(["COMPONENT_UNKNOWN", "COMPONENT_UNKNOWN"]);
  });
});
