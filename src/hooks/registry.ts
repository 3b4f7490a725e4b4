// Which hooks stand at which point, in which order. Lists are frozen and replaced as a whole, so a run that has begun keeps
// the list it began with. The runtime registers, the executor looks up.

import type { Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError, toHookloomError, type ErrorPlace } from "../foundation/errors.ts";
import { didYouMean } from "../foundation/suggest.ts";
import { warnOfFault } from "../foundation/warn.ts";
import { HOOK_POINTS, KNOWN_NAMES } from "../model/points/catalogue.ts";
import type { HookPoint, PointAlias } from "../model/points/point.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import { arrangeHooks, findStrangers, type Stranger } from "./arrange-hooks.ts";
import type { BreakerOptions } from "./breaker.ts";
import { findCompositionFaults, type Composition, type Compositions } from "./composition.ts";
import type { Hook, HookFunction, HookOptions } from "./hook.ts";
import { orderHooks } from "./order-hooks.ts";
import { placeHook, type HookPlace, type RegisteredHook } from "./registered-hook.ts";

/** A point and its hooks, in the order they are asked. */
export interface PointSlot {
  readonly name: string;
  /** From the catalogue; `undefined` for a custom point, which allows every result. */
  readonly definition: HookPoint | undefined;
  readonly hooks: readonly RegisteredHook[];
  /** Those that are told what the hooks came to. */
  readonly observing: readonly RegisteredHook[];
  /** Both, and the hooks that are switched off. */
  readonly registered: readonly RegisteredHook[];
  /** Whether nobody would be asked or told. */
  readonly isEmpty: boolean;
}

/** A name a point can be run under. */
export interface PointEntry {
  readonly slot: PointSlot;
  /** Set when the name is another system's, with that system's field names. */
  readonly alias: PointAlias | undefined;
}

/** One hook to register. */
export interface Registration {
  readonly point: string;
  readonly hook: Hook | HookFunction;
  readonly options?: HookOptions;
  /** Where it was written; errors about it carry it. */
  readonly place?: ErrorPlace;
  /** Set when it stands for other hooks. */
  readonly composition?: Composition;
}

/** Order of all scripts' hooks: after the natives of equal priority, among themselves by owner. */
const SCRIPT_ORDER = Number.MAX_SAFE_INTEGER;
/** Owner of all compositions. */
const COMPOSITIONS = "compositions";
const NO_HOOKS: readonly RegisteredHook[] = Object.freeze([]);

type MutableSlot = { -readonly [Key in keyof PointSlot]: PointSlot[Key] };

export class HookRegistry {
  readonly #clock: Clock;
  readonly #breaker: Partial<BreakerOptions>;
  readonly #entries = new Map<string, PointEntry>();
  readonly #hooks = new Map<string, RegisteredHook>();
  /** Ids of hooks whose `onRegister` is being called, and their owners. */
  readonly #reserved = new Map<string, string>();
  #isOn: (hookId: string) => boolean = () => true;
  #nextOrder = 1;

  constructor(clock: Clock, breaker: Partial<BreakerOptions> = {}) {
    this.#clock = clock;
    this.#breaker = breaker;
    const slots = new Map(HOOK_POINTS.map((definition) => [definition, emptySlot(definition.name, definition)]));
    for (const [name, { point, alias }] of KNOWN_NAMES) {
      const renames = alias !== undefined && Object.keys(alias.fields).length > 0;
      this.#entries.set(name, { slot: slots.get(point)!, alias: renames ? alias : undefined });
    }
  }

