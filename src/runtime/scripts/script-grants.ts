// What the config grants scripts beyond what every script may do: publishing and hearing of events, reaching
// servers, and sharing state and modules.
// Nothing is granted unless it is written there. Everything that scripts do with events and servers asks here.

import { matchesGlob } from "../../foundation/glob.ts";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import { compilePattern } from "../../events/pattern-index.ts";
import type { LoadReport } from "../../sandbox/guest-protocol.ts";
import { coversHost, parseHostPattern, type HostPattern } from "../http/host-pattern.ts";

/** What some scripts may do. */
export interface Grant {
  /** Patterns of event types. */
  readonly publish?: readonly string[];
  /** Patterns of event types. */
  readonly subscribe?: readonly string[];
  /** Hosts, such as `api.example.com` or `*.example.com:8443`. */
  readonly http?: readonly string[];
  /** Whether these hosts may have private addresses. Default false. */
  readonly httpPrivate?: boolean;
  /** Names of shared states, or globs of them. */
  readonly state?: readonly string[];
  /** Names of shared modules, which are their paths below the folder `modules` without their endings, or globs of them. */
  readonly modules?: readonly string[];
}

export const GRANTED_ACTIONS = ["publish", "subscribe", "http", "state", "modules"] as const;
export type GrantedAction = (typeof GRANTED_ACTIONS)[number];

/** Something a script asks to be allowed, and whether it is. */
export interface ScriptPermission {
  readonly action: GrantedAction;
  /** A pattern of event types, a host, or the name of a shared state or module. */
  readonly what: string;
  readonly granted: boolean;
}

type EventPattern = (eventType: string) => boolean;

/** A grant, made ready for asking, and the scripts it names. */
interface NamedGrant {
  readonly scripts: string;
  readonly grant: Grant;
  readonly publish: readonly EventPattern[];
  readonly subscribe: readonly EventPattern[];
  readonly http: readonly HostPattern[];
  readonly httpPrivate: boolean;
  readonly state: readonly string[];
  readonly modules: readonly string[];
}

export class ScriptGrants {
  #grants!: readonly NamedGrant[];
  readonly #granted = new Map<string, readonly NamedGrant[]>();

  /** Grants by ids of scripts, or globs of them; a script has what all that name it grant. */
  constructor(grants?: Readonly<Record<string, Grant>>) {
    this.replace(grants);
  }

  /** Grants something else from now on. What scripts already subscribe to is theirs until they are loaded again. */
  replace(grants: Readonly<Record<string, Grant>> = {}): void {
    this.#grants = Object.entries(grants).map(([scripts, grant]) => compileGrant(scripts, grant));
    this.#granted.clear();
  }

  /** What the config grants a script, as it is written there. */
  granted(scriptId: string): readonly Grant[] {
    return this.#of(scriptId).map(({ grant }) => grant);
  }

  /** Whether a script may do something with events of a type. */
  allows(action: "publish" | "subscribe", scriptId: string, eventType: string): boolean {
    return this.#of(scriptId).some((grant) => grant[action].some((matches) => matches(eventType)));
  }

  /** Whether a script may be told of any events at all. */
  allowsSubscribing(scriptId: string): boolean {
    return this.#of(scriptId).some(({ subscribe }) => subscribe.length > 0);
  }

  /** Whether a script may reach a host: not at all, at public addresses, or at private ones, too. */
  httpReach(scriptId: string, host: HostPattern): "none" | "public" | "private" {
    const naming = this.#of(scriptId).filter(({ http }) => http.some((pattern) => coversHost(pattern, host)));
    if (naming.length === 0) return "none";
    return naming.some(({ httpPrivate }) => httpPrivate) ? "private" : "public";
  }

  /** Whether a script may use a shared state. */
  allowsState(scriptId: string, name: string): boolean {
    return this.#of(scriptId).some(({ state }) => state.some((glob) => matchesGlob(glob, name)));
  }

  /** Whether a script may import a shared module. */
  allowsModule(scriptId: string, name: string): boolean {
    return this.#of(scriptId).some(({ modules }) => modules.some((glob) => matchesGlob(glob, name)));
  }

  /** Whether a script may import any shared module at all. */
  allowsModules(scriptId: string): boolean {
    return this.#of(scriptId).some(({ modules }) => modules.length > 0);
  }

  /** What a script asks to be allowed, and whether it is. */
  permissions(scriptId: string, { wants, subscriptions, modules }: LoadReport): ScriptPermission[] {
    return [
      ...wants.publish.map((what) => ({ action: "publish" as const, what, granted: this.allows("publish", scriptId, what) })),
      ...subscriptions.map(({ pattern }) => {
        return { action: "subscribe" as const, what: pattern, granted: this.allowsSubscribing(scriptId) };
      }),
      ...wants.http.map((what) => {
        const host = parseHostPattern(what);
        return { action: "http" as const, what, granted: host !== undefined && this.httpReach(scriptId, host) !== "none" };
      }),
      ...wants.state.map((what) => ({ action: "state" as const, what, granted: this.allowsState(scriptId, what) })),
      ...modules.map((what) => ({ action: "modules" as const, what, granted: this.allowsModule(scriptId, what) })),
    ];
  }

  #of(scriptId: string): readonly NamedGrant[] {
    return getOrInsert(this.#granted, scriptId, () => this.#grants.filter(({ scripts }) => matchesGlob(scripts, scriptId)));
  }
}

function compileGrant(scripts: string, grant: Grant): NamedGrant {
  const { publish = [], subscribe = [], http = [], httpPrivate = false, state = [], modules = [] } = grant;
  return {
    scripts,
    grant,
    publish: publish.map(compilePattern),
    subscribe: subscribe.map(compilePattern),
    http: http.map(parseHostPattern).filter((pattern) => pattern !== undefined),
    httpPrivate,
    state,
    modules,
  };
}

/** What to write into the config to grant something. */
export function grantLine(action: GrantedAction, scriptId: string, what: string): string {
  return `[grants.${JSON.stringify(scriptId)}] ${action} = [${JSON.stringify(what)}]`;
}
