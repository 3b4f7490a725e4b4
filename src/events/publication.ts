// An event on its way from the publisher to queues and store.

import type { UniversalEvent } from "../model/events.ts";

export interface Publication {
  readonly event: UniversalEvent;
  /** Its number in the order of publishing, which the store keeps and replays by. */
  readonly position: number;
  /** Whether the store keeps it. */
  readonly stored: boolean;
}
