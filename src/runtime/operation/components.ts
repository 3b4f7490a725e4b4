// The components that hooks can name in `redirect`, `replace` and `fork`. Hosts register theirs with
// `runtime.components.register`; scripts that define some are a further source. The guard looks them up.

import { createDisposer, type Disposer } from "../../foundation/disposer.ts";
import { HookloomError } from "../../foundation/errors.ts";
import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { Component } from "../../model/context.ts";
import type { OperationCall } from "./operation.ts";

/** What a host says about a component, besides its id. */
export interface ComponentOptions {
  readonly name?: string;
  readonly type?: string;
  /**
   * Performs an operation in the place of the host's own code; data has canonical field names. A component without it can
   * only be redirected to: the operation's own `run` performs it then, and finds the component in its second argument.
   */
  readonly run?: (data: JsonObject, call: OperationCall) => unknown;
}

/** A component as hooks see it, and what performs operations for it. */
export interface OperationComponent {
  readonly component: Component;
  readonly run: ComponentOptions["run"] | undefined;
}

/** Where components come from. */
export interface ComponentSource {
  find(id: string): OperationComponent | undefined;
  /** For "did you mean". */
  ids(): Iterable<string>;
}

/** The host's own components first, then those of the sources in the order in which they were added. */
export class ComponentRegistry implements ComponentSource {
  readonly #components = new Map<string, OperationComponent>();
  readonly #sources = new Set<ComponentSource>();

  /**
   * Registers a component; the disposer unregisters it. Operations that were given to it already go on.
   * @throws HookloomError OPERATION_INVALID, COMPONENT_ID_TAKEN
   */
  register(id: string, options: ComponentOptions = {}): Disposer {
    const { name, type, run } = options;
    if (typeof id !== "string" || id === "") {
      throw new HookloomError("OPERATION_INVALID", "The id of a component must be a text that is not empty.");
    }
    if (run !== undefined && typeof run !== "function") {
      throw new HookloomError("OPERATION_INVALID", `"run" of the component ${JSON.stringify(id)} must be a function.`, {
        details: { id },
      });
    }
    if (this.#components.has(id)) {
      throw new HookloomError("COMPONENT_ID_TAKEN", `The component id ${JSON.stringify(id)} is taken.`, { details: { id } });
    }
    const component = { id, ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }) };
    const registered = { component, run };
    this.#components.set(id, registered);
    return createDisposer(() => void (this.#components.get(id) === registered && this.#components.delete(id)));
  }

  /** Adds components that come and go by themselves, such as those that scripts define. */
  addSource(source: ComponentSource): Disposer {
    this.#sources.add(source);
    return createDisposer(() => void this.#sources.delete(source));
  }

  /** The component of an id, or `undefined`. */
  find(id: string): OperationComponent | undefined {
    const registered = this.#components.get(id);
    if (registered !== undefined) return registered;
    for (const source of this.#sources) {
      const found = source.find(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The component of an id.
   * @throws HookloomError COMPONENT_UNKNOWN, with near names
   */
  get(id: string): OperationComponent {
    const found = this.find(id);
    if (found !== undefined) return found;
    const suggestions = suggestNames(id, this.ids());
    throw new HookloomError("COMPONENT_UNKNOWN", `There is no component ${JSON.stringify(id)}.${didYouMean(suggestions)}`, {
      details: { component: id, suggestions },
    });
  }

  *ids(): Iterable<string> {
    yield* this.#components.keys();
    for (const source of this.#sources) yield* source.ids();
  }
}
