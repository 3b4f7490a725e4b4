// The points that messages pass on their way between users and agents. `catalogue.ts` joins them.

import { DECISION_RESULTS, OBSERVER_RESULTS } from "./allowed-results.ts";
import { optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const MESSAGE = {
  content: required("string", "Text of the message."),
  channel: optional("string", "Where it comes from or goes to, such as `telegram`."),
  thread_id: optional("string", "The conversation it belongs to."),
  user_id: PARTIES.user_id,
} as const;

/** Messages in both directions, prompts and notifications. */
export const MESSAGE_POINTS = [
  {
    name: "BeforeInbound",
    group: "message",
    summary: "Fires when a message has arrived, before an agent sees it.",
    mode: "gate",
    fields: MESSAGE,
    primary: "content",
    allowed: DECISION_RESULTS,
    aliases: [{ name: "beforeInbound", system: "ironclaw", fields: {} }],
    example: { user_id: "user-7", channel: "telegram", content: "What is on my calendar today?", thread_id: "thread-1" },
  },
  {
    name: "BeforeOutbound",
    group: "message",
    summary: "Fires before a message is sent to a channel.",
    mode: "gate",
    fields: MESSAGE,
    primary: "content",
    allowed: DECISION_RESULTS,
    aliases: [{ name: "beforeOutbound", system: "ironclaw", fields: {} }],
    example: { user_id: "user-7", channel: "telegram", content: "You have two meetings.", thread_id: "thread-1" },
  },
  {
    name: "TransformResponse",
    group: "message",
    summary: "Fires when an agent has worded its answer, before the answer is stored or sent.",
    mode: "transform",
    fields: {
      response: required("string", "Text of the answer."),
      thread_id: MESSAGE.thread_id,
      user_id: PARTIES.user_id,
    },
    primary: "response",
    allowed: DECISION_RESULTS,
    aliases: [{ name: "transformResponse", system: "ironclaw", fields: {} }],
    example: { user_id: "user-7", thread_id: "thread-1", response: "You have two meetings." },
  },
  {
    name: "UserPromptSubmit",
    group: "message",
    summary: "Fires when a user has submitted a prompt, before a model sees it.",
    mode: "gate",
    fields: {
      ...PARTIES,
      prompt: required("string", "Text of the prompt."),
      source: optional("string", "Who submitted it, such as `user` or `sdk`."),
    },
    primary: "prompt",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { session_id: "session-1", prompt: "Rename the function.", source: "user" },
  },
  {
    name: "Notification",
    group: "message",
    summary: "Fires when the program notifies its user.",
    mode: "observe",
    fields: {
      ...PARTIES,
      message: required("string", "Text of the notification."),
      title: optional("string", "Heading of the notification."),
      level: optional("string", "How grave it is, such as `info` or `error`."),
      notification_type: optional("string", "What it is about, such as `permission_prompt`."),
      details: optional("any", "Anything more the program says about it."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { session_id: "session-1", message: "Waiting for your input.", notification_type: "idle_prompt" },
  },
] as const satisfies readonly HookPoint[];
