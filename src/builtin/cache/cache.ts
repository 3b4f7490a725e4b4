// The cache as hooks: for each rule one before the operation, which answers what is kept, and one after it, which keeps what
// it came to.

import { hash } from "node:crypto";
import { andThen } from "../../foundation/and-then.ts";
import { canonicalJson } from "../../foundation/canonical-json.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonValue } from "../../foundation/json.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import { KNOWN_NAMES } from "../../model/points/catalogue.ts";
import type { HookPoint } from "../../model/points/point.ts";
import { results } from "../../model/results.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { readField } from "../context-fields.ts";
import type { CacheRule, CacheSettings } from "./definition.ts";
import { ResultsInMemory, ResultsInRedis, type KeptResults } from "./kept-results.ts";

/** Operations that were begun and have not ended; more are hardly under way at once. */
const MAX_BEGUN = 10_000;

/** Opens the cache. @throws HookloomError CONFIG_INVALID when a rule's point has no result */
export async function openCache(settings: CacheSettings, environment: BuiltinEnvironment): Promise<Builtin> {
  const rules = settings.rules.map((rule) => ({ rule, ...findPoints(rule) }));
  const { kept, close } = await openResults(settings, environment);
  const hooks = rules.flatMap(({ rule, before, after }) =>
    new RuleHooks(rule, after, settings.maxResultKb * 1024, kept, environment).registrations(before),
  );
  return { hooks, close };
}

async function openResults(
  { redisUrl, maxEntries }: CacheSettings,
  { clock, log }: BuiltinEnvironment,
): Promise<{ kept: KeptResults; close: () => Promise<void> }> {
  const memory = new ResultsInMemory(clock, maxEntries);
  if (redisUrl === undefined) return { kept: memory, close: async () => {} };
  const { RedisLink } = await import("../redis/redis-link.ts");
  const link = new RedisLink(redisUrl, "cached results", log);
  await link.settle();
  return { kept: new ResultsInRedis(link, memory), close: async () => link.close() };
}

class RuleHooks {
  readonly #rule: CacheRule;
  readonly #after: HookPoint;
  readonly #maxCharacters: number;
  readonly #kept: KeptResults;
  readonly #environment: BuiltinEnvironment;
  /** Keys of operations that were begun, by correlation id: hooks may change the data that the key was made of. */
  readonly #begun = new Map<string, string | undefined>();

  constructor(rule: CacheRule, after: HookPoint, maxCharacters: number, kept: KeptResults, environment: BuiltinEnvironment) {
    this.#rule = rule;
    this.#after = after;
    this.#maxCharacters = maxCharacters;
    this.#kept = kept;
    this.#environment = environment;
  }

  registrations(before: HookPoint): Registration[] {
    const { name } = this.#rule;
    const common = { phase: "transform", timeoutMs: 1000 } as const;
    return [
      {
        point: before.name,
        hook: (context) => this.#find(context),
        options: {
          ...common,
          id: `builtin/cache#${name}`,
          priority: "lowest",
          description: "answers results that are kept",
          match: this.#rule.match,
        },
      },
      {
        point: this.#after.name,
        hook: (context) => this.#keep(context),
        options: { ...common, id: `builtin/cache#${name}@${this.#after.name}`, priority: "lowest", description: "keeps results" },
      },
    ];
  }

  #find(context: HookContext): HookAnswer | Promise<HookAnswer> {
    const key = this.#keyOf(context);
    if (key === undefined) return;
    return andThen(this.#kept.find(key), (found): HookAnswer => {
      this.#environment.publish(found === undefined ? "cache.missed" : "cache.hit", { rule: this.#rule.name });
      this.#begin(context.correlationId, found === undefined ? key : undefined);
      if (found !== undefined) return results.cache(JSON.parse(found.json) as JsonValue, Math.ceil(found.leftMs));
    });
  }

  /** Remembers the key under which the result is to be kept; none when it came from here. */
  #begin(correlationId: string, key: string | undefined): void {
    this.#begun.set(correlationId, key);
    if (this.#begun.size > MAX_BEGUN) this.#begun.delete(this.#begun.keys().next().value!);
  }

  #keep({ correlationId, data }: HookContext): HookAnswer | Promise<HookAnswer> {
    const key = this.#begun.get(correlationId);
    this.#begun.delete(correlationId);
    const result = this.#after.primary === undefined ? undefined : data[this.#after.primary];
    if (key === undefined || result === undefined || data.success === false) return;
    const json = JSON.stringify(result);
    if (json === undefined || json.length > this.#maxCharacters) return;
    return andThen(this.#kept.store(key, json, this.#rule.ttl_ms), (): HookAnswer => {
      this.#environment.publish("cache.stored", { rule: this.#rule.name });
    });
  }

  #keyOf(context: HookContext): string | undefined {
    const values = this.#rule.key.map((field) => readField(context, field));
    const text = values.includes(undefined) ? undefined : canonicalJson(values);
    return text && `${this.#rule.name}:${hash("sha256", text)}`;
  }
}

function findPoints({ name, point }: CacheRule): { before: HookPoint; after: HookPoint } {
  const before = KNOWN_NAMES.get(point)?.point;
  const after = before?.after === undefined ? undefined : KNOWN_NAMES.get(before.after)?.point;
  if (before !== undefined && after?.primary !== undefined && before.allowed.includes("cache")) return { before, after };
  const message = `The rule "${name}" of the cache stands at ${point}, which is not before an operation that has a result.`;
  throw new HookloomError("CONFIG_INVALID", message, { details: { rule: name, point } });
}
