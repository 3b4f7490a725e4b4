// Stops calling language models when a session has spent its budget.
//
// What a call costs is known when it is over: AfterProviderCall adds it up, BeforeProviderCall refuses the next call.
import { on, cancel, state } from "hookloom";

// Money is counted in millionths of a dollar, in integers: sums of fractions drift.
const BUDGET = 2_000_000; // $2.00 per session
// Dollars per million tokens, which is the same as millionths of a dollar per token.
const PRICES = new Map([
  ["large", { input: 15, output: 75 }],
  ["medium", { input: 3, output: 15 }],
  ["small", { input: 1, output: 5 }],
]);
const UNKNOWN_MODEL = PRICES.get("large"); // Better to stop too early than too late.

// The sums are kept in the script's state, which outlives reloads and restarts. A host that runs for months would collect those
// of all its sessions otherwise.
const KEPT = { ttl_ms: 30 * 24 * 3600 * 1000 };

on("AfterProviderCall", { description: "Adds up what the calls of a session cost" }, async (ctx) => {
  const { model, input_tokens, output_tokens } = ctx.data;
  const price = PRICES.get(model) ?? UNKNOWN_MODEL;
  const cost = price.input * count(input_tokens) + price.output * count(output_tokens);
  await state.increment(keyOf(sessionOf(ctx)), cost, KEPT);
});

const options = { description: "Refuses calls over the session's budget", priority: "high", failure_mode: "fail_closed" };

on("BeforeProviderCall", options, async (ctx) => {
  const session = sessionOf(ctx);
  const sum = (await state.get(keyOf(session))) ?? 0;
  if (sum >= BUDGET) return cancel(`The session "${session}" has spent ${dollars(sum)} of its ${dollars(BUDGET)}.`);
});

on("SessionEnd", { description: "Forgets the sum of a session that has ended" }, async (ctx) => {
  await state.delete(keyOf(sessionOf(ctx)));
});

function keyOf(session) {
  return `spent/${session}`;
}

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
