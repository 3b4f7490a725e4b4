// One address that a server listens at, which it leaves without dropping requests. `server.ts` makes them.

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { setTimeout } from "node:timers/promises";

/** A client that has not taken its answer by then is cut off when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 5000;

/** Leaves all of them at the same time. */
export async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

export class Listener {
  readonly #server: Server;
  readonly #answers: OpenAnswers;

  constructor(server: Server) {
    this.#server = server;
    this.#answers = new OpenAnswers(server);
  }

  async listen(address: ListenOptions): Promise<AddressInfo | string> {
    this.#server.listen(address);
    await once(this.#server, "listening");
    return this.#server.address()!;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.race([this.#answers.drain(), setTimeout(CLOSE_GRACE_MS, undefined, { ref: false })]);
    // What is left are clients that have sent nothing, or do not take their answer.
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Counts requests that are not answered yet; what Node calls idle leaves out connections that never asked anything. */
class OpenAnswers {
  #open = 0;
  #onNone: (() => void) | undefined;

  constructor(server: Server) {
    server.on("request", (_request, response) => {
      this.#open += 1;
      response.once("close", () => {
        this.#open -= 1;
        if (this.#open === 0) this.#onNone?.();
      });
    });
  }

  drain(): Promise<void> {
    return this.#open === 0 ? Promise.resolve() : new Promise((resolve) => (this.#onNone = resolve));
  }
}
