// Stops calling language models when a session has spent its budget.
//
// What a call costs is known when it is over: AfterProviderCall adds it up, BeforeProviderCall refuses the next call.
import { on, cancel } from "hookloom";

// Money is counted in millionths of a dollar, in integers: sums of fractions drift.
const BUDGET = 2_000_000; // $2.00 per session
// Dollars per million tokens, which is the same as millionths of a dollar per token.
const PRICES = new Map([
  ["large", { input: 15, output: 75 }],
  ["medium", { input: 3, output: 15 }],
  ["small", { input: 1, output: 5 }],
]);
const UNKNOWN_MODEL = PRICES.get("large"); // Better to stop too early than too late.

// Lives as long as this script is loaded: the sums start again at zero when the file changes or the host starts again.
const spent = new Map();

on("AfterProviderCall", { description: "Adds up what the calls of a session cost" }, (ctx) => {
  const { model, input_tokens, output_tokens } = ctx.data;
  const price = PRICES.get(model) ?? UNKNOWN_MODEL;
  const cost = price.input * count(input_tokens) + price.output * count(output_tokens);
  const session = sessionOf(ctx);
  spent.set(session, (spent.get(session) ?? 0) + cost);
});

const options = { description: "Refuses calls over the session's budget", priority: "high", failure_mode: "fail_closed" };

on("BeforeProviderCall", options, (ctx) => {
  const session = sessionOf(ctx);
  const sum = spent.get(session) ?? 0;
  if (sum >= BUDGET) return cancel(`The session "${session}" has spent ${dollars(sum)} of its ${dollars(BUDGET)}.`);
});

// A host that runs for months would collect the sums of all its sessions otherwise.
on("SessionEnd", { description: "Forgets the sum of a session that has ended" }, (ctx) => {
  spent.delete(sessionOf(ctx));
});

/** Calls that name no session share one budget. A correlation id is no session: every call has its own. */
function sessionOf(ctx) {
  return [ctx.data.session_id, ctx.metadata.session_id].find((id) => typeof id === "string") ?? "default";
}

/** A number of tokens; a call that failed has none. */
function count(tokens) {
  return Number.isInteger(tokens) && tokens > 0 ? tokens : 0;
}

function dollars(millionths) {
  const cents = Math.floor(millionths / 10_000);
  return `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}
