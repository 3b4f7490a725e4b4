// What scripts ask of the host is served, and what a runner in the wrong hands asks is bounded.

import { describe, expect, it, vi } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import type { JsonValue } from "../../src/foundation/json.ts";
import { HostCalls, MAX_REQUESTS } from "../../src/sandbox/host-calls.ts";
import type { HostCall, HostService } from "../../src/sandbox/host-services.ts";

interface Sent {
  readonly callId: number;
  readonly requestId: number;
  readonly answer: unknown;
}

function setup(services: Record<string, HostService>): { calls: HostCalls; sent: Sent[] } {
  const sent: Sent[] = [];
  const calls = new HostCalls(new Map(Object.entries(services)), (callId, requestId, text) => {
    sent.push({ callId, requestId, answer: JSON.parse(text) as unknown });
  });
  return { calls, sent };
}

const SCRIPT = { file: "a.js", source: "" };

const service = (serve: (call: HostCall) => JsonValue | Promise<JsonValue>, changes = false): HostService => ({ changes, serve });
const request = (kind: string, given: object = {}): string => JSON.stringify({ kind, arguments: given });
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a request of a script", () => {
  it("is answered with what its service says, under its id", async () => {
    const { calls, sent } = setup({ double: service(({ arguments: { n } }) => Promise.resolve((n as number) * 2)) });
    calls.serve(SCRIPT, 7, 3, request("double", { n: 21 }));
    await settle();
    expect(sent).toEqual([{ callId: 7, requestId: 3, answer: { id: 3, ok: true, value: 42 } }]);
  });

  it("fails with the message of our own errors, and says nothing of others", async () => {
    const { calls, sent } = setup({
      refuses: service(() => {
        throw new HookloomError("STATE_REQUEST_INVALID", "State: no.");
      }),
      breaks: service(() => Promise.reject(new Error("password=hunter2"))),
    });
    for (const kind of ["refuses", "breaks", "unheard"]) {
      calls.serve(SCRIPT, 1, 1, request(kind));
      await settle();
    }
    expect(sent.map(({ answer }) => answer)).toEqual([
      { id: 1, ok: false, error: "State: no. [STATE_REQUEST_INVALID]" },
      { id: 1, ok: false, error: "breaks failed in the host" },
      { id: 1, ok: false, error: 'this host does not serve "unheard"' },
    ]);
  });

  it("gets an error instead of an answer that is too large", async () => {
    const { calls, sent } = setup({ large: service(() => "x".repeat(2_000_000)) });
    calls.serve(SCRIPT, 1, 9, request("large"));
    await settle();
    expect(sent[0]!.answer).toMatchObject({ id: 9, ok: false, error: expect.stringContaining("larger than 1048576") });
  });
});

describe("a call that ends", () => {
  it("tells the services that nobody waits any more, and sends no answer", async () => {
    const aborted = vi.fn();
    const { calls, sent } = setup({
      slow: service(async ({ signal }) => {
        signal.addEventListener("abort", aborted);
        await settle();
        return 1;
      }),
    });
    calls.serve(SCRIPT, 1, 1, request("slow"));
    calls.end(1);
    expect(aborted).toHaveBeenCalledOnce();
    await settle();
    await settle();
    expect(sent).toEqual([]);
  });

  it("says whether anything was changed, so that it is not sent a second time", () => {
    const { calls } = setup({ read: service(() => 1), write: service(() => 1, true) });
    calls.serve(SCRIPT, 1, 1, request("read"));
    calls.serve(SCRIPT, 2, 1, request("read"));
    calls.serve(SCRIPT, 2, 2, request("write"));
    expect([calls.end(1), calls.end(2), calls.end(3)]).toEqual([false, true, false]);
  });
});

describe("a runner that asks for what no script can", () => {
  it.each([
    "[]",
    "null",
    "7",
    '{"arguments":{}}',
    '{"kind":1}',
    '{"kind":"read","arguments":[]}',
    '{"kind":"read","arguments":1}',
  ])("is refused: %s", (payload) => {
    const { calls } = setup({ read: service(() => 1) });
    expect(() => calls.serve(SCRIPT, 1, 1, payload)).toThrow();
  });

  it("may not ask more often than a call may", () => {
    const { calls } = setup({ read: service(() => 1) });
    for (let id = 0; id < MAX_REQUESTS; id++) calls.serve(SCRIPT, 1, id, request("read"));
    expect(() => calls.serve(SCRIPT, 1, 0, request("read"))).toThrow(RangeError);
    expect(() => calls.serve(SCRIPT, 2, 0, request("read"))).not.toThrow();
  });
});

it("a flood of requests is served in parts, between which others have their turn, and in order", async () => {
  const served: number[] = [];
  const { calls, sent } = setup({
    note: service(({ arguments: { n } }) => {
      served.push(n as number);
      return null;
    }),
  });
  for (let n = 0; n < 500; n += 1) calls.serve(SCRIPT, 1, n, request("note", { n }));
  expect(served.length).toBe(50);
  await settle();
  expect(served.length).toBeLessThan(500);
  for (let turn = 0; turn < 20; turn += 1) await settle();
  expect(served).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(sent.length).toBe(500);
  for (let n = 0; n < 100; n += 1) calls.serve(SCRIPT, 2, n, request("note", { n }));
  calls.end(2);
  for (let turn = 0; turn < 20; turn += 1) await settle();
  expect(served.length).toBe(550);
});
