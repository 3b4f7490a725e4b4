// A runner process that is wholly in a script's hands: whatever it sends, the host never throws, never waits for ever, and
// ends it when it says what a runner cannot say.

import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../src/foundation/clock.ts";
import { HookloomError } from "../../src/foundation/errors.ts";
import { RunnerFault } from "../../src/sandbox/faults.ts";
import { FrameKind, HEADER_BYTES } from "../../src/sandbox/frames.ts";
import { parseHookResult } from "../../src/model/parse-result.ts";
import { parseLoadReport } from "../../src/sandbox/parse-guest.ts";
import { RunnerProcess } from "../../src/sandbox/runner-process.ts";
import { readCallReply } from "../../src/sandbox/sandboxed-script.ts";
import { UNHEARD } from "../support/unheard.ts";

/**
 * Sends `ready`, then does as it is told: the fuzzer's bytes arrive as the envelope of a call, in base64, and are sent back as they are.
 * An envelope that begins with "!" is a program to run instead.
 */
const HOSTILE_RUNNER = `
const { Socket } = require("node:net");
const channel = new Socket({ fd: 3, readable: true, writable: true });
function frame(kind, id, payload, numbers = [0, 0, 0]) {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(${HEADER_BYTES});
  [body.length, kind, id, ...numbers].forEach((value, index) => head.writeUInt32LE(value >>> 0, index * 4));
  return Buffer.concat([head, body]);
}
const send = (...parts) => channel.write(frame(...parts));
let held = Buffer.alloc(0);
channel.on("data", (chunk) => {
  held = Buffer.concat([held, chunk]);
  while (held.length >= ${HEADER_BYTES} && held.length >= ${HEADER_BYTES} + held.readUInt32LE(0)) {
    const [kind, id] = [held.readUInt32LE(4), held.readUInt32LE(8)];
    const text = held.subarray(${HEADER_BYTES}, ${HEADER_BYTES} + held.readUInt32LE(0)).toString();
    held = held.subarray(${HEADER_BYTES} + held.readUInt32LE(0));
    if (text.startsWith("!")) new Function("send", "id", "channel", text.slice(1))(send, id, channel);
    else if (text !== "") channel.write(Buffer.from(text, "base64"));
  }
});
channel.on("close", () => process.exit());
send(${FrameKind.ready}, 0, "{}");
`;

const runners: RunnerProcess[] = [];
const ended = vi.fn();

async function startHostile(): Promise<RunnerProcess> {
  const runner = await RunnerProcess.start([process.execPath, "--eval", HOSTILE_RUNNER], systemClock, {
    ...UNHEARD,
    onEnd: ended,
  });
  runners.push(runner);
  return runner;
}

/** Calls with a time limit of 50 ms; what comes back, or what went wrong. */
function call(runner: RunnerProcess, envelope: string): Promise<string | RunnerFault> {
  return runner.call("call", 1, 1, envelope, 50).catch((fault: RunnerFault) => fault);
}

/** How often a runner was said to have ended; those of a property that was cut short may end later. */
function endsOf(runner: RunnerProcess): number {
  return ended.mock.calls.filter(([of]) => of === runner).length;
}

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.kill()));
  ended.mockClear();
});

/** Headers that look right more often than chance would have it. */
const frameBytes = fc
  .record({
    length: fc.oneof(fc.nat(40), fc.constantFrom(0xffffffff, 2 ** 28, 2 ** 22)),
    kind: fc.oneof(fc.constantFrom(...Object.values(FrameKind)), fc.nat()),
    id: fc.oneof(fc.nat(8), fc.nat()),
    numbers: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom(
          "null",
          "{}",
          "[]",
          '{"reason":"asset"}',
          '[{"level":"constructor","text":{}}]',
          "R{",
          "W[]",
          'E{"message":1}',
          "L",
        )
        .map((text) => Buffer.from(text)),
    ),
    honest: fc.boolean(),
  })
  .map(({ length, kind, id, numbers, payload, honest }) => {
    const head = Buffer.alloc(HEADER_BYTES);
    [honest ? payload.length : length, kind, id, ...numbers].forEach((value, index) =>
      head.writeUInt32LE(value >>> 0, index * 4),
    );
    return Buffer.concat([head, payload]);
  });