  /** Makes a custom name known that has no colon in it. */
  declarePoint(name: string): void {
    if (!this.#entries.has(name)) this.#addCustom(name);
  }

  /**
   * The point of a name; `undefined` for a custom point at which nobody ever registered.
   * @throws HookloomError POINT_UNKNOWN, with suggestions
   */
  lookup(name: string): PointEntry | undefined {
    const entry = this.#entries.get(name);
    // A custom name needs no resolving, and a run at one without hooks is not to allocate anything.
    if (entry === undefined && !name.includes(":")) assertPointName(name);
    return entry;
  }

  /**
   * Registers one hook. The disposer unregisters it.
   * @throws HookloomError POINT_UNKNOWN, HOOK_OPTIONS_INVALID, HOOK_ID_TAKEN, or what `onRegister` threw as HOOK_FAILED
   */
  register(point: string, hook: Hook | HookFunction, options: HookOptions = {}): Disposer {
    return this.registerMultiple([{ point, hook, options }]);
  }

  /** Registers all of them or, when one is refused, none. */
  registerMultiple(registrations: readonly Registration[]): Disposer {
    return this.#install(registrations, [], () => this.#nextOrder++);
  }

  /**
   * Puts a new set of an owner's hooks in the place of its old one, in one step: no run sees neither or both. `order` says where
   * they stand among those of equal priority. Default: after all others, as scripts do.
   */
  replaceOwned(owner: string, registrations: readonly Registration[], order = SCRIPT_ORDER): Disposer {
    const owned = registrations.map((registration) => ({ ...registration, options: { ...registration.options, owner } }));
    return this.#install(owned, this.#ownedBy(owner), () => order);
  }

  /**
   * Has hooks asked together from now on, instead of what was composed before.
   * @throws HookloomError COMPOSITION_INVALID, POINT_UNKNOWN, HOOK_OPTIONS_INVALID, HOOK_ID_TAKEN
   */
  compose(compositions: Compositions): void {
    const declared = [...this.#entries.keys()];
    const [fault] = findCompositionFaults(compositions, declared);
    if (fault !== undefined)
      throw new HookloomError("COMPOSITION_INVALID", fault.text, { details: { composition: fault.name, key: fault.key } });
    this.replaceOwned(COMPOSITIONS, Object.entries(compositions).map(registrationOf));
  }

  /** What compositions name and is not there, but for those whose hooks may come yet. */
  strangers(expected: readonly string[] = []): Stranger[] {
    return this.#slots().flatMap(({ registered }) => findStrangers(registered, expected));
  }

  /** Unregisters by id; whether there was one. */
  unregister(id: string): boolean {
    const hook = this.#hooks.get(id);
    if (hook === undefined) return false;
    this.#swap([hook], []);
    return true;
  }

  /** Takes the hook out that is asked once; whether it was still there. */
  claim(hook: RegisteredHook): boolean {
    if (this.#hooks.get(hook.id) !== hook) return false;
    this.#swap([hook], []);
    return true;
  }

  /** Has every hook passed over from now on that `isOn` says no to. Called again when it would answer otherwise. */
  switchHooks(isOn: (hookId: string) => boolean): void {
    this.#isOn = isOn;
    for (const slot of this.#slots()) fillSlot(slot as MutableSlot, slot.registered, isOn);
  }

  /** A hook by its id. */
  find(id: string): RegisteredHook | undefined {
    return this.#hooks.get(id);
  }

  /** Ids of all hooks, in the order they are asked, point by point. */
  hookNames(): string[] {
    return this.list().map(({ id }) => id);
  }

  /** Number of hooks, of all points or of one. */
  count(point?: string): number {
    return point === undefined ? this.#hooks.size : (this.lookup(point)?.slot.registered.length ?? 0);
  }

  /** All hooks, point by point, in the order they are asked. */
  list(): readonly RegisteredHook[] {
    return this.#slots().flatMap(({ registered }) => registered);
  }

  #slots(): PointSlot[] {
    return [...new Set([...this.#entries.values()].map(({ slot }) => slot))];
  }

  #install(registrations: readonly Registration[], replaced: readonly RegisteredHook[], nextOrder: () => number): Disposer {
    const added: RegisteredHook[] = [];
    const taken = new Map(this.#reserved);
    for (const hook of this.#hooks.values()) if (!replaced.includes(hook)) taken.set(hook.id, hook.owner);
    for (const [index, registration] of registrations.entries()) {
      const placed = atPlace(registration.place, () => this.#place(registration, nextOrder(), index, taken));
      taken.set(placed.id, placed.owner);
      added.push(placed);
    }
    // What cannot be put in order is refused before anybody is told of it.
    this.#orders(replaced, added);
    this.#announce(added, registrations);
    try {
      this.#swap(replaced, added);
    } catch (thrown) {
      for (const hook of added) callOnUnregister(hook);
      throw thrown;
    }
    return createDisposer(() => this.#swap(added, []));
  }

  #place(registration: Registration, order: number, index: number, taken: ReadonlyMap<string, string>): RegisteredHook {
    const { point, hook, options = {} } = registration;
    const { slot, alias } = this.lookup(point) ?? customEntry(point);
    let number = slot.registered.length + index + 1;
    while (taken.has(`${slot.name}#${number}`)) number += 1;
    const place: HookPlace = {
      point: slot.name,
      alias,
      observeOnly: slot.definition?.mode === "observe",
      failureMode: slot.definition?.failureMode ?? "fail_open",
      defaultId: `${slot.name}#${number}`,
      registeredAt: registration.place,
      order,
      index,
      composition: registration.composition,
    };
    const native = typeof hook === "function" ? { execute: hook } : hook;
    const placed = placeHook(native, options, place, this.#clock, this.#breaker);
    const owner = taken.get(placed.id);
    if (owner !== undefined) throw idTaken(placed.id, owner);
    return placed;
  }

  // A hook whose onRegister throws is not registered, nor is anything that came with it.
  #announce(added: readonly RegisteredHook[], registrations: readonly Registration[]): void {
    for (const { id, owner } of added) this.#reserved.set(id, owner);
    let announced = 0;
    try {
      for (const { hook } of added) {
        atPlace(registrations[announced]?.place, () => callOnRegister(hook));
        announced += 1;
      }
    } catch (thrown) {
      for (const earlier of added.slice(0, announced)) callOnUnregister(earlier);
      throw thrown;
    } finally {
      for (const { id } of added) this.#reserved.delete(id);
    }
  }

  #swap(removed: readonly RegisteredHook[], added: readonly RegisteredHook[]): void {
    const { leaving, orders } = this.#orders(removed, added);
    for (const [name, registered] of orders) {
      const { slot } = this.#entries.get(name) ?? this.#addCustom(name);
      fillSlot(slot as MutableSlot, registered, this.#isOn);
    }
    for (const { id } of leaving) this.#hooks.delete(id);
    for (const hook of added) this.#hooks.set(hook.id, hook);
    for (const hook of leaving) callOnUnregister(hook);
  }

  /** The hooks of each point that changes, in their order. */
  #orders(
    removed: readonly RegisteredHook[],
    added: readonly RegisteredHook[],
  ): { leaving: readonly RegisteredHook[]; orders: ReadonlyMap<string, readonly RegisteredHook[]> } {
    // Some may be gone already: unregistered by their id, or by an `onRegister` of the new ones.
    const leaving = removed.filter((hook) => this.#hooks.get(hook.id) === hook);
    const orders = new Map<string, readonly RegisteredHook[]>();
    for (const name of new Set([...leaving, ...added].map(({ point }) => point))) {
      const kept = (this.#entries.get(name)?.slot.registered ?? NO_HOOKS).filter((hook) => !leaving.includes(hook));
      const coming = added.filter(({ point }) => point === name);
      orders.set(
        name,
        atPlace(coming[0]?.registeredAt, () => Object.freeze(orderHooks([...kept, ...coming]))),
      );
    }
    return { leaving, orders };
  }

  #ownedBy(owner: string): RegisteredHook[] {
    return [...this.#hooks.values()].filter((hook) => hook.owner === owner);
  }

  #addCustom(name: string): PointEntry {
    const entry = customEntry(name);
    this.#entries.set(name, entry);
    return entry;
  }
}

function customEntry(name: string): PointEntry {
  return { slot: emptySlot(name, undefined), alias: undefined };
}

function emptySlot(name: string, definition: HookPoint | undefined): PointSlot {
  return { name, definition, hooks: NO_HOOKS, observing: NO_HOOKS, registered: NO_HOOKS, isEmpty: true };
}

function fillSlot(slot: MutableSlot, registered: readonly RegisteredHook[], isOn: (hookId: string) => boolean): void {
  const asked = registered.filter(({ id }) => isOn(id));
  slot.registered = registered;
  slot.hooks = Object.freeze(arrangeHooks(asked).filter(({ phase }) => phase !== "observe"));
  slot.observing = Object.freeze(asked.filter(({ phase }) => phase === "observe"));
  slot.isEmpty = asked.length === 0;
}

function registrationOf([id, composition]: readonly [string, Composition]): Registration {
  const { point, kind, hooks, quorum, phase, priority } = composition;
  const description = `${kind}${quorum === undefined ? "" : ` (${quorum})`} of ${hooks.join(", ")}`;
  const options = { id, description, ...(phase && { phase }), ...(priority !== undefined && { priority }) };
  // Never asked itself: the executor asks its members.
  return { point, hook: () => undefined, options, composition };
}

function callOnRegister(hook: Hook): void {
  try {
    hook.onRegister?.();
  } catch (thrown) {
    throw toHookloomError(thrown, "HOOK_FAILED");
  }
}

// The hook is gone already, so there is nothing that its failure could undo.
function callOnUnregister({ id, hook }: RegisteredHook): void {
  try {
    hook.onUnregister?.();
  } catch (thrown) {
    warnOfFault(`onUnregister of the hook ${id}`, thrown);
  }
}

function idTaken(id: string, owner: string): HookloomError {
  const message = `The hook id ${JSON.stringify(id)} is taken by a hook of ${JSON.stringify(owner)}. Give one of them another id.`;
  return new HookloomError("HOOK_ID_TAKEN", message, { details: { id, owner } });
}

/** Does something, and gives the errors it throws a place when they have none. */
function atPlace<Value>(place: ErrorPlace | undefined, act: () => Value): Value {
  try {
    return act();
  } catch (thrown) {
    if (place === undefined || !(thrown instanceof HookloomError) || thrown.place !== undefined) throw thrown;
    throw new HookloomError(thrown.code, thrown.message, { details: thrown.details, place, cause: thrown });
  }
}

function assertPointName(name: string): void {
  const resolved = resolvePoint(name);
  if (resolved.kind !== "unknown") return;
  throw new HookloomError(
    "POINT_UNKNOWN",
    `There is no hook point ${JSON.stringify(name)}.${didYouMean(resolved.suggestions)} Names of your own contain a colon, such as "acme:deploy".`,
    { details: { point: name, suggestions: resolved.suggestions } },
  );
}
