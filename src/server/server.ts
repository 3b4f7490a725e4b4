// The daemon's HTTP side: listens, answers, and stops without dropping requests. `hookloom serve` starts one; a host can
// start one around its own runtime.

import { createAdaptorServer } from "@hono/node-server";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, ListenOptions } from "node:net";
import { setTimeout } from "node:timers/promises";
import { systemClock, type Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import { createJsonLogger, type Logger } from "../observability/logger.ts";
import type { Role } from "../model/roles.ts";
import { HookStatistics } from "../runtime/hook-statistics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { AccessRule, isLoopback } from "./access.ts";
import type { AgentEndpoint } from "./agent-route.ts";
import { createApp } from "./app.ts";
import { HookHealth } from "./health.ts";
import { claimLocalSocket, protectLocalSocket } from "./local-socket.ts";
import { SocketServer } from "./socket-server.ts";
import { Tokens } from "./tokens.ts";

export interface ServerOptions {
  /** Address to listen at. Default 127.0.0.1: programs of this machine only. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** What programs of this machine may do without a token. Default "run". */
  readonly anonymous?: Role | "nothing";
  /** The folder for the daemon's tokens and its socket. Default: none, so that only this machine can be listened to. */
  readonly stateDir?: string;
  /** Default: JSON lines of level "warn" and above on standard error. */
  readonly logger?: Logger;
  /** Answers coding agents at `/hooks/<agent>`. Default: nobody does. */
  readonly agents?: AgentEndpoint;
  readonly clock?: Clock;
}

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** The socket in the state folder. */
  readonly socket?: string;
}

export interface HookServer {
  /**
   * Begins to listen.
   * @throws HookloomError PORT_IN_USE, DAEMON_RUNNING, TOKENS_INVALID, SOCKET_UNUSABLE; REQUEST_INVALID when the address is
   * not one of this machine
   */
  start(): Promise<ServerAddress>;
  /** Takes other settings while it listens. What is absent is as if nothing was said of it. */
  reconfigure(options: Pick<ServerOptions, "anonymous">): void;
  /** Takes no more connections and waits for the answers under way. The runtime stays open. */
  close(): Promise<void>;
}

/** A client that has not taken its answer by then is cut off when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 5000;

/** Whoever takes longer to send a request is cut off, in milliseconds. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 60_000 };

/** Creates an HTTP server around a runtime. */
export function createServer(runtime: Runtime, options: ServerOptions = {}): HookServer {
  const { host = "127.0.0.1", port = 0, stateDir, logger = createJsonLogger("warn"), clock = systemClock } = options;
  const listeners: Listener[] = [];
  let unobserve: Disposer | undefined;
  let sockets: SocketServer | undefined;
  const closing = new AbortController();
  let { anonymous = "run" } = options;
  return {
    async start() {
      if (stateDir === undefined && !isLoopback(host)) throw needsTokens(host);
      const socket = stateDir === undefined ? undefined : await claimLocalSocket(stateDir);
      const tokens = stateDir === undefined ? undefined : Tokens.open(stateDir);
      const statistics = new HookStatistics(clock);
      const health = new HookHealth(clock);
      const observations = [runtime.observe(statistics), runtime.observe(health)];
      unobserve = createDisposer(() => observations.forEach((dispose) => dispose()));
      let url = "";
      const sources = { runtime, statistics, health, clock, startedMs: clock.now(), url: () => url };
      const admission = {
        access: new AccessRule(host),
        get anonymous() {
          return anonymous;
        },
        tokens,
      };
      const app = createApp(sources, admission, logger, closing.signal, options.agents);
      sockets = new SocketServer(runtime, admission, clock);
      const listen = async (address: ListenOptions): Promise<AddressInfo | string> => {
        const serverOptions = { fetch: app.fetch, overrideGlobalObjects: false, serverOptions: LIMITS };
        const server = createAdaptorServer(serverOptions) as Server;
        sockets!.attach(server);
        const listener = new Listener(server);
        listeners.push(listener);
        return listener.listen(address);
      };
      try {
        const { port: taken } = (await listen({ port, host, exclusive: true })) as AddressInfo;
        url = `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
        if (socket !== undefined) {
          await listen({ path: socket });
          protectLocalSocket(socket);
        }
        return { host, port: taken, url, ...(socket && { socket }) };
      } catch (thrown) {
        sockets.close();
        await closeAll(listeners);
        throw listenError(thrown as NodeJS.ErrnoException, host, port);
      }
    },
    reconfigure(changed) {
      ({ anonymous = "run" } = changed);
    },
    async close() {
      closing.abort();
      sockets?.close();
      await closeAll(listeners);
      unobserve?.();
    },
  };
}

async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

/** One address that is listened at. */
class Listener {
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

function needsTokens(host: string): HookloomError {
  const message = `To listen at ${host}, which other machines may reach, the server needs a state folder with its tokens.`;
  return new HookloomError("REQUEST_INVALID", message, { details: { host } });
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
