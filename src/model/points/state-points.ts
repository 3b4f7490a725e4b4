// The points around state that the host keeps under keys. `catalogue.ts` joins them.

import { AFTER_RESULTS, CONFLICT_RESULTS, DECISION_RESULTS, OBSERVER_RESULTS, OPERATION_RESULTS } from "./allowed-results.ts";
import { ENDING, optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const ENTRY = {
  ...PARTIES,
  key: required("string", "The key the value is kept under."),
  scope: optional("string", "The part of the state the key belongs to, such as `user`."),
} as const;

const WRITE = {
  ...ENTRY,
  value: optional("any", "The value to keep; absent to keep nothing."),
  previous_value: optional("any", "The value kept so far."),
} as const;

/** State and its storage. */
export const STATE_POINTS = [
  {
    name: "BeforeStateRead",
    group: "state",
    summary: "Fires before a value of the state is read.",
    mode: "gate",
    fields: ENTRY,
    allowed: OPERATION_RESULTS,
    after: "AfterStateRead",
    aliases: [],
    example: { key: "preferences", scope: "user", user_id: "user-7" },
  },
  {
    name: "AfterStateRead",
    group: "state",
    summary: "Fires when a value of the state has been read, before it is used.",
    mode: "transform",
    fields: { ...ENTRY, ...ENDING, value: optional("any", "The value kept; absent when there is none.") },
    primary: "value",
    allowed: AFTER_RESULTS,
    aliases: [],
    example: { key: "preferences", scope: "user", value: { language: "en" } },
  },
  {
    name: "BeforeStateWrite",
    group: "state",
    summary: "Fires before a value of the state is written.",
    mode: "gate",
    fields: WRITE,
    primary: "value",
    allowed: OPERATION_RESULTS,
    after: "AfterStateWrite",
    aliases: [],
    example: { key: "preferences", scope: "user", value: { language: "de" }, previous_value: { language: "en" } },
  },
  {
    name: "AfterStateWrite",
    group: "state",
    summary: "Fires when a value of the state has been written.",
    mode: "observe",
    fields: { ...WRITE, ...ENDING },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { key: "preferences", scope: "user", value: { language: "de" }, success: true },
  },
  {
    name: "StateConflict",
    group: "state",
    summary: "Fires when a value to be written rests on one that somebody else has changed, before either is kept.",
    mode: "gate",
    fields: { ...WRITE, current_value: optional("any", "What the other writer has written.") },
    primary: "value",
    allowed: CONFLICT_RESULTS,
    aliases: [],
    example: { key: "counter", value: 5, previous_value: 4, current_value: 6 },
  },
  {
    name: "StateMigration",
    group: "state",
    summary: "Fires before stored state is brought to another version of its form.",
    mode: "gate",
    fields: {
      ...PARTIES,
      scope: ENTRY.scope,
      from_version: optional("any", "Version of the form it is in: a text or a number."),
      to_version: required("any", "Version of the form it is brought to: a text or a number."),
      state: optional("any", "The state itself."),
    },
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { scope: "user", from_version: 1, to_version: 2, state: { language: "en" } },
  },
] as const satisfies readonly HookPoint[];
