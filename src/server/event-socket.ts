// One client of the WebSocket: its subscriptions, each with a bounded queue of its own. A client that does not read holds nobody
// up: nothing is taken out of a queue before what was sent last has left, and what the queue has no room for is dropped and told.

import type { WebSocket } from "ws";
import type { EventStream } from "../events/event-stream.ts";
import { HookloomError, toHookloomError } from "../foundation/errors.ts";
import type { RuntimeEvents } from "../runtime/runtime.ts";
import { EventBatches, type Batch } from "./event-batches.ts";
import { matchFilters } from "./event-filters.ts";
import { parseSocketRequest, type SocketRequest } from "./socket-requests.ts";
import { viewError } from "./views.ts";

/** Events that wait in each queue. */
const CAPACITY = 1000;
const MAX_SUBSCRIPTIONS = 20;

export class EventSocket {
  readonly #socket: WebSocket;
  readonly #events: RuntimeEvents;
  /** As lists and the log name it. */
  readonly #name: string;
  readonly #streams = new Map<string, EventStream>();
  #isAlive = true;

  constructor(socket: WebSocket, events: RuntimeEvents, name: string) {
    this.#name = name;
    this.#socket = socket;
    this.#events = events;
    socket.on("message", (bytes, isBinary) => this.#take(isBinary ? "" : String(bytes)));
    socket.on("pong", () => (this.#isAlive = true));
    // An error is followed by the end.
    socket.on("error", () => {});
    socket.on("close", () => {
      for (const stream of this.#streams.values()) stream.close();
    });
  }

  /** Asks whether the client is still there; one that did not answer the last time is cut off. */
  beat(): void {
    if (!this.#isAlive) return this.#socket.terminate();
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** Says goodbye; a client that does not answer it is cut off after a while. */
  close(): void {
    this.#socket.close(1001, "the daemon stops");
  }

  #take(text: string): void {
    let id: string | undefined;
    try {
      const request = parseSocketRequest(text);
      ({ id } = request);
      if (request.type === "subscribe") this.#subscribe(request);
      else this.#unsubscribe(request.id);
    } catch (thrown) {
      void this.#send({ type: "error", ...(id && { id }), error: viewError(toHookloomError(thrown, "INTERNAL")) });
    }
  }

  #subscribe({ id, pattern, where, after, ...filters }: Extract<SocketRequest, { type: "subscribe" }>): void {
    if (this.#streams.has(id)) throw refused(`There is a subscription ${JSON.stringify(id)} already.`);
    if (this.#streams.size >= MAX_SUBSCRIPTIONS) throw refused(`A client has at most ${MAX_SUBSCRIPTIONS} subscriptions.`);
    const match = matchFilters(filters, where);
    const options = {
      name: `${this.#name}/${id}`,
      capacity: CAPACITY,
      ...(match && { where: match }),
      ...(after !== undefined && { after }),
    };
    const stream = this.#events.stream(pattern, options);
    this.#streams.set(id, stream);
    void this.#follow(id, stream);
  }

  #unsubscribe(id: string): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) throw refused(`There is no subscription ${JSON.stringify(id)}.`);
    this.#streams.delete(id);
    stream.close();
  }

  async #follow(id: string, stream: EventStream): Promise<void> {
    const batches = new EventBatches(stream);
    let batch: Batch | undefined;
    while ((batch = await batches.next()) !== undefined) {
      const { kind, ...rest } = batch;
      await this.#send({ type: kind, id, ...rest });
    }
    await this.#send({ type: "ended", id });
  }

  /** Resolves when it has left for the network, or the client has gone. */
  #send(message: object): Promise<void> {
    return new Promise((resolve) => this.#socket.send(JSON.stringify(message), () => resolve()));
  }
}

function refused(message: string): HookloomError {
  return new HookloomError("REQUEST_INVALID", message);
}
