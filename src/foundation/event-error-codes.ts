// The codes of errors about events: a part of the table in `error-codes.ts`.

import { defineCodes } from "./define-error-codes.ts";

export const EVENT_ERROR_CODES = defineCodes({
  EVENT_PATTERN_INVALID: {
    audience: "user",
    meaning: "A pattern of event types, or a condition on their data, is malformed or would cost too much.",
    remedy: "The message says what is wrong; the guide to events has every form of pattern.",
  },
  EVENT_TYPE_INVALID: {
    audience: "user",
    meaning: "An event was published under a type that is not dotted lower case, or longer than 256 characters.",
    remedy: "Take a type such as `deploy.started`: letters, digits and underscores between dots, a letter first.",
  },
  EVENT_OPTIONS_INVALID: {
    audience: "user",
    meaning: "A subscription, a consumer or a schema of events was given a wrong value.",
    remedy: "The message names it and says what is accepted.",
  },
  EVENT_NOT_ACCEPTED: {
    audience: "user",
    meaning: "A subscriber that blocks or rejects when it is full had no room for an event; the other subscribers got it.",
    remedy: "Publish it again later, give the subscription more `capacity` or `blockMs`, or make the subscriber faster.",
  },
  EVENT_TOO_LARGE: {
    audience: "user",
    meaning: "The data of an event is larger than events may be.",
    remedy: "Publish less, such as where the data is to be found, or raise `max_payload_bytes` under `[events]`.",
  },
  EVENT_DATA_INVALID: {
    audience: "user",
    meaning: "The data of an event is no JSON, or does not fit the schema of its type.",
    remedy: "The message names the first fields that do not fit.",
  },
  EVENT_RATE_LIMITED: {
    audience: "user",
    meaning: "A component publishes more events a second than it may.",
    remedy: "Publish less often, or put several things into one event; the limit is `max_per_second` under `[events]`.",
  },
  EVENT_LOOP: {
    audience: "user",
    meaning: "Scripts publish events because of each other's events, without end.",
    remedy: "Publish under another type than the script is told of, or only when something has changed.",
  },
  EVENT_STORE_MISSING: {
    audience: "user",
    meaning: "Events of the past were asked for where none are kept.",
    remedy: 'Give the runtime `events: { storage: "memory" }` or `"sqlite"`, or set `storage` under `[events]` in the config.',
  },
  EVENT_STORE_IN_USE: {
    audience: "operator",
    meaning: "Another process works with the file that keeps the events.",
    remedy: "Ask the daemon that has it, or give this process another `state_dir`.",
  },
  EVENT_STORE_UNUSABLE: {
    audience: "operator",
    meaning: "The file that keeps the events cannot be opened, or is none.",
    remedy: 'The message says why. Move the file away to begin with a new one, or set `storage = "memory"` under `[events]`.',
  },
  EVENT_STORE_FAILED: {
    audience: "operator",
    meaning: "Events could not be written to their file.",
    remedy: "The message says why, such as a full disk. Writing is tried again; what is lost meanwhile is counted.",
  },
  SUBSCRIPTION_EXPIRED: {
    audience: "user",
    meaning: "A subscription ended because it took no event for longer than its `idleMs`.",
    remedy: "Subscribe again, or give it a longer `idleMs`.",
  },
});
