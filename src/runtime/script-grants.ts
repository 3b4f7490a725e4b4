// What the config grants scripts beyond what every script may do: publishing and hearing of events. Nothing is granted
// unless it is written there. Everything that scripts do with events asks here.

import { matchesGlob } from "../foundation/glob.ts";
import { compilePattern } from "../events/pattern-index.ts";

/** What some scripts may do; patterns of event types. */
export interface Grant {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export type GrantedAction = keyof Grant;

type EventPattern = (eventType: string) => boolean;

export class ScriptGrants {
  readonly #grants: readonly { readonly scripts: string; readonly patterns: Record<GrantedAction, readonly EventPattern[]> }[];

  readonly #granted = new Map<string, readonly EventPattern[]>();

  /** Grants by ids of scripts, or globs of them; a script has what all that name it grant. */
  constructor(grants: Readonly<Record<string, Grant>> = {}) {
    this.#grants = Object.entries(grants).map(([scripts, { publish, subscribe }]) => ({
      scripts,
      patterns: { publish: publish.map(compilePattern), subscribe: subscribe.map(compilePattern) },
    }));
  }

  /** Whether a script may do something with events of a type. */
  allows(action: GrantedAction, scriptId: string, eventType: string): boolean {
    return this.#of(action, scriptId).some((matches) => matches(eventType));
  }

  /** Whether a script may do it with events of any type at all. */
  allowsAny(action: GrantedAction, scriptId: string): boolean {
    return this.#of(action, scriptId).length > 0;
  }

  #of(action: GrantedAction, scriptId: string): readonly EventPattern[] {
    const key = `${action} ${scriptId}`;
    let patterns = this.#granted.get(key);
    if (patterns === undefined) {
      patterns = this.#grants.filter(({ scripts }) => matchesGlob(scripts, scriptId)).flatMap((grant) => grant.patterns[action]);
      this.#granted.set(key, patterns);
    }
    return patterns;
  }
}

/** What to write into the config to grant something. */
export function grantLine(action: GrantedAction, scriptId: string, eventType: string): string {
  return `[grants.${JSON.stringify(scriptId)}] ${action} = [${JSON.stringify(eventType)}]`;
}
