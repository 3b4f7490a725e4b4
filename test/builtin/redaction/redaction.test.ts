// Redaction in a runtime.

import { afterEach, expect, it } from "vitest";
import { outcomeData } from "../../../src/index.ts";
import { startWith, type GuardedRuntime } from "../support.ts";

let guarded: GuardedRuntime | undefined;
afterEach(() => guarded?.runtime.close());

const TOKEN = "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";

it("takes secrets out of what a tool answers, after all others changed it", async () => {
  guarded = await startWith({ redaction: { enabled: true } });
  guarded.runtime.register("AfterToolExecution", ({ data }) => ({
    type: "modified",
    data: { result: [{ text: `${String(data.result)}!` }, "plain"] },
  }));
  const data = { tool_name: "Bash", result: `token ${TOKEN}` };
  const outcome = await guarded.runtime.run("AfterToolExecution", data);
  expect(outcomeData(outcome, data)).toEqual({
    tool_name: "Bash",
    result: [{ text: "token [redacted:github-token]!" }, "plain"],
  });
  expect(await guarded.violations()).toEqual([
    { violation_type: "secret_found", action: "sanitize", reason: "found 1 github-token" },
  ]);
});

it("leaves data without secrets alone", async () => {
  guarded = await startWith({ redaction: { enabled: true } });
  expect(guarded.runtime.run("AfterToolExecution", { tool_name: "Bash", result: "ok" })).toEqual({ type: "continue" });
});

it("cancels instead, and reaches single items of lists, when it is told to", async () => {
  guarded = await startWith({
    redaction: { enabled: true, cancel: true, fields: ["messages.*.content"], points: ["BeforeProviderCall"] },
  });
  const run = (content: string): unknown =>
    guarded!.runtime.run("BeforeProviderCall", { provider: "x", messages: [{ content: "hi" }, { content }] });
  expect(run(TOKEN)).toMatchObject({ type: "cancel", reason: "The data holds secrets: found 1 github-token." });
  expect(run("no")).toEqual({ type: "continue" });
});

it("changes one item of a list and keeps the others", async () => {
  guarded = await startWith({ redaction: { enabled: true, fields: ["messages.*.content"], points: ["BeforeProviderCall"] } });
  const data = { provider: "x", messages: [{ content: TOKEN, role: "user" }, { content: "b" }, { content: `c ${TOKEN}` }] };
  const outcome = await guarded.runtime.run("BeforeProviderCall", data);
  expect(outcomeData(outcome, data).messages).toEqual([
    { content: "[redacted:github-token]", role: "user" },
    { content: "b" },
    { content: "c [redacted:github-token]" },
  ]);
});
