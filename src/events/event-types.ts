// Which types may be published. The same types come again, so each is looked at once.

import { HookloomError } from "../foundation/errors.ts";
import { isEventType } from "../model/events.ts";

/** In characters. */
export const MAX_TYPE_LENGTH = 256;
const MAX_KEPT = 10_000;

/** Whether events of a type may be published: one in dotted lower case that is not too long. */
export function mayBePublished(eventType: string): boolean {
  return eventType.length <= MAX_TYPE_LENGTH && isEventType(eventType);
}

export class EventTypes {
  readonly #valid = new Set<string>();

  /** @throws HookloomError EVENT_TYPE_INVALID */
  assertValid(eventType: string): void {
    if (this.#valid.has(eventType)) return;
    if (!mayBePublished(eventType)) throw invalid(eventType);
    if (this.#valid.size >= MAX_KEPT) this.#valid.clear();
    this.#valid.add(eventType);
  }
}

function invalid(eventType: string): HookloomError {
  const shown = JSON.stringify(eventType.slice(0, 80));
  const message = `${shown} is no event type: it must be dotted lower case, such as deploy.started, of at most ${MAX_TYPE_LENGTH} characters.`;
  return new HookloomError("EVENT_TYPE_INVALID", message);
}
