// The generic cell rate algorithm in Redis, for several processes with one limit: a script there does in one step what
// `cell-rate.ts` does in memory, by the clock of the server.

import type { RedisLink } from "../redis/redis-link.ts";
import type { Rate, RetryAfterMs } from "../../foundation/cell-rate.ts";

const SCRIPT = `
local time = redis.call("TIME")
local now = time[1] * 1000 + time[2] / 1000
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local used_up = math.max(tonumber(redis.call("GET", KEYS[1]) or now), now) + interval
local wait = used_up - burst * interval - now
if wait > 0.001 then return string.format("%.3f", wait) end
redis.call("SET", KEYS[1], string.format("%.6f", used_up), "PX", math.ceil(used_up - now))
return "0"
`;

/** The same as `MemoryCellRate.take`; `undefined` when Redis is away. */
export async function takeInRedis(
  link: RedisLink,
  key: string,
  { limit, windowMs, burst }: Rate,
): Promise<RetryAfterMs | undefined> {
  const answer = await link.ask((redis) => redis.eval(SCRIPT, 1, key, String(windowMs / limit), String(burst)));
  return answer && Number(answer.value);
}
