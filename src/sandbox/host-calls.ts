// The requests that scripts of one runner have open: serves each with a host service, and hands the answer back. A runner may
// be in the wrong hands, so what it asks is bounded and believed only where it can be true. `runner-process.ts` keeps one.

import { HookloomError } from "../foundation/errors.ts";
import { getOrInsert } from "../foundation/get-or-insert.ts";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";
import type { GuestAnswer } from "./guest-protocol.ts";
import type { HostServices } from "./host-services.ts";
import { limitNamed } from "./limits.ts";
import type { ScriptSource } from "./language-sandbox.ts";
import { parseGuestJson } from "./parse-guest.ts";

/** Requests that one call may make at most; the runner keeps the limit of each script. */
export const MAX_REQUESTS = limitNamed("host_calls").most;
/** Longest answer, in UTF-16 units. */
const MAX_ANSWER_LENGTH = 1024 * 1024;

/** Requests served in one turn of the event loop; the others wait for the next, so that a flood of them holds nobody up. */
const PER_TURN = 50;

interface OpenCall {
  readonly controller: AbortController;
  requests: number;
  /** Whether it asked for something that changes anything. */
  changed: boolean;
}

/** Sends an answer to the runner: the id of the call, that of the request, and the text. */
export type SendAnswer = (callId: number, requestId: number, text: string) => void;

export class HostCalls {
  readonly #services: HostServices;
  readonly #send: SendAnswer;
  readonly #open = new Map<number, OpenCall>();
  readonly #queue: (() => void)[] = [];
  #servedInTurn = 0;
  #turns = false;

  constructor(services: HostServices, send: SendAnswer) {
    this.#services = services;
    this.#send = send;
  }

  /**
   * Serves a request of a call that waits.
   * @throws when it is malformed, or one too many: the runner's own limit would have kept a script from it
   */
  serve(script: ScriptSource, callId: number, requestId: number, payload: string): void {
    const request = parseGuestJson(payload, script.file);
    const { kind, arguments: given = {} } = isJsonObject(request) ? request : {};
    if (typeof kind !== "string" || !isJsonObject(given)) throw new TypeError("a malformed request");
    const call = this.#call(callId);
    call.requests += 1;
    if (call.requests > MAX_REQUESTS) throw new RangeError("more requests than a call may make");
    this.#inTurn(() => {
      if (this.#open.get(callId) !== call) return;
      void this.#answer(script, call, kind, given).then((answer) => {
        if (this.#open.get(callId) === call) this.#send(callId, requestId, answerText({ id: requestId, ...answer }));
      });
    });
  }

  #inTurn(serve: () => void): void {
    if (this.#servedInTurn < PER_TURN && this.#queue.length === 0) {
      this.#servedInTurn += 1;
      serve();
    } else this.#queue.push(serve);
    this.#awaitTurn();
  }

  #awaitTurn(): void {
    if (this.#turns) return;
    this.#turns = true;
    setImmediate(() => {
      this.#turns = false;
      const served = this.#queue.splice(0, PER_TURN);
      this.#servedInTurn = served.length;
      for (const serve of served) serve();
      if (served.length > 0) this.#awaitTurn();
    });
  }

  /** Whether a call changed anything; forgets it, and tells those who still work for it. */
  end(callId: number): boolean {
    const call = this.#open.get(callId);
    if (call === undefined) return false;
    this.#open.delete(callId);
    call.controller.abort();
    return call.changed;
  }

  #call(callId: number): OpenCall {
    return getOrInsert(this.#open, callId, () => ({ controller: new AbortController(), requests: 0, changed: false }));
  }

  async #answer(script: ScriptSource, call: OpenCall, kind: string, given: JsonObject): Promise<Answer> {
    const service = this.#services.get(kind);
    if (service === undefined) return { ok: false, error: `this host does not serve ${JSON.stringify(kind.slice(0, 40))}` };
    call.changed ||= typeof service.changes === "boolean" ? service.changes : service.changes(given);
    try {
      const { signal } = call.controller;
      return { ok: true, value: await service.serve({ scriptId: script.file, version: script, kind, arguments: given, signal }) };
    } catch (thrown) {
      // Only our own errors are written for scripts; others may say more about the host than a script should know.
      const isOurs = thrown instanceof HookloomError;
      return { ok: false, error: isOurs ? `${thrown.message} [${thrown.code}]` : `${kind} failed in the host` };
    }
  }
}

type Answer = GuestAnswer extends infer Each ? (Each extends GuestAnswer ? Omit<Each, "id"> : never) : never;

function answerText(answer: GuestAnswer): string {
  const text = JSON.stringify(answer);
  if (text.length <= MAX_ANSWER_LENGTH) return text;
  return JSON.stringify({ id: answer.id, ok: false, error: `the answer is larger than ${MAX_ANSWER_LENGTH} characters of JSON` });
}
