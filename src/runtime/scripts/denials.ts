// Tells the operator what scripts tried that the config does not grant, with the line that would grant it.

import { HookloomError } from "../../foundation/errors.ts";
import { grantLine, type GrantedAction } from "./script-grants.ts";

/** Told what scripts may not; never asked. */
export interface DenialObserver {
  permissionDenied(scriptId: string, error: HookloomError): void;
}

/** A module that is not granted is not there: the script does not load, which is told. */
type DeniedAction = Exclude<GrantedAction, "modules">;

const VERBS: Record<DeniedAction, string> = {
  publish: "publish",
  subscribe: "subscribe",
  http: "reach",
  state: "use the shared state",
};
/** What was denied, as details name it. */
const NOUNS: Record<DeniedAction, string> = {
  publish: "event_type",
  subscribe: "event_type",
  http: "host",
  state: "namespace",
};
/** How many denials are remembered, so that each is told once. */
const MAX_TOLD = 1000;

export class Denials {
  readonly #observer: DenialObserver;
  readonly #told = new Set<string>();

  constructor(observer: DenialObserver) {
    this.#observer = observer;
  }

  /** Once for each script and thing: a script that may not tends to try again and again. */
  tell(scriptId: string, action: DeniedAction, what: string): void {
    const line = grantLine(action, scriptId, what);
    if (this.#told.has(line)) return;
    if (this.#told.size > MAX_TOLD) this.#told.clear();
    this.#told.add(line);
    const message = `${scriptId} may not ${VERBS[action]} ${JSON.stringify(what)}. To grant it: ${line}`;
    const details = { script: scriptId, action, [NOUNS[action]]: what };
    this.#observer.permissionDenied(scriptId, new HookloomError("PERMISSION_DENIED", message, { details }));
  }
}
