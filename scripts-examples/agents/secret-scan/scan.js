// Keeps keys out of prompts and out of what an agent's tools are given: a key in a file it writes, or in a command, is on its way.
import { on, cancel } from "hookloom";

const KEYS = [
  ["an AWS access key", /(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}/],
  ["a GitHub token", /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20}/],
  ["an API key", /(?<![A-Za-z0-9])sk-[A-Za-z0-9-]{20}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
];
const options = { priority: "high", failure_mode: "fail_closed", timeout_ms: 1000 };

on("UserPromptSubmit", { ...options, description: "Keeps keys out of prompts" }, (ctx) => {
  const kind = ctx.metadata.agent === undefined ? undefined : find(ctx.data.prompt);
  if (kind !== undefined) return cancel(`The prompt holds ${kind}. Take it out: what is sent to a model is not secret any more.`);
});

on("BeforeToolExecution", { ...options, description: "Keeps keys out of tool calls" }, (ctx) => {
  const kind = ctx.metadata.agent === undefined ? undefined : find(ctx.data.parameters);
  if (kind !== undefined) return cancel(`The call holds ${kind}. Read it from the environment instead.`);
});

/** What kind of key a value holds, at any depth. */
function find(value) {
  if (typeof value === "string") return KEYS.find(([, pattern]) => pattern.test(value))?.[0];
  if (typeof value !== "object" || value === null) return undefined;
  for (const inside of Object.values(value)) {
    const kind = find(inside);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
