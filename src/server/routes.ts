// Every route of the daemon, as data: the OpenAPI document and the answer to a path that does not exist are made of it. A test
// compares it with the routes that `app.ts` answers.

import type { z } from "zod";
import type { Role } from "../model/roles.ts";
import { runRequest } from "./run-request.ts";
import { eventQuery, eventsRequest, eventStreamQuery } from "./event-requests.ts";
import * as schemas from "./schemas.ts";
import { batchRequest } from "./run-routes.ts";
import { approveRequest, stateQuery } from "./script-requests.ts";
import { switchRequest } from "./switch-routes.ts";

/** One route; parts of the path that vary begin with a colon. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  /** What the sender must be allowed to do. */
  readonly role: Role | "nothing";
  /** Parameters after the question mark. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The shape of the answer as JSON, or the media type of what else it is. */
  readonly answer: z.ZodType | string;
  /** Statuses other than 200 and those that every route with a role answers. */
  readonly refusals?: readonly (keyof typeof REFUSALS)[];
}

/** When a status is answered. */
export const REFUSALS = {
  400: "The body is not JSON, or not as it must be.",
  401: "A token is needed, or the one sent is none of this daemon.",
  403: "The Host or Origin header is foreign, or the role does not suffice.",
  404: "There is none of this name.",
  409: "The script has another text than the one that was looked at, or all of them run without being approved.",
  413: "The body is too large.",
  415: "The content type is not application/json.",
  426: "Only a WebSocket is answered there.",
  429: "The client sends more requests than it may; Retry-After says when to ask again.",
  503: "The daemon is loading its scripts, or stopping.",
} as const;

const BODY = [400, 413, 415] as const;

export const ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/points/:point",
    summary: "Asks the hooks of a point.",
    role: "run",
    body: runRequest,
    answer: schemas.runAnswer,
    refusals: [...BODY, 404],
  },
  {
    method: "POST",
    path: "/v1/runs",
    summary: "Asks the hooks of many points at the same time.",
    role: "run",
    body: batchRequest,
    answer: schemas.batchAnswer,
    refusals: BODY,
  },
  {
    method: "GET",
    path: "/v1/runs",
    summary: "The last runs, the newest first; `?limit=` says how many, 50 without it.",
    role: "operate",
    answer: schemas.runs,
    refusals: [400, 404],
  },
  {
    method: "GET",
    path: "/v1/runs/:id",
    summary: "The last runs of one correlation id: what each hook said, how long it took, and what it changed.",
    role: "operate",
    answer: schemas.runs,
    refusals: [404],
  },
  {
    method: "GET",
    path: "/v1/points",
    summary: "Every hook point, with an example of its data.",
    role: "observe",
    answer: schemas.points,
  },
  {
    method: "GET",
    path: "/v1/hooks",
    summary: "The hooks in the order they are asked, and what each did.",
    role: "observe",
    answer: schemas.hooks,
  },
  {
    method: "POST",
    path: "/v1/hooks/:id/:verb",
    summary: "Switches a hook: `enable`, `disable` or `snooze`.",
    role: "operate",
    body: switchRequest,
    answer: schemas.switchAnswer,
    refusals: [400, 404, 413],
  },
  {
    method: "GET",
    path: "/v1/scripts",
    summary: "The scripts: what is wrong with those that are broken, what they take of the machine, and when they were loaded.",
    role: "observe",
    answer: schemas.scripts,
  },
  {
    method: "POST",
    path: "/v1/scripts/:id/approve",
    summary: "Approves a text of a script, where only approved ones run; answers how the script is then.",
    role: "operate",
    body: approveRequest,
    answer: schemas.scriptAnswer,
    refusals: [...BODY, 404, 409],
  },
  {
    method: "GET",
    path: "/v1/scripts/:id/state",
    summary: "What a script keeps.",
    role: "operate",
    query: stateQuery,
    answer: schemas.scriptState,
    refusals: [400, 404],
  },
  {
    method: "POST",
    path: "/v1/scripts/:id/release",
    summary: "Has a script run again at once that is in quarantine, and judges it anew; answers how it is then.",
    role: "operate",
    answer: schemas.scriptAnswer,
    refusals: [404],
  },
  {
    method: "GET",
    path: "/v1/scripts/:id/source",
    summary: "The text of a script's file as it is now.",
    role: "operate",
    answer: schemas.scriptSource,
    refusals: [404],
  },
  {
    method: "POST",
    path: "/v1/reload",
    summary: "Loads what is new or changed in the scripts folder; answers when that is done.",
    role: "operate",
    answer: schemas.scripts,
  },
  {
    method: "GET",
    path: "/v1/events",
    summary: "Events that are kept.",
    role: "observe",
    query: eventQuery,
    answer: schemas.events,
    refusals: [400, 404],
  },
  {
    method: "POST",
    path: "/v1/events",
    summary: "Publishes events that were made elsewhere, with their own ids and times.",
    role: "operate",
    body: eventsRequest,
    answer: schemas.eventsAnswer,
    refusals: BODY,
  },
  {
    method: "GET",
    path: "/v1/events/stream",
    summary: "Events as they come; with the header Last-Event-ID, those after it.",
    role: "observe",
    query: eventStreamQuery,
    answer: "text/event-stream",
    refusals: [400, 404],
  },
  {
    method: "GET",
    path: "/v1/subscriptions",
    summary: "Who follows events, each with its queue and what was dropped for it.",
    role: "observe",
    answer: schemas.subscriptions,
  },
  { method: "GET", path: "/v1/status", summary: "The daemon at a glance.", role: "observe", answer: schemas.status },
  {
    method: "GET",
    path: "/v1/stream",
    summary: "A WebSocket with events; the HTTP page of the reference describes its messages.",
    role: "observe",
    answer: "application/json",
    refusals: [426],
  },
  {
    method: "GET",
    path: "/metrics",
    summary: "The metrics in the text format of Prometheus.",
    role: "observe",
    answer: "text/plain",
    refusals: [404],
  },
  { method: "GET", path: "/healthz", summary: "Whether the process answers.", role: "nothing", answer: schemas.health },
  {
    method: "GET",
    path: "/health/hooks",
    summary: "Whether hooks are as quick as they should be, and what they did.",
    role: "observe",
    answer: schemas.hookHealth,
  },
  {
    method: "GET",
    path: "/readyz",
    summary: "Whether every script was loaded, or reported.",
    role: "nothing",
    answer: schemas.readiness,
    refusals: [503],
  },
  { method: "GET", path: "/", summary: "The dashboard.", role: "nothing", answer: "text/html" },
  {
    method: "GET",
    path: "/assets/:file",
    summary: "A file of the dashboard.",
    role: "nothing",
    answer: "text/javascript",
    refusals: [404],
  },
  { method: "GET", path: "/openapi.json", summary: "This document.", role: "nothing", answer: "application/json" },
  {
    method: "POST",
    path: "/hooks",
    summary: "Answers a coding agent, which is found out from its payload.",
    role: "run",
    answer: "application/json",
    refusals: [400, 413],
  },
  {
    method: "POST",
    path: "/hooks/:agent",
    summary: "Answers a coding agent in its own form.",
    role: "run",
    answer: "application/json",
    refusals: [400, 404, 413],
  },
];
