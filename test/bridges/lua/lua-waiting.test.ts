import { describe, expect, it } from "vitest";
import { boot, errorOf, handler, resultOf, waitingOf, type LuaScript } from "./boot-lua.ts";

describe("waiting", () => {
  it("hands out a sleep and goes on with the answer", async () => {
    const script = await handler('hookloom.sleep(5) hookloom.sleep(0.5) return hookloom.skipped("slept")');
    const first = waitingOf(script.call(1, {}));
    expect(first.requests).toEqual([{ id: expect.any(Number), kind: "sleep", ms: 5 }]);
    const second = waitingOf(script.resume(first.ticket, [{ id: first.requests[0]!.id, ok: true, value: null }]));
    expect(second).toMatchObject({ ticket: first.ticket, requests: [{ kind: "sleep", ms: 0.5 }] });
    expect(resultOf(script.resume(first.ticket, [{ id: second.requests[0]!.id, ok: true, value: null }]))).toMatchObject({
      reason: "slept",
    });
    expect(errorOf(script.resume(first.ticket, [])).message).toContain("does not wait");
  });

  it("keeps several waiting calls apart, in any order", async () => {
    const script = await handler("hookloom.sleep(1) return hookloom.skipped(ctx.data)");
    const waits = ["a", "b", "c"].map((data) => waitingOf(script.call(1, { data })));
    expect(new Set(waits.map((wait) => wait.ticket)).size).toBe(3);
    const answer = (index: number) =>
      script.resume(waits[index]!.ticket, [{ id: waits[index]!.requests[0]!.id, ok: true, value: null }]);
    expect([answer(1), answer(2), answer(0)].map(resultOf)).toMatchObject([{ reason: "b" }, { reason: "c" }, { reason: "a" }]);
  });

  it("raises a refused request at the sleep, where pcall can catch it", async () => {
    const refuse = (script: LuaScript) => {
      const wait = waitingOf(script.call(1, {}));
      return script.resume(wait.ticket, [{ id: wait.requests[0]!.id, ok: false, error: "too many" }]);
    };
    expect(errorOf(refuse(await handler("hookloom.sleep(1)")))).toMatchObject({ message: "too many", line: 3 });
    const caught = await handler("local ok, message = pcall(hookloom.sleep, 1) return hookloom.skipped(tostring(message))");
    expect(resultOf(refuse(caught))).toMatchObject({ reason: "too many" });
  });

  it("asks for nothing more when it is resumed without its answer", async () => {
    const script = await handler("hookloom.sleep(1)");
    const { ticket } = waitingOf(script.call(1, {}));
    expect(waitingOf(script.resume(ticket, []))).toEqual({ ticket, requests: [] });
  });

  it("closes an abandoned call", async () => {
    const script = await handler(
      'local guard <close> = setmetatable({}, { __close = function() print("closed") end }) hookloom.sleep(1)',
    );
    const { ticket } = waitingOf(script.call(1, {}));
    expect(script.abandon(ticket)).toBe("");
    expect(script.logs()).toEqual(["info: closed"]);
    expect(errorOf(script.resume(ticket, [])).message).toContain("does not wait");
    expect(script.abandon(ticket)).toBe("");
  });

  it("says clearly where sleep cannot work", async () => {
    const message = async (body: string) => errorOf((await handler(body)).call(1, {})).message;
    expect(await message("coroutine.wrap(function() hookloom.sleep(1) end)()")).toContain("not in a coroutine it made");
    expect(await message("table.sort({ 2, 1 }, function() hookloom.sleep(1) end)")).toContain("table.sort");
    expect(await message("hookloom.sleep('x')")).toContain("number of at least 0");
    expect(await message("hookloom.sleep(-1)")).toContain("number of at least 0");
    expect(await message("coroutine.yield(1)")).toContain("yielded outside");
    expect(await message("coroutine.yield(setmetatable({}, { __eq = function() error('no') end }))")).toContain(
      "yielded outside",
    );
  });

  it("lets a script use coroutines of its own", async () => {
    const script = await handler(`local numbers = {}
      for n in coroutine.wrap(function() for n = 1, 3 do coroutine.yield(n) end end) do numbers[n] = n * 2 end
      return hookloom.modified({ numbers = numbers })`);
    expect(resultOf(script.call(1, {}))).toEqual({ type: "modified", data: { numbers: [2, 4, 6] } });
  });

  it("survives a script that resumes the prelude's own coroutine", async () => {
    const script = await boot(`local hookloom = require "hookloom"
hookloom.on("Wait", function() thread = coroutine.running() hookloom.sleep(1) return hookloom.skipped("waited") end)
hookloom.on("Meddle", function() coroutine.resume(thread, true) coroutine.resume(thread) end)
hookloom.on("Fine", function() return hookloom.skipped("fine") end)`);
    const { ticket, requests } = waitingOf(script.call(1, {}));
    expect(script.call(2, {})).toBe("");
    expect(errorOf(script.resume(ticket, [{ id: requests[0]!.id, ok: true, value: null }])).kind).toBe("exception");
    expect(resultOf(script.call(3, {}))).toMatchObject({ reason: "fine" });
  });
});
