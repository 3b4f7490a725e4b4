// What `import ... from "hookloom/client"` gives, to programs that ask a daemon.

export { createClient, type HookloomClient } from "./client.ts";
export type { ClientOptions } from "./transport.ts";
export type { FollowOptions, StoredEvent } from "./follow-events.ts";
export type { RemoteOperation, RemoteOperationOptions } from "./remote-operation.ts";
export type { EventSelection, PublishOptions, RunOfMany, RunPointOptions } from "./client.ts";
export { HookloomError, formatError } from "../foundation/errors.ts";
export { HookCancelled } from "../runtime/operation/hook-cancelled.ts";
export type {
  ErrorView,
  EventsView,
  HealthView,
  HookHealthView,
  HookReport,
  HookView,
  OutcomeView,
  PointView,
  RunAnswer,
  RunView,
  ScriptView,
  StatusView,
} from "../server/schemas.ts";
