// The daemon's HTTP side: listens, answers, and stops without dropping requests. `hookloom serve` starts one; a host can
// start one around its own runtime.

import { createAdaptorServer } from "@hono/node-server";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { HookloomError } from "../foundation/errors.ts";
import { createJsonLogger, type Logger } from "../observability/logger.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { createApp } from "./app.ts";

export interface ServerOptions {
  /** Address to listen at. Default 127.0.0.1: programs of this machine only. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default: JSON lines of level "warn" and above on standard error. */
  readonly logger?: Logger;
}

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

export interface HookServer {
  /** Begins to listen. @throws HookloomError PORT_IN_USE, REQUEST_INVALID when the address is not one of this machine */
  start(): Promise<ServerAddress>;
  /** Takes no more connections and waits for the answers under way. The runtime stays open. */
  close(): Promise<void>;
}

/** A client that has not taken its answer by then is cut off when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 5000;

/** Creates an HTTP server around a runtime. */
export function createServer(runtime: Runtime, options: ServerOptions = {}): HookServer {
  const { host = "127.0.0.1", port = 0, logger = createJsonLogger("warn") } = options;
  const app = createApp(runtime, host, logger);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  const answers = new OpenAnswers(server);
  return {
    async start() {
      server.listen({ port, host, exclusive: true });
      try {
        await once(server, "listening");
      } catch (thrown) {
        throw listenError(thrown as NodeJS.ErrnoException, host, port);
      }
      const { port: taken } = server.address() as AddressInfo;
      return { host, port: taken, url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` };
    },
    async close() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.race([answers.drain(), setTimeout(CLOSE_GRACE_MS, undefined, { ref: false })]);
      // What is left are clients that have sent nothing, or do not take their answer.
      server.closeAllConnections();
      await closed;
    },
  };
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

function listenError(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const details = { host, port };
  if (error.code === "EADDRINUSE") {
    return new HookloomError("PORT_IN_USE", `${host}:${port} is taken by another program.`, { details, cause: error });
  }
  if (error.code === "EACCES") {
    return new HookloomError("REQUEST_INVALID", `This user may not listen at ${host}:${port}; take a port above 1023.`, {
      details,
      cause: error,
    });
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new HookloomError("REQUEST_INVALID", `${host} is no address of this machine.`, { details, cause: error });
  }
  return error;
}
