// Inputs that are refused or cleaned.

import { afterEach, describe, expect, it } from "vitest";
import { outcomeData } from "../../../src/index.ts";
import { SQL_PATTERNS } from "../../../src/builtin/input-validation/sql-injection.ts";
import { startWith, type GuardedRuntime } from "../support.ts";

let guarded: GuardedRuntime | undefined;
afterEach(() => guarded?.runtime.close());

const send = (content: string): unknown => guarded!.runtime.run("BeforeInbound", { user_id: "u", channel: "c", content });

describe("a pattern of SQL", () => {
  it.each(SQL_PATTERNS.map((pattern) => [pattern.id, pattern] as const))(
    "%s finds its example, and none finds what is only like it",
    (_, { pattern, example, harmless }) => {
      expect(example.search(pattern)).toBeGreaterThanOrEqual(0);
      expect(SQL_PATTERNS.filter((other) => harmless.search(other.pattern) >= 0)).toEqual([]);
    },
  );
});

describe("the validation of inputs", () => {
  it("cancels what is too long, smuggles SQL or is blocked, and says all that is wrong", async () => {
    guarded = await startWith({ inputValidation: { enabled: true, maxLength: 40, blocked: ["(?i)forbidden"] } });
    expect(send("hello")).toEqual({ type: "continue" });
    expect(send("x'; DROP TABLE users")).toMatchObject({
      type: "cancel",
      reason: "The input looks like an SQL injection (second-statement).",
    });
    expect(send(`Forbidden ${"x".repeat(40)}`)).toMatchObject({
      type: "cancel",
      reason: "The input has 50 characters; at most 40 are accepted, and it holds what is blocked ((?i)forbidden).",
    });
    expect(await guarded.violations()).toMatchObject([{ violation_type: "input_denied", action: "block", user_id: "u" }, {}]);
  });

  it("cleans instead when it is not strict, until nothing is left", async () => {
    guarded = await startWith({
      inputValidation: { enabled: true, strict: false, blocked: ["bad"], fields: ["input"], points: ["BeforeAgentExecution"] },
    });
    const data = { agent_id: "a", input: { list: ["a babadd b", "fine"], text: "1 UNION SELECT x" } };
    const outcome = await guarded.runtime.run("BeforeAgentExecution", data);
    expect(outcomeData(outcome, data).input).toEqual({ list: ["a  b", "fine"], text: "1 x" });
    expect(await guarded.violations()).toMatchObject([{ action: "sanitize" }]);
  });
});
