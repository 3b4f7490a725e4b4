// Ids, injected so that tests can foresee them.

import { randomUUIDv7 } from "node:crypto";

/** Makes a new unique id at each call. */
export type IdSource = () => string;

/** UUIDv7: unique, and sorted by the time of their making (RFC 9562). */
export const uuidSource: IdSource = () => randomUUIDv7();
