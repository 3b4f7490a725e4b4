// A client of a daemon, for programs that do not load scripts themselves. Answers are as the OpenAPI document describes them.

import { uuidSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { Component } from "../model/context.ts";
import type {
  BatchAnswer,
  EventsAnswer,
  EventsView,
  HealthView,
  HookHealthView,
  HookView,
  PointView,
  RunAnswer,
  RunView,
  ScriptSource,
  ScriptView,
  StatusView,
} from "../server/schemas.ts";
import { followEvents, type FollowOptions, type StoredEvent } from "./follow-events.ts";
import { performBetween, RemoteOperation, type RemoteOperationOptions } from "./remote-operation.ts";
import { createTransport, type ClientOptions, type Transport } from "./transport.ts";

export interface RunPointOptions {
  readonly metadata?: JsonObject;
  /** The program's own state for this run. */
  readonly state?: JsonObject;
  readonly component?: Component;
  /** Default: the daemon makes one. */
  readonly correlationId?: string;
  /** When the program stops waiting, in milliseconds since 1970. */
  readonly deadline?: number;
}

/** One of many runs. */
export interface RunOfMany extends RunPointOptions {
  readonly point: string;
  readonly data: JsonObject;
}

export interface EventSelection {
  /** Default: all. */
  readonly pattern?: string;
  /** Only those published after this position. */
  readonly after?: number;
  readonly since?: Date;
  readonly until?: Date;
  readonly correlationId?: string;
  /** That this component published. */
  readonly component?: string;
  /** Default 100, at most 10,000. */
  readonly limit?: number;
  /** Whether the last ones are wanted instead of the first. Default false. */
  readonly newest?: boolean;
}

export interface PublishOptions {
  /** Who publishes. Default "client". */
  readonly component?: string;
  readonly correlationId?: string;
}

function bodyOf(data: JsonObject, { correlationId: correlation_id, ...rest }: RunPointOptions): object {
  return { data, ...rest, correlation_id };
}

/** Creates a client; nothing is sent until it is asked for something. Every method rejects with a HookloomError. */
export function createClient(options: ClientOptions = {}): HookloomClient {
  return new HookloomClient(createTransport(options));
}

export class HookloomClient {
  readonly #transport: Transport;

  /** Use `createClient`. */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Asks the hooks of a point; needs the role `run`. What they answer is for the program to carry out. */
  async run(point: string, data: JsonObject, options: RunPointOptions = {}): Promise<RunAnswer> {
    return this.#ask("POST", `/v1/points/${encodeURIComponent(point)}`, bodyOf(data, options));
  }

  /**
   * Asks hooks for 1 to 100 operations with one request, at the same time. Answers in their order: `error` for one that could not be
   * asked about.
   */
  async runMany(runs: readonly RunOfMany[]): Promise<BatchAnswer["answers"]> {
    const asked = runs.map(({ point, data, ...options }) => ({ point, ...bodyOf(data, options) }));
    return (await this.#ask<BatchAnswer>("POST", "/v1/runs", { runs: asked })).answers;
  }

  /** Asks the hooks before an operation, which the program then performs and ends. @throws HookCancelled */
  begin(operation: RemoteOperationOptions): Promise<RemoteOperation> {
    return RemoteOperation.begin((point, data, options) => this.run(point, data, options), operation);
  }

  /**
   * Performs an operation between the hooks before and after it, with what they changed.
   * @throws HookCancelled; HookloomError RESULT_NOT_ALLOWED for `redirect`, `replace`, `retry` and `fork`
   */
  async guard<Value>(
    operation: RemoteOperationOptions & { readonly run: (data: JsonObject) => Value | Promise<Value> },
  ): Promise<Value> {
    const { run, ...options } = operation;
    return performBetween(await this.begin(options), options.point, run);
  }

  /** Publishes an event; needs the role `operate`. Answers whether somebody may get it. */
  async publish(type: string, data: JsonObject = {}, options: PublishOptions = {}): Promise<boolean> {
    const { component = "client", correlationId: correlation_id } = options;
    const source = { component, correlation_id };
    const event = { id: uuidSource(), event_type: type, timestamp: new Date().toISOString(), source, data };
    return (await this.#ask<EventsAnswer>("POST", "/v1/events", { events: [event] })).published > 0;
  }

  /** Events that the daemon keeps. */
  events(selection: EventSelection = {}): Promise<EventsView> {
    const { correlationId, since, until, ...rest } = selection;
    const asked = { ...rest, correlation_id: correlationId, since: since?.toISOString(), until: until?.toISOString() };
    const given = Object.entries(asked).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)] as [string, string]));
    return this.#ask("GET", `/v1/events?${query}`);
  }

  /** Events as they come; goes on after the last one when the connection was lost. */
  follow(pattern = "**", options: FollowOptions = {}): AsyncGenerator<StoredEvent> {
    return followEvents(this.#transport, pattern, options);
  }

  /** The hooks in the order they are asked, and what each did. */
  async hooks(): Promise<HookView[]> {
    return (await this.#ask<{ hooks: HookView[] }>("GET", "/v1/hooks")).hooks;
  }

  /** The scripts, and what is wrong with those that are broken. */
  async scripts(): Promise<ScriptView[]> {
    return (await this.#ask<{ scripts: ScriptView[] }>("GET", "/v1/scripts")).scripts;
  }

  /** Every hook point, with an example of its data. */
  async points(): Promise<PointView[]> {
    return (await this.#ask<{ points: PointView[] }>("GET", "/v1/points")).points;
  }

  /** The runs of a correlation id that the daemon remembers, hook by hook; needs the role `operate`. */
  async explain(correlationId: string): Promise<RunView[]> {
    return (await this.#ask<{ runs: RunView[] }>("GET", `/v1/runs/${encodeURIComponent(correlationId)}`)).runs;
  }

  /** Switches a hook off; needs the role `operate`. */
  disable(hookId: string, by = "client"): Promise<unknown> {
    return this.#switch(hookId, "disable", { by });
  }

  /** Switches a hook on; needs the role `operate`. */
  enable(hookId: string, by = "client"): Promise<unknown> {
    return this.#switch(hookId, "enable", { by });
  }

  /** Switches a hook off for a while; needs the role `operate`. */
  snooze(hookId: string, durationMs: number, by = "client"): Promise<unknown> {
    return this.#switch(hookId, "snooze", { by, duration_ms: durationMs });
  }

  /** Ends the quarantine of a script and loads it; needs the role `operate`. */
  async release(scriptId: string): Promise<ScriptView> {
    return (await this.#ask<{ script: ScriptView }>("POST", `/v1/scripts/${encodeURIComponent(scriptId)}/release`, {})).script;
  }

  /** The text of a script's file as it is now; needs the role `operate`. */
  async source(scriptId: string): Promise<string> {
    return (await this.#ask<ScriptSource>("GET", `/v1/scripts/${encodeURIComponent(scriptId)}/source`)).text;
  }

  /** Approves the text with this SHA-256 where only approved ones run, and loads it; needs the role `operate`. */
  async approve(scriptId: string, version: string): Promise<ScriptView> {
    const path = `/v1/scripts/${encodeURIComponent(scriptId)}/approve`;
    return (await this.#ask<{ script: ScriptView }>("POST", path, { version })).script;
  }

  /** Has what is new or changed in the scripts folder loaded; needs the role `operate`. */
  async reload(): Promise<ScriptView[]> {
    return (await this.#ask<{ scripts: ScriptView[] }>("POST", "/v1/reload", {})).scripts;
  }

  /** The daemon at a glance. */
  status(): Promise<StatusView> {
    return this.#ask("GET", "/v1/status");
  }

  /** Whether the process answers, and whether hooks are slower than they should be. */
  health(): Promise<HealthView> {
    return this.#ask("GET", "/healthz");
  }

  /** What hooks did and whether they are as quick as they should be, as `get_comprehensive_metrics()` of other systems tells it; needs the role `observe`. */
  comprehensiveMetrics(): Promise<HookHealthView> {
    return this.#ask("GET", "/health/hooks");
  }

  #switch(hookId: string, verb: "disable" | "enable" | "snooze", body: object): Promise<unknown> {
    return this.#ask("POST", `/v1/hooks/${encodeURIComponent(hookId)}/${verb}`, body);
  }

  #ask<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
    return this.#transport.ask(method, path, body) as Promise<Answer>;
  }
}
