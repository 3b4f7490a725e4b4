// Types of the module "hookloom" for editors. Reference: docs/reference/script-api.md.

declare module "hookloom" {
  type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
  type JsonObject = { [key: string]: Json | undefined };
  type Scalar = string | number | boolean | null;

  /** What a handler is told. A copy: answer `modified(...)` to change something. */
  export interface HookContext {
    readonly point: string;
    // oxlint-disable-next-line no-explicit-any -- the data's shape is the hook point's
    readonly data: any;
    readonly metadata: JsonObject;
    readonly state: JsonObject;
    readonly component: { readonly id: string; readonly name?: string; readonly type?: string };
    readonly correlation_id: string;
    /** When the host stops waiting, in milliseconds since 1970. */
    readonly deadline?: number;
    /** What the run came to; only in the phase "observe". */
    readonly outcome?: { readonly type: string; readonly reason?: string; readonly hook_id?: string };
  }

  export interface Result {
    readonly type: string;
    readonly annotations?: JsonObject;
  }
  export type Answer = Result | undefined | void;
  export type Handler = (ctx: HookContext) => Answer | Promise<Answer>;

  export interface FieldConditions {
    /** `*` stands for any characters, `?` for one. */
    glob?: string;
    /** RE2's syntax; matches anywhere unless it is anchored. */
    regex?: string;
    gt?: number;
    gte?: number;
    lt?: number;
    lte?: number;
    exists?: boolean;
    not?: FieldMatch;
    any?: FieldMatch[];
    all?: FieldMatch[];
  }
  /** Fields by their path; `any`, `all` and `not` combine whole matches. */
  export interface Match {
    any?: Match[];
    all?: Match[];
    not?: Match;
    [path: string]: FieldMatch | Match | Match[] | undefined;
  }
  export type FieldMatch = Scalar | Scalar[] | FieldConditions;

  export interface HookOptions {
    /** Unique among all loaded scripts. Default: `<file>#<number>`. */
    id?: string;
    description?: string;
    /** What the hook is there for; orders before any priority. Default "transform". */
    phase?: "validate" | "authorize" | "transform" | "observe";
    /** Higher runs earlier. Default "normal". */
    priority?: "highest" | "high" | "normal" | "low" | "lowest" | number;
    /** Ids, or globs of ids, of hooks of the same phase that are to be asked after this one. */
    before?: string | string[];
    /** Ids, or globs of ids, of hooks of the same phase that are to be asked before this one. */
    after?: string | string[];
    /** Whether the hook goes as soon as it is asked for the first time. Default false. */
    once?: boolean;
    /** Whether what it answers is only recorded, and decides and changes nothing. Default false. */
    shadow?: boolean;
    /** Without it, the handler is asked every time. */
    match?: Match;
    /** Wall time of one call, 1 to 5000. Default 100. */
    timeout_ms?: number;
    /** What an error or a time-out means. Default "fail_open". */
    failure_mode?: "fail_open" | "fail_closed";
    /** Paths in `data` that the hook needs; nothing else enters the sandbox. Without it all does. */
    fields?: string[];
  }

  /** Registers a handler at a hook point. Works only while the script loads. */
  export function on(point: string, options: HookOptions, handler: Handler): void;
  export function on(point: string, handler: Handler): void;

  /** Goes on; the same as returning nothing. */
  export function continue_(): Result;
  /** Changes the data by a JSON merge patch (RFC 7396); a text changes the content, the point's primary field. */
  export function modified(data: JsonObject | string): Result;
  /** Stops the operation. */
  export function cancel(reason: string): Result;
  /** Lets another component perform the operation. */
  export function redirect(target: string): Result;
  /** Puts a component in the operation's place. */
  export function replace(component: string): Result;
  /** Runs the operation under a retry policy. Defaults: 3 attempts, no delay, fixed, no jitter. */
  export function retry(options?: {
    max_attempts?: number;
    delay_ms?: number;
    backoff?: "fixed" | "linear" | "exponential";
    jitter?: boolean;
  }): Result;
  /** Runs the operation once per branch. Default join: "all". */
  export function fork(branches: { data?: JsonObject; component?: string }[], join?: "all" | "first" | "any" | "merge"): Result;
  /** Answers a value and keeps it for `ttl_ms`. */
  export function cache(result: Json, ttl_ms: number, key?: string): Result;
  /** Declines to judge. */
  export function skipped(reason: string): Result;
  /** The same result with small JSON for the host. */
  export function annotate(result: Result, annotations: JsonObject): Result;

  type LogMethod = (message: unknown, fields?: JsonObject) => void;
  export const log: { debug: LogMethod; info: LogMethod; warn: LogMethod; error: LogMethod };

  /** Waits without holding anybody up; the call's time limit goes on running. */
  export function sleep(milliseconds: number): Promise<void>;

