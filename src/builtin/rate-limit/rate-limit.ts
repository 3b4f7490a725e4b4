// The rate limits as hooks: one for each rule and point.

import { andThen } from "../../foundation/and-then.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import { annotate, results } from "../../model/results.ts";
import { KNOWN_NAMES } from "../../model/points/catalogue.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { readField } from "../context-fields.ts";
import { MemoryCellRate, type Rate, type RetryAfterMs } from "../../foundation/cell-rate.ts";
import type { RateLimitRule, RateLimitSettings } from "./definition.ts";

type Take = (key: string, rate: Rate) => RetryAfterMs | Promise<RetryAfterMs>;

/** Opens the rate limits. @throws HookloomError CONFIG_INVALID when a rule stands at a point that cannot be cancelled */
export async function openRateLimit(settings: RateLimitSettings, environment: BuiltinEnvironment): Promise<Builtin> {
  for (const rule of settings.rules) assertCancellable(rule);
  const memory = new MemoryCellRate(settings.maxKeys);
  const takeHere: Take = (key, rate) => memory.take(key, rate, environment.clock.monotonicMs());
  const { take, close } = await openRedis(settings, environment, takeHere);
  const hooks = settings.rules.flatMap((rule) => rule.points.map((point) => makeHook(rule, point, take, environment)));
  return { hooks, close };
}

async function openRedis(
  { redisUrl }: RateLimitSettings,
  { log }: BuiltinEnvironment,
  takeHere: Take,
): Promise<{ take: Take; close: () => Promise<void> }> {
  if (redisUrl === undefined) return { take: takeHere, close: async () => {} };
  const { RedisLink } = await import("../redis/redis-link.ts");
  const { takeInRedis } = await import("./redis-cell-rate.ts");
  const link = new RedisLink(redisUrl, "rate limits", log);
  await link.settle();
  const take: Take = async (key, rate) => (await takeInRedis(link, `hookloom:rate:${key}`, rate)) ?? takeHere(key, rate);
  return { take, close: async () => link.close() };
}

function makeHook(rule: RateLimitRule, point: string, take: Take, environment: BuiltinEnvironment): Registration {
  const { limit, window_ms: windowMs, burst = limit } = rule;
  const rate = { limit, windowMs, burst };
  const execute = (context: HookContext): HookAnswer | Promise<HookAnswer> =>
    andThen(take(keyOf(rule, context), rate), (retryAfterMs): HookAnswer => {
      if (retryAfterMs > 0) return refuse(rule, context, Math.ceil(retryAfterMs), environment);
    });
  const description = `at most ${limit} in ${windowMs} ms by ${rule.by.join(", ") || "everything"}`;
  return {
    point,
    hook: { execute },
    options: {
      id: `builtin/rate_limit#${rule.name}@${point}`,
      description,
      phase: "authorize",
      priority: "highest",
      timeoutMs: 1000,
      ...(rule.match && { match: rule.match }),
    },
  };
}

function keyOf({ name, by }: RateLimitRule, context: HookContext): string {
  return JSON.stringify([name, ...by.map((field) => readField(context, field) ?? null)]);
}

function refuse(rule: RateLimitRule, context: HookContext, retryAfterMs: number, environment: BuiltinEnvironment): HookAnswer {
  const { name, limit, window_ms } = rule;
  const reason = `The rate limit "${name}" of ${limit} in ${window_ms} ms is used up; try again in ${retryAfterMs} ms.`;
  const facts = { rule: name, limit, window_ms, retry_after_ms: retryAfterMs };
  const who = Object.fromEntries(rule.by.map((field) => [field, String(readField(context, field) ?? "")]));
  environment.publish("rate_limit.exceeded", { ...facts, point: context.point, by: who });
  environment.tell("SecurityViolation", { violation_type: "rate_limit", action: "block", reason }, context.correlationId);
  return annotate(results.cancel(reason), { rate_limit: facts });
}

function assertCancellable({ name, points }: RateLimitRule): void {
  const stuck = points.find((point) => KNOWN_NAMES.get(point)?.point.allowed.includes("cancel") === false);
  if (stuck === undefined) return;
  const message = `The rate limit "${name}" stands at ${stuck}, which cannot be cancelled.`;
  throw new HookloomError("CONFIG_INVALID", message, { details: { rule: name, point: stuck } });
}
