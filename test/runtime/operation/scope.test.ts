// An operation in a block of the host's own code.

import { describe, expect, it } from "vitest";
import { HookCancelled, results, type UniversalEvent } from "../../../src/index.ts";
import { AFTER, CALL, FAILURE, GATE, settle, setup } from "./operation-setup.ts";

const OPERATION = { point: GATE, data: CALL };

describe("the scope of an operation", () => {
  it("begins with the before-hooks' data, and ends with the after-hooks' value", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.modified({ parameters: { command: "ls -l" } }));
    runtime.register(AFTER, (context) => results.modified({ result: `${String(context.data.result)}!` }));
    const scope = await runtime.operation<string>(OPERATION);
    {
      await using open = scope;
      expect(open.data).toEqual({ tool_name: "Bash", parameters: { command: "ls -l" } });
      open.setResult("done");
      expect(open.result).toBe("done");
    }
    expect(scope.result).toBe("done!");
  });

  it("does not begin when a hook cancels", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.cancel("no"), { id: "guard" });
    await expect(runtime.operation(OPERATION)).rejects.toMatchObject({ hookId: "guard", reason: "no" });
  });

  it("tells error-hooks the error, and has it in their words afterwards", async () => {
    const { runtime } = await setup();
    runtime.register(FAILURE, (context) => results.modified({ error: `sorry: ${String(context.data.error)}` }));
    runtime.register(AFTER, () => expect.unreachable());
    const scope = await runtime.operation(OPERATION);
    scope.setError(new Error("boom"));
    await scope.end();
    expect(scope.error).toMatchObject({ message: "sorry: boom" });
    expect(scope.result).toBeUndefined();
  });

  it("tells error-hooks when its block threw, whose error reaches the host alone", async () => {
    const { runtime } = await setup();
    const told: unknown[] = [];
    runtime.register(FAILURE, (context) => void told.push(context.data.error_type));
    const block = async (): Promise<void> => {
      await using _scope = await runtime.operation(OPERATION);
      throw new Error("boom");
    };
    await expect(block()).rejects.toThrow(/^boom$/);
    expect(told).toEqual(["OPERATION_UNFINISHED"]);
  });

  it("throws at its end when an after-hook withholds the result", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.cancel("secret"), { id: "censor" });
    const scope = await runtime.operation(OPERATION);
    scope.setResult("done");
    await expect(scope.end()).rejects.toBeInstanceOf(HookCancelled);
    expect([scope.result, scope.error]).toEqual([undefined, expect.any(HookCancelled)]);
  });

  it("keeps a result for guards and gives it back", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.cache("kept", 1000));
    const scope = await runtime.operation<string>(OPERATION);
    scope.setResult("done");
    await scope.end();
    expect(scope.result).toBe("kept");
    expect(await runtime.guard({ ...OPERATION, run: () => expect.unreachable() })).toBe("kept");
  });

  it.each([results.redirect("backup"), results.replace("backup"), results.retry(), results.fork([{}]), results.cache(1, 1000)])(
    "cannot carry out $type before it: a failure of the hook",
    async (result) => {
      const { runtime, failures } = await setup();
      runtime.components.register("backup", { run: () => expect.unreachable() });
      runtime.register(GATE, () => result);
      await using scope = await runtime.operation(OPERATION);
      scope.setResult("done");
      expect(failures()).toEqual(["RESULT_NOT_ALLOWED"]);
    },
  );

  it("cannot be performed again or by others at its end", async () => {
    const { runtime, failures } = await setup();
    runtime.register(AFTER, () => results.retry());
    runtime.register(FAILURE, () => results.redirect("backup"), { failureMode: "fail_closed" });
    const good = await runtime.operation(OPERATION);
    good.setResult("done");
    await good.end();
    const bad = await runtime.operation(OPERATION);
    bad.setError(new Error("boom"));
    await bad.end();
    expect(failures()).toEqual(["RESULT_NOT_ALLOWED", "RESULT_NOT_ALLOWED"]);
    expect(bad.error).toMatchObject({ message: "boom" });
  });

  it("ends once, and takes no result afterwards", async () => {
    const { runtime } = await setup();
    let asked = 0;
    runtime.register(AFTER, () => void (asked += 1));
    const scope = await runtime.operation(OPERATION);
    scope.setResult(1);
    await Promise.all([scope.end(), scope.end()]);
    await scope[Symbol.asyncDispose]();
    expect(asked).toBe(1);
    expect(() => scope.setResult(2)).toThrow(expect.objectContaining({ code: "OPERATION_INVALID" }));
  });

  it("speaks the names of the system in whose words the host named the gate", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.modified({ parameters: { command: "ls -l" } }));
    await using scope = await runtime.operation({
      point: "PreToolUse",
      data: { tool_name: "Bash", tool_input: { command: "ls" } },
    });
    scope.setResult(1);
    expect(scope.data).toEqual({ tool_name: "Bash", tool_input: { command: "ls -l" } });
  });

  it("tells the event bus how it ended", async () => {
    const { runtime } = await setup();
    const events: UniversalEvent[] = [];
    runtime.subscribe("operation.*", (event) => void events.push(event));
    const good = await runtime.operation(OPERATION);
    good.setResult(1);
    await good.end();
    await (await runtime.operation(OPERATION)).end();
    await settle();
    expect(events.map(({ event_type }) => event_type)).toEqual(["operation.completed", "operation.failed"]);
  });
});
