// Has the user asked when an agent has used its budget of tool calls. Agents do not tell hooks what their models cost, so each
// kind of call has a price of its own.
import { on, annotate, continue_ } from "hookloom";

const BUDGET = 200;
const PRICES = new Map([
  ["Agent", 20],
  ["WebSearch", 3],
  ["WebFetch", 3],
  ["Bash", 2],
]);
const MOST_SESSIONS = 1000;
// Lives as long as this script is loaded.
const spent = new Map();

on("BeforeToolExecution", { description: "Asks the user when the budget is used up" }, (ctx) => {
  if (ctx.metadata.agent === undefined) return; // Not a coding agent's.
  const session = String(ctx.data.session_id ?? ctx.data.conversation_id ?? "");
  const sum = (spent.get(session) ?? 0) + (PRICES.get(ctx.data.tool_name) ?? 1);
  if (!spent.has(session) && spent.size >= MOST_SESSIONS) spent.clear();
  spent.set(session, sum);
  if (sum > BUDGET) {
    const reason = `This session has used ${sum} of its ${BUDGET} points for tool calls.`;
    return annotate(continue_(), { permission: "ask", permission_reason: reason });
  }
});

on("SessionEnd", { description: "Forgets the sum of a session that has ended" }, (ctx) => {
  spent.delete(String(ctx.data.session_id ?? ""));
});
