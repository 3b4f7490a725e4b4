// Ids, injected so that tests can foresee them.

import { randomUUID } from "node:crypto";

/** Makes a new unique id at each call. */
export type IdSource = () => string;

/** What fits between the time and the random digits: 0 to fff. */
const COUNTS = Array.from({ length: 4096 }, (_, count) => count.toString(16).padStart(3, "0"));

let lastMs = 0;
let count = 0;
let beginning = "";
let ending = "";

/**
 * UUIDv7: unique, and sorted in the order of their making (RFC 9562). Those of one millisecond share their random digits and are
 * counted, which makes them several times faster than random ones, and guessable from each other: they are no secrets.
 */
export const uuidSource: IdSource = () => {
  const nowMs = Date.now();
  count += 1;
  // A clock that goes back, or more ids than can be counted, must not spoil the order: then we are ahead of the clock.
  if (nowMs > lastMs || count === COUNTS.length) startMillisecond(Math.max(nowMs, lastMs + 1));
  return `${beginning}${COUNTS[count]}${ending}`;
};

function startMillisecond(timeMs: number): void {
  lastMs = timeMs;
  count = 0;
  const digits = timeMs.toString(16).padStart(12, "0");
  beginning = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  ending = randomUUID().slice(18);
}
