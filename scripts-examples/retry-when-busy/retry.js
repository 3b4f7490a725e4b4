// Calls a language model again when its provider was busy, a little later each time.
//
// Only what passes by itself is tried again: a wrong key or a conversation that is too long fails the second time as well,
// and costs time and money to find out.
import { on, retry } from "hookloom";

// Words from error messages, in lower case. A list, because providers agree on nothing else.
const PASSING = ["429", "502", "503", "529", "overloaded", "rate limit", "rate_limit", "too many requests"];
const LASTING = ["quota", "billing", "credit"]; // Also reported as 429, and not over in a minute.

const options = {
  description: "Retries calls to providers that were busy",
  match: { success: false, error: { exists: true } }, // The script is not even called for calls that succeeded.
  priority: "low", // After hooks that count calls: this one ends the round.
};

on("AfterProviderCall", options, (ctx) => {
  if (typeof ctx.data.error !== "string") return;
  const error = ctx.data.error.toLowerCase();
  const mentions = (words) => words.some((word) => error.includes(word));
  if (!mentions(PASSING) || mentions(LASTING)) return;
  // 1, 2 and 4 seconds, varied at random so that callers who failed together do not come back together.
  return retry({ max_attempts: 4, delay_ms: 1000, backoff: "exponential", jitter: true });
});
