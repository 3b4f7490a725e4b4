// Which events the bus takes at all: none that is too large or no JSON, none against the schema of its type, and from each
// publisher no more than its share. The bus asks before every event that somebody wants.

import type { Clock } from "../../foundation/clock.ts";
import type { Disposer } from "../../foundation/disposer.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { measureJson } from "../../foundation/measure-json.ts";
import type { EventSource } from "../../model/events.ts";
import { EventTypes } from "../event-types.ts";
import { PatternIndex } from "../pattern-index.ts";
import { compileSchema, type EventSchema, type SchemaCheck } from "./event-schema.ts";
import { RateLimiter } from "./rate-limiter.ts";

export interface GateOptions {
  /** Of the data of one event, as JSON. Default 1,048,576. */
  readonly maxPayloadBytes?: number;
  /** Events of one component. Default: no limit. */
  readonly maxPerSecond?: number;
}

/** What we publish ourselves is right, and must not fail whoever it is about. */
export const OUR_COMPONENT = "hookloom";
const DEFAULT_PAYLOAD_BYTES = 1_048_576;

export class EventGate {
  readonly #types = new EventTypes();
  readonly #schemas = new PatternIndex<SchemaCheck>();
  readonly #maxPayloadBytes: number;
  readonly #limiter: RateLimiter | undefined;

  constructor({ maxPayloadBytes = DEFAULT_PAYLOAD_BYTES, maxPerSecond }: GateOptions, clock: Clock) {
    this.#maxPayloadBytes = maxPayloadBytes;
    if (maxPerSecond !== undefined) this.#limiter = new RateLimiter(maxPerSecond, clock);
  }

  /**
   * Lets only data through that a schema accepts, for the types of a pattern; the disposer ends it.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID
   */
  define(pattern: string, schema: EventSchema): Disposer {
    return this.#schemas.add(pattern, compileSchema(pattern, schema));
  }

  /** @throws HookloomError EVENT_TYPE_INVALID, EVENT_TOO_LARGE, EVENT_DATA_INVALID, EVENT_RATE_LIMITED */
  admit(eventType: string, data: JsonObject, { component }: EventSource): void {
    this.#types.assertValid(eventType);
    if (component === OUR_COMPONENT) return;
    this.#requireFit(eventType, data);
    if (this.#limiter?.admit(component) === false) throw this.#tooMany(component);
  }

  /**
   * The same for an event that was made elsewhere, where anybody may call themselves us. How many there are is for those to limit
   * who let them in.
   * @throws HookloomError EVENT_TYPE_INVALID, EVENT_TOO_LARGE, EVENT_DATA_INVALID
   */
  admitForeign(eventType: string, data: JsonObject): void {
    this.#types.assertValid(eventType);
    this.#requireFit(eventType, data);
  }

  #requireFit(eventType: string, data: JsonObject): void {
    const { bytes, fault } = measureJson(data, this.#maxPayloadBytes);
    if (fault !== undefined) throw dataInvalid(eventType, `is no JSON: ${fault}`);
    if (bytes > this.#maxPayloadBytes) throw this.#tooLarge(eventType);
    if (this.#schemas.size > 0) {
      for (const check of this.#schemas.match(eventType)) {
        const problem = check(data);
        if (problem !== undefined) throw dataInvalid(eventType, `does not fit its schema: ${problem}`);
      }
    }
  }

  #tooLarge(eventType: string): HookloomError {
    const limit = this.#maxPayloadBytes;
    const message = `The data of an event ${eventType} has more than ${limit} bytes.`;
    return new HookloomError("EVENT_TOO_LARGE", message, { details: { event_type: eventType, limit } });
  }

  #tooMany(component: string): HookloomError {
    const limit = this.#limiter!.maxPerSecond;
    const message = `${JSON.stringify(component)} publishes more than ${limit} events a second.`;
    return new HookloomError("EVENT_RATE_LIMITED", message, { details: { component, limit } });
  }
}

function dataInvalid(eventType: string, problem: string): HookloomError {
  const message = `The data of an event ${eventType} ${problem}.`;
  return new HookloomError("EVENT_DATA_INVALID", message, { details: { event_type: eventType } });
}
