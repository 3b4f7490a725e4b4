// What a script can ask of the host while a handler waits, such as its state. The runtime makes the services; the sandbox
// serves the requests of its scripts with them.

import type { JsonObject, JsonValue } from "../foundation/json.ts";

/** One request of a script. */
export interface HostCall {
  readonly scriptId: string;
  /** Another object for each text of the script that was loaded. */
  readonly version: object;
  readonly kind: string;
  /** As the script gave them, unvalidated. */
  readonly arguments: JsonObject;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface HostService {
  /** Whether it changes anything: a call of a script that asked for it is not sent again when its runner dies. */
  readonly changes: boolean | ((given: JsonObject) => boolean);
  /** Answers a request. What it throws becomes an error in the script, with the message of a `HookloomError`. */
  serve(call: HostCall): JsonValue | Promise<JsonValue>;
}

/** Services by the kind of request. */
export type HostServices = ReadonlyMap<string, HostService>;