  /** Keys and values that outlive reloads, and restarts where the host has a state folder. */
  export interface State {
    /** `null` when there is none. */
    get(key: string): Promise<Json>;
    set(key: string, value: Json, options?: { ttl_ms?: number }): Promise<null>;
    /** Whether there was one. */
    delete(key: string): Promise<boolean>;
    /** Sorted; the first 1000. */
    keys(prefix?: string): Promise<string[]>;
    /** Adds to a number, 0 at first, and answers the sum. `ttl_ms` counts from the first time. */
    increment(key: string, by?: number, options?: { ttl_ms?: number }): Promise<number>;
    /** Adds to a sliding window and answers what was added during the last `window_ms`, to a sixtieth of it. */
    window(key: string, window_ms: number, by?: number): Promise<number>;
  }
  /** The script's own state. */
  export const state: State & {
    /** A state that scripts of any language share, if the config grants it. */
    shared(name: string): State;
  };

  /** How dangerous a shell command is. */
  export interface Verdict {
    readonly risk: "SAFE" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
    /** "none" when no rule applies. */
    readonly rule: string;
    readonly why: string;
    /** The text at fault; offsets in UTF-16 units, `end` excluded. */
    readonly part: { readonly text: string; readonly start: number; readonly end: number };
  }
  export const shell: {
    /** Reads a command for a POSIX shell, bash or PowerShell as the shell would, and runs nothing. */
    assess(command: string): Promise<Verdict>;
  };
  export const secrets: {
    /** The same value with `[redacted:<kind>]` in the place of secrets. */
    redact<Value extends Json>(value: Value): Promise<Value>;
  };

  export interface Event {
    readonly id: string;
    readonly event_type: string;
    readonly timestamp: string;
    readonly version: string;
    readonly source: { readonly component: string; readonly instance_id?: string; readonly correlation_id?: string };
    readonly data: JsonObject;
    readonly metadata?: JsonObject;
  }

  export const events: {
    /** Publishes an event, if the config grants it. Does not wait for anybody. */
    publish(type: string, data?: JsonObject): void;
    /** Calls the handler with each event whose type matches, if the config grants it. Works only while the script loads. */
    on(pattern: string, handler: (event: Event) => void | Promise<void>): void;
  };

  export interface HttpOptions {
    readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
    readonly headers?: Readonly<Record<string, string>>;
    /** Anything but a text is sent as JSON. */
    readonly body?: Json;
    /** 10,000 when absent; the call's own time limit goes on running. */
    readonly timeout_ms?: number;
  }
  export interface HttpResponse {
    readonly status: number;
    /** By names in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }
  export const http: {
    /** Asks a server, if the config grants its host. */
    request(options: HttpOptions & { readonly url: string }): Promise<HttpResponse>;
    get(url: string, options?: Omit<HttpOptions, "method" | "body">): Promise<HttpResponse>;
  };

  export interface ComponentContext {
    readonly data: JsonObject;
    readonly component: { readonly id: string; readonly name?: string; readonly type?: string };
    /** 1 for the first. */
    readonly attempt: number;
  }
  /** Defines a component that `replace`, `redirect` and `fork` can name; the handler performs the operation. */
  export function component(name: string, handler: (ctx: ComponentContext) => Json | Promise<Json>): void;

  /** What a run came to, as tests see it; `errors` are those of hooks that failed. */
  export interface Outcome {
    readonly type: string;
    readonly reason?: string;
    readonly hook_id?: string;
    readonly data?: JsonObject;
    readonly result?: JsonObject;
    readonly errors?: { hook_id: string; code: string; message: string }[];
    readonly [field: string]: Json | undefined;
  }
  export interface TestRunOptions {
    component?: { id: string; name?: string; type?: string };
    metadata?: JsonObject;
    state?: JsonObject;
    correlation_id?: string;
  }
  /** For files named `*.test.js`, which `hookloom test` runs. */
  export const testing: {
    /** Defines a test, which fails when the handler throws. Works only while the file loads. */
    test(name: string, handler: () => void | Promise<void>): void;
    /** Asks the hooks under test; without data, with the point's sample. */
    run(point: string, data?: JsonObject | null, options?: TestRunOptions): Promise<Outcome>;
    /** The same, and fails when the outcome differs from what is expected, as far as that says something; texts may be globs. */
    expect(point: string, data: JsonObject | null, expected: JsonObject, options?: TestRunOptions): Promise<Outcome>;
    /** Moves the time on by which state expires. */
    advance(ms: number): Promise<null>;
    /** The events since the test began whose type matches. */
    events(pattern?: string): Promise<Event[]>;
  };

  /**
   * Says of which version the script is. `migrate` makes the state of this version of that of another, once, before this version
   * serves: it returns the new state by its keys, or changes what it was given. Works only while the script loads.
   */
  export function script(declaration: {
    version: number;
    migrate?: (oldVersion: number, state: any) => JsonObject | void | Promise<JsonObject | void>;
  }): void;

  /** Says what the script asks to be allowed. Works only while the script loads. */
  export function wants(permissions: { publish?: string[]; http?: string[]; state?: string[] }): void;
}

/** Shared modules, which the config grants. */
declare module "modules/*";
