// One operation several times at once, and how the branches are joined.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { results, type ForkBranch, type Join, type JsonObject, type OperationCall } from "../../../src/index.ts";
import { mergeObjects } from "../../../src/foundation/merge-patch.ts";
import { runFork } from "../../../src/runtime/operation/fork.ts";
import { anyJsonObject } from "../../support/arbitrary-json.ts";
import { FAILURE, GATE, pending, settle, setup, toolCall, yielding } from "./operation-setup.ts";

const branch = (name: string): ForkBranch => ({ data: { parameters: { branch: name } } });
const nameOf = (data: JsonObject): string => (data.parameters as JsonObject).branch as string;

async function forked(join: Join, names: readonly string[] = ["a", "b", "c"]) {
  const { runtime, failures } = await setup();
  runtime.register(GATE, () => results.fork(names.map(branch), join));
  const ends = new Map(names.map((name) => [name, pending<unknown>()]));
  const calls = new Map<string, OperationCall>();
  const controller = new AbortController();
  const run = (data: JsonObject, call: OperationCall): Promise<unknown> => {
    calls.set(nameOf(data), call);
    return ends.get(nameOf(data))!.promise;
  };
  const value = runtime.guard(toolCall({ run, signal: controller.signal }));
  value.catch(() => {});
  await settle();
  return {
    value,
    calls,
    controller,
    failures,
    yields: async (name: string, yielded: unknown) => (ends.get(name)!.resolve(yielded), settle()),
    fails: async (name: string) => (ends.get(name)!.reject(new Error(`${name} broke`)), settle()),
    aborted: () => [...calls].filter(([, { signal }]) => signal.aborted).map(([name]) => name),
  };
}

describe("fork", () => {
  it("begins all branches at once, each with its own data", async () => {
    const { calls, aborted, controller, fails, value } = await forked("all");
    expect([...calls.keys()]).toEqual(["a", "b", "c"]);
    expect([...calls.values()].map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    controller.abort();
    expect(aborted()).toEqual(["a", "b", "c"]);
    await fails("a");
    await expect(value).rejects.toThrow("a broke");
  });

  it("all: a list of the values in the order of the branches", async () => {
    const { value, yields, aborted } = await forked("all");
    for (const name of ["c", "a", "b"]) await yields(name, name.toUpperCase());
    expect(await value).toEqual(["A", "B", "C"]);
    expect(aborted()).toEqual([]);
  });

  it("all: fails with the first branch that fails, and aborts those still at work", async () => {
    const { value, yields, fails, aborted } = await forked("all");
    await yields("a", 1);
    await fails("b");
    await expect(value).rejects.toThrow("b broke");
    expect(aborted()).toEqual(["c"]);
  });

  it("first: what settles first, be it a value or an error, and the others are aborted", async () => {
    const good = await forked("first");
    await good.yields("b", "B");
    expect(await good.value).toBe("B");
    expect(good.aborted()).toEqual(["a", "c"]);
    const bad = await forked("first");
    await bad.fails("c");
    await expect(bad.value).rejects.toThrow("c broke");
  });

  it("any: the first value, whoever failed before, and the others are aborted", async () => {
    const { value, yields, fails, aborted } = await forked("any");
    await fails("a");
    await yields("b", "B");
    expect(await value).toBe("B");
    expect(aborted()).toEqual(["c"]);
  });

  it("any: fails when all branches failed, and says how each did", async () => {
    const { value, fails } = await forked("any");
    for (const name of ["a", "b", "c"]) await fails(name);
    await expect(value).rejects.toMatchObject({ code: "FORK_FAILED", details: { errors: ["a broke", "b broke", "c broke"] } });
  });

  it("merge: patches the branches' objects onto each other in their order", async () => {
    const { value, yields } = await forked("merge");
    await yields("c", { z: 3, x: null });
    await yields("b", { y: 2, x: { deep: 2 } });
    await yields("a", { x: 1, y: { deep: 1 } });
    expect(await value).toEqual({ y: 2, z: 3 });
  });

  it("merge: is the same as merging by hand, for any objects", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyJsonObject, { minLength: 1, maxLength: 4 }), async (values) => {
        const joined = await runFork(
          values.map((value) => () => value),
          "merge",
          undefined,
        );
        expect(joined).toEqual(values.slice(1).reduce(mergeObjects, values[0]!));
      }),
    );
  });

  it("merge: fails when a branch yields no object", async () => {
    const { value, yields } = await forked("merge", ["a", "b"]);
    await yields("a", {});
    await yields("b", [1]);
    await expect(value).rejects.toMatchObject({ code: "FORK_FAILED", details: { branch: 2 } });
  });

  it("gives branches to the components they name", async () => {
    const { runtime } = await setup();
    runtime.components.register("fast", { run: (data) => ["fast", nameOf(data)] });
    runtime.register(GATE, () => results.fork([branch("a"), { ...branch("b"), component: "fast" }]));
    expect(await runtime.guard(toolCall({ run: (data, { component }) => [component.id, nameOf(data)] }))).toEqual([
      ["host", "a"],
      ["fast", "b"],
    ]);
  });

  it.each<[string, readonly ForkBranch[], string]>([
    ["a component that does not exist", [{ component: "nowhere" }], "COMPONENT_UNKNOWN"],
    ["data that the point does not allow", [branch("a"), { data: { tool_name: null } }], "RESULT_INVALID"],
    ["ten thousand branches", Array.from({ length: 10_000 }, () => ({})), "RESULT_INVALID"],
  ])("with %s is a failure of the hook", async (_what, branches, code) => {
    const { runtime, failures } = await setup();
    runtime.register(GATE, () => results.fork(branches));
    expect(await runtime.guard(toolCall({ run: () => "performed once" }))).toBe("performed once");
    expect(failures()).toEqual([code]);
  });

  it("that fails is a failure of the operation: error-hooks are asked, and can have it tried again", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.fork([{}, {}], "any"));
    runtime.register(FAILURE, (context) =>
      context.data.error_type === "FORK_FAILED" ? results.retry({ maxAttempts: 2 }) : undefined,
    );
    const call = yielding(new Error("a broke"), new Error("b broke"), "alone");
    expect(await runtime.guard(toolCall(call))).toBe("alone");
  });

  it("loses no error: those of aborted branches are nobody's unhandled rejections", async () => {
    const { value, yields, fails } = await forked("first", ["a", "b"]);
    await yields("a", 1);
    await fails("b");
    expect(await value).toBe(1);
  });
});
