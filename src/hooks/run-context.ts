// The context of one run: native hooks read it, script hooks take its JSON envelope. Parts that cost something (ids, the
// envelope) are made when first asked for.

import type { JsonObject } from "../foundation/json.ts";
import type { Component, HookContext } from "../model/context.ts";
import { UNNAMED_COMPONENT } from "../model/context.ts";
import type { HookOutcome } from "../model/outcome.ts";

/** What a host may say about a run, besides its data. */
export interface RunDetails {
  readonly component?: Component | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly state?: JsonObject | undefined;
  readonly correlationId?: string | undefined;
  /** When the host stops waiting, in milliseconds since 1970. */
  readonly deadline?: number | undefined;
}

/** What a context needs of the runtime around it. */
export interface RunEnvironment {
  newId(): string;
  emit(eventType: string, data: JsonObject, correlationId: string): void;
}

/** The context as scripts get it. */
export interface Envelope {
  readonly point: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly state: JsonObject;
  readonly component: Component;
  readonly correlation_id: string;
  readonly deadline: number | undefined;
  readonly outcome: JsonObject | undefined;
}

const NO_DETAILS: RunDetails = Object.freeze({});
const EMPTY: JsonObject = Object.freeze({});

export class RunContext implements HookContext {
  readonly point: string;
  data: JsonObject;
  readonly outcome: HookOutcome | undefined;
  /** What hooks that can be asked ahead note for those behind them. */
  line: unknown;
  readonly #details: RunDetails;
  readonly #environment: RunEnvironment;
  #correlationId: string | undefined;
  #envelope: string | undefined;
  #envelopeData: JsonObject | undefined;

  constructor(
    point: string,
    data: JsonObject,
    details: RunDetails | undefined,
    environment: RunEnvironment,
    outcome?: HookOutcome,
  ) {
    this.point = point;
    this.data = data;
    this.outcome = outcome;
    this.#details = details ?? NO_DETAILS;
    this.#environment = environment;
  }

  get metadata(): JsonObject {
    return this.#details.metadata ?? EMPTY;
  }
  get state(): JsonObject {
    return this.#details.state ?? EMPTY;
  }
  get component(): Component {
    return this.#details.component ?? UNNAMED_COMPONENT;
  }
  get correlationId(): string {
    this.#correlationId ??= this.#details.correlationId ?? this.#environment.newId();
    return this.#correlationId;
  }
  get deadline(): number | undefined {
    return this.#details.deadline;
  }

  emit(eventType: string, data: JsonObject): void {
    this.#environment.emit(eventType, data, this.correlationId);
  }

  /** The context as scripts get it, serialised once per change of `data`. */
  envelope(): string {
    if (this.#envelope === undefined || this.#envelopeData !== this.data) {
      this.#envelopeData = this.data;
      this.#envelope = JSON.stringify(this.describe());
    }
    return this.#envelope;
  }

  /** What is in the envelope. */
  describe(): Envelope {
    return {
      point: this.point,
      data: this.data,
      metadata: this.metadata,
      state: this.state,
      component: this.component,
      correlation_id: this.correlationId,
      deadline: this.deadline,
      outcome: this.outcome && describeOutcome(this.outcome),
    };
  }

  /** The same run seen with other data: what a hook sees that was registered under another system's name of the point. */
  withData(data: JsonObject): RunContext {
    return new RunContext(this.point, data, this.#sameRun(), this.#environment, this.outcome);
  }

  /** The same run when it is over: what hooks see that observe. Nobody waits for them, so they have no deadline. */
  withOutcome(outcome: HookOutcome): RunContext {
    return new RunContext(this.point, this.data, { ...this.#sameRun(), deadline: undefined }, this.#environment, outcome);
  }

  // The details may be an object of the host with getters, which a spread would not copy.
  #sameRun(): RunDetails {
    const { correlationId, metadata, state, component, deadline } = this;
    return { correlationId, metadata, state, component, deadline };
  }
}

/** An outcome as scripts see it; the data is in the context. */
function describeOutcome(outcome: HookOutcome): JsonObject {
  return {
    type: outcome.type,
    ...("reason" in outcome ? { reason: outcome.reason } : {}),
    ...("hookId" in outcome ? { hook_id: outcome.hookId } : {}),
  };
}
