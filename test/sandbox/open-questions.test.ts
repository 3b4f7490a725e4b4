import { beforeEach, describe, expect, it } from "vitest";
import { OpenQuestions } from "../../src/sandbox/open-questions.ts";

// What a call may overrun its limit by before its runner is ended.
const GRACE_MS = 250;
const SILENT_MS = 10_000;
const NO_CALL = 0;

let questions: OpenQuestions;
let rejected: number[];
beforeEach(() => {
  questions = new OpenQuestions(() => false);
  rejected = [];
});

function ask(id: number, limitMs: number, sentMs = 0, kind: "call" | "load" = "call"): void {
  const fail = (): void => void rejected.push(id);
  questions.add(id, { kind, cell: id, sentMs, limitMs, resolve: () => {}, reject: fail });
}

describe("a runner with calls to answer", () => {
  it("hangs when the first has not ended with its limit and the grace", () => {
    ask(1, 100);
    ask(2, 5000);
    expect(questions.judge(100 + GRACE_MS, SILENT_MS, 1).kind).toBe("fine");
    expect(questions.judge(101 + GRACE_MS, SILENT_MS, 1).kind).toBe("hangs");
  });

  it("hangs by the limit of the call it is in, however long those in front of it might take whose answers have not come yet", () => {
    ask(1, 5000);
    ask(2, 5000);
    ask(3, 20);
    expect(questions.judge(50, SILENT_MS, 3).kind).toBe("fine");
    expect(questions.judge(50 + 20 + GRACE_MS, SILENT_MS, 3).kind).toBe("fine");
    expect(questions.judge(51 + 20 + GRACE_MS, SILENT_MS, 3).kind).toBe("hangs");
  });

  it("has the time of the call it is in, however short those in front of it were whose answers have not come yet", () => {
    ask(1, 20);
    ask(2, 2000);
    expect(questions.judge(50, SILENT_MS, 2).kind).toBe("fine");
    expect(questions.judge(2000, SILENT_MS, 2).kind).toBe("fine");
    expect(questions.judge(2051 + GRACE_MS, SILENT_MS, 2).kind).toBe("hangs");
  });

  it("gives each call its own time after the one in front of it", () => {
    ask(1, 100);
    ask(2, 100);
    questions.settle(1, 90, "call");
    expect(questions.judge(340, SILENT_MS, 2).kind).toBe("fine");
    expect(questions.judge(341 + 100, SILENT_MS, 2).kind).toBe("hangs");
  });

  it("wins no time by saying that it went back to a call, or is in one that nobody asked for", () => {
    for (const id of [1, 2, 3]) ask(id, 100);
    expect(questions.judge(50, SILENT_MS, 3).kind).toBe("fine");
    expect(questions.judge(300, SILENT_MS, 2).kind).toBe("fine");
    expect(questions.judge(360, SILENT_MS, 2).kind).toBe("hangs");
    expect(questions.judge(360, SILENT_MS, 77).kind).toBe("hangs");
    expect(questions.judge(401, SILENT_MS, 3).kind).toBe("hangs");
  });

  it("is not blamed for calls that have not begun while it goes on with one that had waited", () => {
    ask(1, 3000);
    questions.park(1, 10);
    ask(2, 20, 20);
    expect(questions.judge(1000, SILENT_MS, 1).kind).toBe("fine");
    expect(questions.judge(1000, SILENT_MS, NO_CALL).kind).toBe("hangs");
    expect(questions.judge(3001 + GRACE_MS, SILENT_MS, 1)).toEqual({ kind: "hangs", blamed: 1 });
  });

  it("loses a waiting call that it forgot, and nothing else, while it answers", () => {
    ask(1, 100);
    questions.park(1, 10);
    expect(questions.judge(101 + GRACE_MS, 0, NO_CALL).kind).toBe("fine");
    expect(rejected).toEqual([1]);
  });

  it("hangs with a load that does not end by itself", () => {
    ask(1, 1000, 0, "load");
    expect(questions.judge(1001 + GRACE_MS, 0, NO_CALL).kind).toBe("fine");
    expect(questions.judge(1001 + GRACE_MS, SILENT_MS, NO_CALL)).toEqual({ kind: "hangs", blamed: 1 });
    expect(questions.judge(1001 + 2 * GRACE_MS, 0, NO_CALL)).toEqual({ kind: "hangs", blamed: 1 });
  });
});
