// The built-in hooks of a runtime: opens those that are enabled, puts their hooks in place, and opens anew what gets other settings.
// The runtime makes one.

import { isDeepStrictEqual } from "node:util";
import { OUR_COMPONENT } from "../events/protection/event-gate.ts";
import type { Builtin, BuiltinDefinition, BuiltinEnvironment, BuiltinFactory, Tracing } from "../builtin/builtin.ts";
import { BUILTINS, builtinSchema, type BuiltinName, type BuiltinOptions } from "../builtin/index.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { Clock } from "../foundation/clock.ts";
import type { Disposer } from "../foundation/disposer.ts";
import { everyStep } from "../foundation/every-step.ts";
import { camelKeys, snakeKeys } from "../foundation/key-case.ts";
import { formatError, HookloomError } from "../foundation/errors.ts";
import type { HookRegistry } from "../hooks/registry.ts";
import type { ObserverList } from "../hooks/observer-list.ts";
import { CONTINUE_OUTCOME } from "../model/outcome.ts";
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
  /** Resolves when every run that is under way now has ended. */
  quiesce(): Promise<void>;
  readonly ask: BuiltinEnvironment["ask"];
}

type Settings = Readonly<Record<BuiltinName, { readonly enabled: boolean }>>;

const OFF = { enabled: false };
const TABLE = Object.entries(BUILTINS) as unknown as [BuiltinName, BuiltinDefinition<z.ZodObject>][];

export class Builtins {
  readonly #options: BuiltinsOptions;
  readonly #environment: BuiltinEnvironment;
  readonly #open = new Map<BuiltinName, Builtin>();
  readonly #observing = new Map<BuiltinName, Disposer>();
  #settings: Settings | undefined;
  /** Set when tracing is enabled. */
  tracing: Tracing | undefined;

  constructor(options: BuiltinsOptions) {
    this.#options = options;
    this.#environment = createEnvironment(options);
  }

