// What a hook is told: the point, the operation's data, and who performs it. `run-context.ts` in src/hooks makes it; scripts
// get the same as a JSON envelope with snake_case names.

import type { JsonObject } from "../foundation/json.ts";
import type { HookOutcome } from "./outcome.ts";

/** What performs the operation. */
export interface Component {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
}

/** The argument of every native hook. */
export interface HookContext<Data = JsonObject> {
  /** Canonical name of the hook point. */
  readonly point: string;
  /** The operation's data with the changes of earlier hooks; answer `modified` to change it. */
  readonly data: Data;
  readonly metadata: JsonObject;
  /** The host's own state for this run. */
  readonly state: JsonObject;
  readonly component: Component;
  /** Ties together everything about one operation; made when first read, unless the host gave one. */
  readonly correlationId: string;
  /** When the host stops waiting, in milliseconds since 1970; `undefined` when it waits as long as the hooks may. */
  readonly deadline: number | undefined;
  /** What the run came to, for hooks of the phase "observe"; `undefined` for all others. */
  readonly outcome: HookOutcome | undefined;
  /** Publishes an event, with this run's correlation id. */
  emit(eventType: string, data: JsonObject): void;
}

/** The component of a run whose host named none. */
export const UNNAMED_COMPONENT: Component = Object.freeze({ id: "host" });
