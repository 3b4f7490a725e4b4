// The trace that something belongs to, as W3C Trace Context writes it. Events carry it in their metadata.

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const MAX_LENGTH = 512;

/** Whether a value is a `traceparent` of this or a later version. */
export function isTraceparent(value: unknown): value is string {
  // Version 00 has exactly four parts.
  return typeof value === "string" && value.length <= MAX_LENGTH && TRACEPARENT.test(value) && !/^00-.{52}-/.test(value);
}
