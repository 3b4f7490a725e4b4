// Calls whose handler waits. The runner lets them sleep, passes on what else they ask of the host, and enters their isolate again
// with the answers; a call whose time ends is given up.

import { isJsonObject } from "../../foundation/json.ts";
import { GuestOperation, GuestReply, type GuestAnswer, type GuestRequest, type GuestWaiting } from "../guest-protocol.ts";
import { describeExceeded, type LimitName } from "../limits.ts";
import type { Cell } from "./cell.ts";

/** How a waiting call goes on: with a reply, or not any more. */
export interface WaitingCall {
  readonly id: number;
  readonly cell: Cell;
  readonly deadlineMs: number;
  /** The script's name. */
  readonly file: string;
  /** It asks the host for more than it may; told once. */
  exceed(limit: LimitName, used: number): void;
  /** Enters the cell and handles its reply and its faults. */
  enter(operation: number, handle: number, text: string): void;
  /** Passes a request on to the host, which answers it by `WaitingCalls.answer`. */
  ask(requestId: number, text: string): void;
  /** Its time is over. */
  expire(): void;
  /** Its isolate ended through another call. */
  abort(): void;
}

/** Requests one call may have open at a time. */
const MAX_OPEN_REQUESTS = 1000;
/** What Node's timers can wait. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

interface Parked {
  readonly call: WaitingCall;
  readonly ticket: number;
  /** One per request to sleep. */
  readonly timers: Set<NodeJS.Timeout>;
  /** Requests that the host has not answered. */
  readonly asked: Set<number>;
  readonly deadline: NodeJS.Timeout;
  /** How much it has asked of the host. */
  requests: number;
  /** Whether it was last entered with news, and so may ask to be entered again. */
  hadNews: boolean;
}

export class WaitingCalls {
  /** By the id of the call. */
  readonly #parked = new Map<number, Parked>();

  /** Parks a call that answered `W…`, or takes its further requests in. */
  park(call: WaitingCall, waiting: GuestWaiting): void {
    let parked = this.#parked.get(call.id);
    if (parked === undefined) {
      const deadline = setTimeout(() => this.#expire(call), Math.max(1, call.deadlineMs - performance.now()));
      parked = { call, ticket: waiting.ticket, timers: new Set(), asked: new Set(), deadline, requests: 0, hadNews: true };
      this.#parked.set(call.id, parked);
    }
    const refused: GuestAnswer[] = [];
    for (const request of waiting.requests) {
      if (parked.timers.size + parked.asked.size >= MAX_OPEN_REQUESTS)
        refused.push({ id: request.id, ok: false, error: "too many open requests" });
      else if (request.kind === "sleep") this.#sleep(parked, request.id, typeof request.ms === "number" ? request.ms : 0);
      else {
        parked.requests += 1;
        const refusal = this.#refusalOf(parked);
        if (refusal !== undefined) {
          refused.push({ id: request.id, ok: false, error: refusal });
          continue;
        }
        parked.asked.add(request.id);
        call.ask(request.id, JSON.stringify({ kind: request.kind, arguments: request.arguments }));
      }
    }
    if (refused.length > 0) setImmediate(() => this.#resume(parked, refused));
    // A guest that asks for more without end would hold the runner in this call for ever.
    if (waiting.again === true && parked.hadNews) {
      this.#resume(parked, []);
      this.#resumeIdle(call);
    }
  }

  /** The host has answered a request of a call, which may have ended meanwhile. */
  answer(callId: number, text: string): void {
    const parked = this.#parked.get(callId);
    if (parked === undefined) return;
    const answer = JSON.parse(text) as GuestAnswer;
    if (parked.asked.delete(answer.id)) this.#resume(parked, [answer]);
  }

  /** Forgets a call that was answered. */
  settle(call: WaitingCall): void {
    const parked = this.#parked.get(call.id);
    if (parked === undefined) return;
    this.#parked.delete(call.id);
    clearTimeout(parked.deadline);
    for (const timer of parked.timers) clearTimeout(timer);
  }

  /** The calls that wait in a cell. */
  in(cell: Cell): WaitingCall[] {
    return [...this.#parked.values()].map(({ call }) => call).filter((call) => call.cell === cell);
  }

  // It is refused here, where a flood disturbs nobody but its own runner.
  #refusalOf({ call, requests }: Parked): string | undefined {
    const { hostCalls } = call.cell.limits;
    if (requests <= hostCalls) return undefined;
    if (requests === hostCalls + 1) call.exceed("host_calls", requests);
    const { message, code } = describeExceeded("host_calls", call.file, hostCalls, requests);
    return `${message} [${code}]`;
  }

  #sleep(parked: Parked, id: number, ms: number): void {
    const timer = setTimeout(
      () => {
        parked.timers.delete(timer);
        this.#resume(parked, [{ id, ok: true, value: null }]);
      },
      Math.min(Math.max(0, ms || 0), LONGEST_SLEEP_MS),
    );
    parked.timers.add(timer);
  }

  #resume(parked: Parked, answers: readonly GuestAnswer[]): void {
    if (this.#parked.get(parked.call.id) !== parked) return;
    parked.hadNews = answers.length > 0;
    parked.call.enter(GuestOperation.resume, parked.ticket, JSON.stringify(answers));
  }

  // What one call awaits, another call of the same script may have settled just now.
  #resumeIdle(cause: WaitingCall): void {
    for (const parked of this.#parked.values()) {
      const { call } = parked;
      if (call !== cause && call.cell === cause.cell && parked.timers.size + parked.asked.size === 0) this.#resume(parked, []);
    }
  }

  #expire(call: WaitingCall): void {
    const parked = this.#parked.get(call.id);
    if (parked === undefined) return;
    this.settle(call);
    call.enter(GuestOperation.abandon, parked.ticket, "");
    call.expire();
  }
}

/** Reads the rest of a `W` reply, which a script may have forged; `undefined` when it is malformed. */
export function parseWaiting(reply: string): GuestWaiting | undefined {
  if (!reply.startsWith(GuestReply.waiting)) return undefined;
  try {
    const waiting = JSON.parse(reply.slice(1)) as GuestWaiting;
    return Number.isInteger(waiting.ticket) && Array.isArray(waiting.requests) && waiting.requests.every(isRequest)
      ? waiting
      : undefined;
  } catch {
    return undefined;
  }
}

function isRequest(request: unknown): request is GuestRequest {
  return isJsonObject(request) && Number.isSafeInteger(request.id) && typeof request.kind === "string";
}
