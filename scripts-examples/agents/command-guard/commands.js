// Stops an agent's shell commands that are dangerous, and has the user asked about those that may be. The host reads the command as
// a shell would, so that it makes no difference how it is quoted, nested or hidden.
import { on, cancel, annotate, continue_, shell } from "hookloom";

const options = {
  description: "Stops or asks about risky shell commands",
  match: { tool_name: "Bash" },
  priority: "high",
  failure_mode: "fail_closed",
  timeout_ms: 1000, // It waits for the host.
};

on("BeforeToolExecution", options, async (ctx) => {
  if (ctx.metadata.agent === undefined) return; // Not a coding agent's.
  const { risk, why } = await shell.assess(String(ctx.data.parameters?.command ?? ""));
  if (risk === "CRITICAL" || risk === "HIGH") return cancel(`Stopped: it ${why}.`);
  if (risk === "MEDIUM") return annotate(continue_(), { permission: "ask", permission_reason: `It ${why}.` });
});
