// The points in the life of the whole program. `catalogue.ts` joins them.

import { DECISION_RESULTS, OBSERVER_RESULTS } from "./allowed-results.ts";
import { optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

/** The program as a whole. */
export const SYSTEM_POINTS = [
  {
    name: "SystemStartup",
    group: "system",
    summary: "Fires when the program has started.",
    mode: "observe",
    fields: {
      gateway_url: optional("string", "Where the program can be reached."),
      tls_enabled: optional("boolean", "Whether connections to it are encrypted."),
      version: optional("string", "Version of the program."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [{ name: "Startup", system: "rustyclaw", fields: {} }],
    example: { gateway_url: "wss://gateway.example.org", tls_enabled: true, version: "2.1.0" },
  },
  {
    name: "SystemShutdown",
    group: "system",
    summary: "Fires when the program is about to stop.",
    mode: "observe",
    fields: { reason: optional("string", "Why it stops, such as the name of a signal.") },
    allowed: OBSERVER_RESULTS,
    aliases: [{ name: "Shutdown", system: "rustyclaw", fields: {} }],
    example: { reason: "SIGTERM" },
  },
  {
    name: "ConfigurationChange",
    group: "system",
    summary: "Fires when the configuration has been changed, before the change takes effect.",
    mode: "gate",
    fields: {
      changes: optional("any", "What has been changed: a text, or settings with their new values."),
      source: optional("string", "Which configuration it is, such as `user_settings`."),
      file_path: optional("string", "The file that has been changed."),
    },
    primary: "changes",
    allowed: DECISION_RESULTS,
    aliases: [
      { name: "ConfigReload", system: "rustyclaw", fields: {} },
      { name: "ConfigChange", system: "claude-code", fields: {} },
    ],
    example: { changes: "ssrf.enabled: false -> true" },
  },
  {
    name: "ResourceLimitExceeded",
    group: "system",
    summary: "Fires when something has used more of a resource than it may.",
    mode: "observe",
    fields: {
      ...PARTIES,
      resource: required("string", "The resource, such as `memory`."),
      limit: optional("number", "How much may be used."),
      used: optional("number", "How much is used."),
      unit: optional("string", "What the numbers count, such as `bytes`."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { resource: "memory", limit: 33554432, used: 35651584, unit: "bytes" },
  },
  {
    name: "SecurityViolation",
    group: "system",
    summary: "Fires when something forbidden has been detected and dealt with.",
    mode: "observe",
    fields: {
      ...PARTIES,
      violation_type: required("string", "What it was, such as `prompt_injection`, `ssrf`, `command_injection` or `rate_limit`."),
      action: optional("string", "What was done about it, such as `block` or `warn`."),
      reason: optional("string", "What gave it away."),
      peer_addr: optional("string", "Address of the client it came from."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [{ name: "SecurityEvent", system: "rustyclaw", fields: { violation_type: "event_type" } }],
    example: { violation_type: "ssrf", action: "block", reason: "private address 10.0.0.5" },
  },
] as const satisfies readonly HookPoint[];