describe("a hostile runner", () => {
  test("can send any bytes and only loses its life by it", async () => {
    const unexpected = vi.fn();
    process.on("uncaughtException", unexpected).on("unhandledRejection", unexpected);
    let runner = await startHostile();
    await fc.assert(
      fc.asyncProperty(fc.array(frameBytes, { minLength: 1, maxLength: 4 }), async (frames) => {
        if (runner.ended) runner = await startHostile();
        const answer = await call(runner, Buffer.concat(frames).toString("base64"));
        if (answer instanceof RunnerFault) return;
        expect(typeof answer).toBe("string");
        expect(attempt(() => readCallReply(answer, "x.js"))).toBe(true);
      }),
      { numRuns: 60, interruptAfterTimeLimit: 12_000 },
    );
    process.off("uncaughtException", unexpected).off("unhandledRejection", unexpected);
    expect(unexpected).not.toHaveBeenCalled();
  });

  test.each([
    ["claims a frame of four gigabytes", `channel.write(Buffer.alloc(${HEADER_BYTES}, 0xff))`],
    ["claims a reply of ten megabytes", `send(${FrameKind.replied}, id, Buffer.alloc(1e7))`],
    ["sends a frame that does not exist", `send(4711, id, "")`],
    ["is ready twice", `send(${FrameKind.ready}, 0, "{}")`],
    ["answers a call with an asset", `send(${FrameKind.asset}, id, "x")`],
    ["answers a call as if it were a load", `send(${FrameKind.loaded}, id, "L{}")`],
    ["tears a call for no reason there is", `send(${FrameKind.torn}, id, '{"reason":"__proto__","message":"x"}')`],
    ["tears a call with what is no fault", `send(${FrameKind.torn}, id, "null")`],
    ["logs what is no list of lines", `send(${FrameKind.log}, 0, '{"length":1}')`],
    ["logs at a level that is a method of the logger", `send(${FrameKind.log}, 0, '[{"level":"child","text":"x"}]')`],
    ["parks a call twice", `send(${FrameKind.parked}, id, ""); send(${FrameKind.parked}, id, "")`],
    [
      "logs without end",
      `setInterval(() => { for (let i = 0; i < 100; i++) send(${FrameKind.log}, 0, JSON.stringify(Array(10).fill({ level: "info", text: "x".repeat(4000) }))); }, 1)`,
    ],
    ["prints without end", `setInterval(() => { for (let i = 0; i < 100; i++) console.error("x".repeat(1000)); }, 1)`],
    ["answers nothing, but every ping and more", `setInterval(() => send(${FrameKind.pong}, 0, ""), 1)`],
    ["says nothing", ""],
  ])("that %s is ended, and the call is answered", async (_what, program) => {
    const runner = await startHostile();
    const startedMs = performance.now();
    const answer = await call(runner, `!${program}`);
    expect(answer).toBeInstanceOf(RunnerFault);
    expect(performance.now() - startedMs).toBeLessThan(2000);
    await vi.waitFor(() => expect(endsOf(runner)).toBe(1));
  });

  test("cannot put one call off by answering those behind it", async () => {
    const runner = await startHostile();
    const first = call(runner, "! // never answered");
    const second = call(runner, `!send(${FrameKind.replied}, id, "")`);
    expect(await first).toBeInstanceOf(RunnerFault);
    expect(await second).toBeInstanceOf(RunnerFault);
    expect(runner.ended).toBe(true);
  });

  test("cannot put a call off by saying that it waits", async () => {
    const runner = await startHostile();
    const startedMs = performance.now();
    const answer = await call(runner, `!send(${FrameKind.parked}, id, ""); setInterval(() => send(${FrameKind.pong}, 0, ""), 5)`);
    expect(answer).toMatchObject({ reason: "expired" });
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(runner.ended).toBe(false);
  });
});

describe("what a guest says", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.tuple(fc.constantFrom("R", "E", "L", "W", ""), fc.json({ maxDepth: 4 })).map(([tag, json]) => tag + json),
    fc.constantFrom(
      "R",
      "E",
      "L",
      "Rnull",
      "E[]",
      'R{"type":"__proto__"}',
      'L{"hooks":[null]}',
      "R" + "[".repeat(200_000),
      "R" + '{"a":'.repeat(200_000),
    ),
  );

  test("is a result, a report or an error of ours, whatever it says", () => {
    fc.assert(
      fc.property(text, (reply) => {
        expect(attempt(() => parseHookResult(readCallReply(reply, "x.js")))).toBe(true);
        expect(attempt(() => parseLoadReport(reply, "x.js"))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Whether it came to something, or to an error of ours. */
function attempt(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (thrown) {
    return thrown instanceof HookloomError;
  }
}
