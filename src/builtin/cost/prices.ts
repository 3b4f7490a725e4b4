// What tokens cost by a price list, in whole micro-dollars. `cost.ts` asks it after every call of a model.

import { matchesGlob } from "../../foundation/glob.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { Price } from "./definition.ts";

/** Millionths of a US dollar; always whole. */
export type MicroUsd = number;

/** The whole micro-dollars in an amount of dollars. */
export function microUsd(usd: number): MicroUsd {
  return Math.round(usd * 1_000_000);
}

/** The price of a model at a time: of those in force that fit, the newest, and of those the first. */
export function findPrice(prices: readonly Price[], model: string, timeMs: number): Price | undefined {
  const today = new Date(timeMs).toISOString().slice(0, 10);
  let newest: Price | undefined;
  for (const price of prices) {
    if (price.from > today || !matchesGlob(price.model, model)) continue;
    if (newest === undefined || price.from > newest.from) newest = price;
  }
  return newest;
}

/** The cost of the tokens that a point's data tells, rounded up. */
export function costOf(data: JsonObject, price: Price): MicroUsd {
  const { input, output, cached_input = input, cache_write = input, reasoning = output } = price;
  const cached = tokens(data.cached_input_tokens);
  const written = tokens(data.cache_write_tokens);
  const thought = tokens(data.reasoning_tokens);
  // Some providers count the special ones among all of their kind, as we do, and others beside them.
  const sent = Math.max(0, tokens(data.input_tokens) - cached - written);
  const answered = Math.max(0, tokens(data.output_tokens) - thought);
  // A dollar for a million tokens is a micro-dollar for one. Counted in millionths of those, so that all numbers are whole.
  const exact =
    sent * microUsd(input) +
    cached * microUsd(cached_input) +
    written * microUsd(cache_write) +
    answered * microUsd(output) +
    thought * microUsd(reasoning);
  return Math.ceil(exact / 1_000_000);
}

function tokens(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? Math.floor(value) : 0;
}
