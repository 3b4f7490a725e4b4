// What crosses the wall of an isolate, the same for every language: integers and text in, one text out. The isolate never
// calls out; it only returns. The runner writes and reads this, the guest code in `bridges/*/guest` answers it, and the
// host parses what the runner passes on.

/** Operations of a guest's entry function. */
export const GuestOperation = {
  /** `text` is a `GuestScript`. Languages that load another way (JavaScript modules) leave it out. */
  load: 0,
  /** `handle` is the hook's handle from the load report, `text` the envelope. */
  call: 1,
  /** `handle` is the ticket of a waiting call, `text` a JSON array of `GuestAnswer`. */
  resume: 2,
  /** `handle` is the ticket of a waiting call that nobody waits for any more; answers the empty text. */
  abandon: 3,
  /** `handle` is that of a subscription, `text` a JSON array of events; the reply names the faults of its handlers, if any. */
  deliver: 4,
  /** `handle` is that of a component, `text` the envelope. */
  perform: 5,
} as const;

/**
 * First character of a reply; what follows is JSON. The empty reply means "continue", so that a hook with nothing to say
 * costs nothing to answer.
 */
export const GuestReply = {
  /** A `LoadReport`. */
  loaded: "L",
  /** One hook result, unvalidated. */
  result: "R",
  /** What a component yielded: any JSON value. */
  value: "V",
  /** A `GuestWaiting`: the handler waits for the host. */
  waiting: "W",
  /** A `GuestError`. */
  error: "E",
} as const;

/** The text of a script, with those it may import. */
export interface GuestScript {
  /** Path below the scripts folder, with forward slashes: the script's id, and its name in every message. */
  readonly file: string;
  readonly source: string;
  /** Default: none. */
  readonly modules?: readonly GuestModule[];
}

/** The folder of shared modules, below the scripts folder. */
export const MODULES_FOLDER = "modules";

/** A shared module. */
export interface GuestModule {
  /** Path below the folder of modules without its ending, with forward slashes. */
  readonly name: string;
  /** Its name in messages: the path below the scripts folder. */
  readonly file: string;
  readonly source: string;
}

/** A hook the script registered while it loaded. */
export interface LoadedHook {
  readonly handle: number;
  readonly point: string;
  /** As the script wrote them, snake_case, unvalidated. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Line of the `on` call, 1-based. */
  readonly line?: number;
}

/** A pattern of events the script wants to be told of. */
export interface LoadedSubscription {
  readonly handle: number;
  readonly pattern: string;
  readonly line?: number;
}

/** A component the script defines. */
export interface LoadedComponent {
  readonly handle: number;
  readonly name: string;
  readonly line?: number;
}

/** What a script says of its version. */
export interface DeclaredVersion {
  /** From 1 on. */
  readonly version: number;
  /** Handle of the function that makes state of this version of that of another; it is performed as a component is. */
  readonly migrate?: number;
  readonly line?: number;
}

/** What a script asks to be allowed, beyond what every script is. */
export interface ScriptWants {
  /** Patterns of event types. */
  readonly publish: readonly string[];
  /** Hosts. */
  readonly http: readonly string[];
  /** Names of shared states. */
  readonly state: readonly string[];
}

/** What a script says after its top level ran. */
export interface LoadReport {
  readonly hooks: readonly LoadedHook[];
  readonly subscriptions: readonly LoadedSubscription[];
  readonly components: readonly LoadedComponent[];
  readonly wants: ScriptWants;
  /** Names of the shared modules it imported. */
  readonly modules: readonly string[];
  /** Absent when the script says nothing of it. */
  readonly script?: DeclaredVersion;
}

/** A fault of the script, with the user's own frames only, innermost first. */
export interface GuestError {
  readonly kind: "syntax" | "exception" | "result";
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly frames?: readonly GuestFrame[];
}

/** One line of the script's own stack. */
export interface GuestFrame {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

/**
 * What a waiting handler asks for. Ids are unique within the script's life. The runner serves `sleep`, with `ms`; every other
 * kind is the host's, with `arguments`.
 */
export interface GuestRequest {
  readonly id: number;
  readonly kind: string;
  readonly [argument: string]: unknown;
}

/** A call that returned to wait; `requests` holds only those not handed out before. */
export interface GuestWaiting {
  readonly ticket: number;
  readonly requests: readonly GuestRequest[];
  /** The engine goes on when this entry has returned (JavaScript's reactions): resume at once, without answers, to see how far it came. */
  readonly again?: boolean;
}

/** The host's answer to one request. */
export type GuestAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** Longest pattern, or name of a component, in UTF-16 units. */
export const MAX_NAME_LENGTH = 500;

/** UTF-16 units allowed in a reply. */
export const MAX_REPLY_LENGTH = 1024 * 1024;

/** Why there is no such module for a script, and what to do. The guests of other languages than JavaScript say the same. */
export function describeMissingModule(script: string, name: string, ending: string): string {
  return `there is no shared module ${JSON.stringify(name)} for ${script}: it must be in ${MODULES_FOLDER}/${name}${ending}, and be granted: [grants.${JSON.stringify(script)}] ${MODULES_FOLDER} = [${JSON.stringify(name)}]`;
}
