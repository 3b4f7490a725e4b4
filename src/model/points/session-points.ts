// The points in the life of a session: the conversation, its storage and its compaction. `catalogue.ts` joins them.

import { AFTER_RESULTS, DECISION_RESULTS, OBSERVER_RESULTS, OPERATION_RESULTS } from "./allowed-results.ts";
import { ENDING, optional, PARTIES } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const STORED = {
  ...PARTIES,
  checkpoint_id: optional("string", "The stored copy of the session."),
  state: optional("any", "Content of the session as it is stored."),
} as const;

const TRIGGER = optional("string", "Whether the user asked for it or the program decided it.", ["manual", "auto"]);
const INSTRUCTIONS = optional("string", "What the user wants the summary to keep.");

/** The life of a session. */
export const SESSION_POINTS = [
  {
    name: "SessionStart",
    group: "session",
    summary: "Fires when a session is about to begin or to be resumed.",
    mode: "gate",
    fields: {
      ...PARTIES,
      source: optional("string", "How it begins, such as `startup`, `resume` or `clear`."),
      model: optional("string", "The language model it begins with."),
    },
    allowed: DECISION_RESULTS,
    aliases: [{ name: "onSessionStart", system: "ironclaw", fields: {} }],
    example: { user_id: "user-7", session_id: "session-1", source: "startup" },
  },
  {
    name: "SessionEnd",
    group: "session",
    summary: "Fires when a session has ended.",
    mode: "observe",
    fields: {
      ...PARTIES,
      reason: optional("string", "Why it ended, such as `logout`."),
      duration_ms: optional("number", "How long it lasted, in milliseconds."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [{ name: "onSessionEnd", system: "ironclaw", fields: {} }],
    example: { user_id: "user-7", session_id: "session-1", reason: "logout" },
  },
  {
    name: "SessionCheckpoint",
    group: "session",
    summary: "Fires before a copy of a running session is recorded to come back to.",
    mode: "gate",
    fields: STORED,
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { session_id: "session-1", checkpoint_id: "checkpoint-3", state: { turns: 12 } },
  },
  {
    name: "SessionSave",
    group: "session",
    summary: "Fires before a session is written to storage.",
    mode: "gate",
    fields: STORED,
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { session_id: "session-1", state: { turns: 14 } },
  },
  {
    name: "SessionRestore",
    group: "session",
    summary: "Fires when a stored session has been read, before the program goes on from it.",
    mode: "gate",
    fields: STORED,
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { session_id: "session-1", checkpoint_id: "checkpoint-3", state: { turns: 12 } },
  },
  {
    name: "BeforeCompaction",
    group: "session",
    summary: "Fires before the conversation is summarised to make room.",
    mode: "gate",
    fields: { ...PARTIES, trigger: TRIGGER, custom_instructions: INSTRUCTIONS },
    primary: "custom_instructions",
    allowed: OPERATION_RESULTS,
    after: "AfterCompaction",
    aliases: [{ name: "PreCompact", system: "claude-code", fields: {} }],
    example: { session_id: "session-1", trigger: "manual", custom_instructions: "Keep the file names." },
  },
  {
    name: "AfterCompaction",
    group: "session",
    summary: "Fires when the conversation has been summarised, before the program goes on from the summary.",
    mode: "transform",
    fields: {
      ...PARTIES,
      ...ENDING,
      trigger: TRIGGER,
      custom_instructions: INSTRUCTIONS,
      summary: optional("string", "The text that takes the conversation's place."),
    },
    primary: "summary",
    allowed: AFTER_RESULTS,
    aliases: [{ name: "PostCompact", system: "claude-code", fields: { summary: "compact_summary" } }],
    example: { session_id: "session-1", trigger: "manual", summary: "The user renamed a function in parser.ts." },
  },
] as const satisfies readonly HookPoint[];