  /** Opens what is enabled. @throws HookloomError CONFIG_INVALID, and what each says that it throws */
  async open(): Promise<void> {
    await this.reopen(this.#options.host.builtin);
  }

  /**
   * Takes other settings, or closes all of them without: what has them is opened anew, and its hooks take the place of the old
   * ones at once. When one of them cannot be opened, all stay as they are.
   * @throws HookloomError CONFIG_INVALID, and what each says that it throws
   */
  async reopen(options: BuiltinOptions | undefined): Promise<void> {
    const settings = parseSettings(options);
    const changed = TABLE.filter(([name]) => !isDeepStrictEqual(settings[name], this.#settings?.[name]));
    const old = new Map(changed.map(([name]) => [name, this.#open.get(name)]));
    const fresh = new Map<BuiltinName, Builtin | undefined>();
    try {
      for (const [name, definition] of changed) {
        const before = old.get(name);
        if (before !== undefined && definition.exclusive === true) await this.#retire(name, before);
        // What it keeps in a file, the new one reads there.
        else await before?.drain?.();
        fresh.set(name, await this.#openOne(definition, settings[name]));
      }
      for (const [name, builtin] of fresh) this.#place(name, builtin);
    } catch (thrown) {
      await this.#restore(old, fresh);
      throw thrown;
    }
    this.#settings = settings;
    // Those of which only one can be open were closed before.
    const left = changed.filter(([, { exclusive }]) => exclusive !== true);
    await closeAll(left.map(([name]) => old.get(name)));
  }

  /** Resolves when everything that they were given until now is where it belongs. */
  async drain(): Promise<void> {
    await Promise.all([...this.#open.values()].map((builtin) => builtin.drain?.()));
  }

  /** The metrics in the format of Prometheus; `undefined` when none are kept. */
  async metrics(): Promise<string | undefined> {
    const texts = await Promise.all([...this.#open.values()].map((builtin) => builtin.metrics?.()));
    return texts.find((text) => text !== undefined);
  }

  /** Closes them, the last of the table first. */
  async close(): Promise<void> {
    const open = TABLE.map(([name]) => this.#open.get(name)).toReversed();
    this.#open.clear();
    await closeAll(open);
  }

  async #openOne(
    { decides, load }: BuiltinDefinition<z.ZodObject>,
    settings: Settings[BuiltinName],
  ): Promise<Builtin | undefined> {
    const own = camelKeys(settings);
    if (!own.enabled || (this.#options.host.trial === true && !decides)) return undefined;
    const factory = (await load()) as unknown as BuiltinFactory<typeof own>;
    return factory(own, this.#environment);
  }

  // Runs that began before may still be about to ask its hooks.
  async #retire(name: BuiltinName, builtin: Builtin): Promise<void> {
    this.#place(name, undefined);
    await this.#options.quiesce();
    await builtin.close?.();
  }

  /** Puts one in the place of what was open before; among equals, those of the table stand in its order, before the host's. */
  #place(name: BuiltinName, builtin: Builtin | undefined): void {
    const { registry, observers } = this.#options;
    const order = TABLE.findIndex(([each]) => each === name) - TABLE.length;
    registry.replaceOwned(`builtin/${name}`, builtin?.hooks ?? [], order);
    this.#observing.get(name)?.();
    this.#observing.delete(name);
    if (builtin?.observer !== undefined) this.#observing.set(name, observers.add(builtin.observer));
    if (builtin === undefined) this.#open.delete(name);
    else this.#open.set(name, builtin);
    this.tracing = [...this.#open.values()].find(({ tracing }) => tracing !== undefined)?.tracing;
  }

  async #restore(
    old: ReadonlyMap<BuiltinName, Builtin | undefined>,
    fresh: ReadonlyMap<BuiltinName, Builtin | undefined>,
  ): Promise<void> {
    try {
      await closeAll(fresh.values());
      for (const [name, builtin] of old) {
        const definition = BUILTINS[name] as unknown as BuiltinDefinition<z.ZodObject>;
        const isClosed = builtin !== undefined && definition.exclusive === true;
        this.#place(name, isClosed ? await this.#openOne(definition, this.#settings![name]) : builtin);
      }
    } catch (thrown) {
      this.#options.logger.error({}, `the built-in hooks could not be put back as they were: ${formatError(thrown)}`);
    }
  }
}

function closeAll(builtins: Iterable<Builtin | undefined>): Promise<void> {
  return everyStep(Array.from(builtins, (builtin) => () => builtin?.close?.()));
}

function createEnvironment({ host, clock, registry, bus, logger, tell, ask }: BuiltinsOptions): BuiltinEnvironment {
  return {
    clock,
    random: host.random ?? Math.random,
    stateDir: host.stateDir,
    log: (level, details, message) => logger[level](details, message),
    publish: (eventType, data) => void bus.publish(eventType, data, { component: OUR_COMPONENT }),
    tell,
    // Points at which nobody stands are no part of what is recorded.
    ask: (point, data, details) =>
      registry.lookup(point)?.slot.isEmpty === false ? ask(point, data, details) : CONTINUE_OUTCOME,
    subscribe: (pattern, listener) => bus.subscribe(pattern, listener),
    eventActivity: () => bus.stats(),
    watchSearches: (listener) => bus.watchSearches(listener),
    hooks: () => registry.list(),
  };
}

/** The settings of every built-in. Those that a config was loaded with are right; a host may have written others. */
function parseSettings(settings: BuiltinOptions | undefined): Settings {
  if (settings === undefined) return Object.fromEntries(TABLE.map(([name]) => [name, OFF])) as unknown as Settings;
  const parsed = builtinSchema.safeParse(snakeKeys(settings));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ["builtin", ...(issue?.path ?? [])].join(".");
  throw new HookloomError("CONFIG_INVALID", `The option ${path} is wrong: ${issue?.message}.`, { details: { path } });
}
