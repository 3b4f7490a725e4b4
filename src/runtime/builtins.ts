// The built-in hooks of a runtime: opens those that are enabled and puts their hooks in place. The runtime makes one.

import { OUR_COMPONENT } from "../events/protection/event-gate.ts";
import type { BuiltinDefinition, BuiltinEnvironment, BuiltinFactory, Builtin, Tracing } from "../builtin/builtin.ts";
import { BUILTINS, builtinSchema, type BuiltinName, type BuiltinOptions } from "../builtin/index.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { Clock } from "../foundation/clock.ts";
import { camelKeys, snakeKeys } from "../foundation/key-case.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { HookRegistry } from "../hooks/registry.ts";
import type { ObserverList } from "../hooks/observer-list.ts";
import type { Logger } from "../observability/logger.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { z } from "zod";

export interface BuiltinsOptions {
  /** What the host said: the settings, and that those which only record are left out where hooks are merely tried. */
  readonly host: Pick<RuntimeOptions, "builtin" | "trial" | "random" | "stateDir">;
  readonly clock: Clock;
  readonly registry: HookRegistry;
  readonly bus: EventBus;
  readonly observers: ObserverList;
  readonly logger: Logger;
  readonly tell: BuiltinEnvironment["tell"];
}

export class Builtins {
  readonly #options: BuiltinsOptions;
  readonly #open: Builtin[] = [];
  /** Set when tracing is enabled. */
  tracing: Tracing | undefined;

  constructor(options: BuiltinsOptions) {
    this.#options = options;
  }

  /** Opens what is enabled. @throws HookloomError CONFIG_INVALID, and what each says that it throws */
  async open(): Promise<void> {
    const { host, registry, observers } = this.#options;
    const environment = createEnvironment(this.#options);
    const checked = parseSettings(host.builtin ?? {});
    for (const [name, definition] of Object.entries(BUILTINS) as [BuiltinName, BuiltinDefinition<z.ZodObject>][]) {
      const own = camelKeys(checked[name]);
      if (!own.enabled || (host.trial === true && !definition.decides)) continue;
      const factory = (await definition.load()) as BuiltinFactory<typeof own>;
      const builtin = await factory(own, environment);
      this.#open.push(builtin);
      this.tracing ??= builtin.tracing;
      if (builtin.observer !== undefined) observers.add(builtin.observer);
      const owner = `builtin/${name}`;
      const hooks = (builtin.hooks ?? []).map((hook) => ({ ...hook, options: { ...hook.options, owner } }));
      registry.registerMultiple(hooks);
    }
  }

  /** Resolves when everything that they were given until now is where it belongs. */
  async drain(): Promise<void> {
    await Promise.all(this.#open.map((builtin) => builtin.drain?.()));
  }

  /** The metrics in the format of Prometheus; `undefined` when none are kept. */
  async metrics(): Promise<string | undefined> {
    const texts = await Promise.all(this.#open.map((builtin) => builtin.metrics?.()));
    return texts.find((text) => text !== undefined);
  }

  /** Closes them, the last one opened first. */
  async close(): Promise<void> {
    for (const builtin of this.#open.splice(0).toReversed()) await builtin.close?.();
  }
}

function createEnvironment({ host, clock, registry, bus, logger, tell }: BuiltinsOptions): BuiltinEnvironment {
  return {
    clock,
    random: host.random ?? Math.random,
    stateDir: host.stateDir,
    log: (level, details, message) => logger[level](details, message),
    publish: (eventType, data) => void bus.publish(eventType, data, { component: OUR_COMPONENT }),
    tell,
    subscribe: (pattern, listener) => bus.subscribe(pattern, listener),
    eventActivity: () => bus.stats(),
    hooks: () => registry.list(),
  };
}

/** The settings of every built-in. Those that a config was loaded with are right; a host may have written others. */
function parseSettings(settings: BuiltinOptions): Readonly<Record<BuiltinName, { readonly enabled: boolean }>> {
  const parsed = builtinSchema.safeParse(snakeKeys(settings));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ["builtin", ...(issue?.path ?? [])].join(".");
  throw new HookloomError("CONFIG_INVALID", `The option ${path} is wrong: ${issue?.message}.`, { details: { path } });
}
