// The daemon's HTTP side: listens, answers, and stops without dropping requests. `hookloom serve` starts one; a host can
// start one around its own runtime.

import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, ListenOptions } from "node:net";
import { systemClock, type Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import { timestampOf } from "../foundation/timestamps.ts";
import { createJsonLogger, type Logger } from "../observability/logger.ts";
import type { Role } from "../model/roles.ts";
import { HookStatistics } from "../runtime/hook-statistics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { AccessRule, isLoopback } from "./access.ts";
import type { AdmissionOptions } from "./admission.ts";
import type { AgentEndpoint } from "./agent-route.ts";
import { createApp } from "./app.ts";
import { HookHealth } from "./health.ts";
import { closeAll, Listener } from "./listener.ts";
import { claimLocalSocket, protectLocalSocket, type ClaimedSocket } from "./local-socket.ts";
import { RequestLimit } from "./request-limit.ts";
import { SocketServer } from "./socket-server.ts";
import { readTlsFiles, type TlsFiles, type TlsPaths } from "./tls-files.ts";
import { Tokens } from "./tokens.ts";

export interface ServerOptions extends Partial<TlsPaths> {
  /** Address to listen at. Default 127.0.0.1: programs of this machine only. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** What programs of this machine may do without a token. Default "run". */
  readonly anonymous?: Role | "nothing";
  /** How many requests one client may send over TCP, for each role by itself. Default: as many as it likes. */
  readonly requestsPerSecond?: number;
  /** How many of them may come at once. Default: as many as in a second. */
  readonly requestBurst?: number;
  /** The folder for the daemon's tokens and its socket. Default: none, so that only this machine can be listened to. */
  readonly stateDir?: string;
  /** Default: JSON lines of level "warn" and above on standard error. */
  readonly logger?: Logger;
  /** Answers coding agents at `/hooks/<agent>`. Default: nobody does. */
  readonly agents?: AgentEndpoint;
  readonly clock?: Clock;
}

/** Those that can be changed while a server listens. */
export type ChangeableServerOptions = Pick<ServerOptions, "anonymous" | "requestsPerSecond" | "requestBurst" | keyof TlsPaths>;

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
   * @throws HookloomError PORT_IN_USE, DAEMON_RUNNING, TOKENS_INVALID, TLS_FILES_INVALID, SOCKET_UNUSABLE; REQUEST_INVALID
   * when the address is not one of this machine
   */
  start(): Promise<ServerAddress>;
  /**
   * Takes other settings while it listens; what is absent is as if nothing was said of it. A server with TLS reads its certificate
   * anew, and one without stays so.
   * @throws HookloomError TLS_FILES_INVALID; then nothing has changed
   */
  reconfigure(options: ChangeableServerOptions): void;
  /** Takes no more connections and waits for the answers under way. The runtime stays open. */
  close(): Promise<void>;
}

/** Whoever takes longer to send a request is cut off, in milliseconds. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 60_000 };
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Before a certificate ends, somebody needs time to get a new one. */
const WARN_BEFORE_END_MS = 14 * 86_400_000;

type App = ReturnType<typeof createApp>;

/** Creates an HTTP server around a runtime. */
export function createServer(runtime: Runtime, options: ServerOptions = {}): HookServer {
  const { host = "127.0.0.1", port = 0, stateDir, logger = createJsonLogger("warn"), clock = systemClock } = options;
  const listeners: Listener[] = [];
  let unobserve: Disposer | undefined;
  let sockets: SocketServer | undefined;
  const closing = new AbortController();
  const admission: { -readonly [Key in keyof AdmissionOptions]: AdmissionOptions[Key] } = {
    access: new AccessRule(host),
    anonymous: "run",
    tokens: undefined,
  };
  const admitBy = ({ anonymous = "run", requestsPerSecond, requestBurst = requestsPerSecond }: ChangeableServerOptions): void => {
    admission.anonymous = anonymous;
    admission.limit?.close();
    admission.limit =
      requestsPerSecond === undefined
        ? undefined
        : new RequestLimit({ perSecond: requestsPerSecond, burst: requestBurst! }, clock, logger);
  };
  admitBy(options);
  let claimed: ClaimedSocket | undefined;
  let tlsServer: TlsServer | undefined;
  const readTls = (paths: Partial<TlsPaths>): TlsFiles | undefined => {
    const { tlsCert, tlsKey } = paths;
    if (tlsCert === undefined || tlsKey === undefined) return undefined;
    const files = readTlsFiles({ tlsCert, tlsKey });
    if (files.validUntilMs < clock.now() + WARN_BEFORE_END_MS) {
      logger.warn({ file: tlsCert }, `the certificate ${tlsCert} ends at ${timestampOf(files.validUntilMs)}`);
    }
    return files;
  };
  return {
    async start() {
      if (stateDir === undefined && !isLoopback(host)) throw needsTokens(host);
      const tls = readTls(options);
      if (tls !== undefined) admission.access = new AccessRule(host, tls.isFor);
      if (stateDir !== undefined) admission.tokens = Tokens.open(stateDir);
      claimed = stateDir === undefined ? undefined : claimLocalSocket(stateDir);
      const socket = claimed?.path;
      const statistics = new HookStatistics(clock);
      const health = new HookHealth(clock);
      const observations = [runtime.observe(statistics), runtime.observe(health)];
      unobserve = createDisposer(() => observations.forEach((dispose) => dispose()));
      let url = "";
      const sources = {
        runtime,
        statistics,
        health,
        clock,
        startedMs: clock.now(),
        connections: () => sockets?.count ?? 0,
        url: () => url,
      };
      const app = createApp(sources, admission, logger, closing.signal, options.agents);
      sockets = new SocketServer(runtime, admission, clock);
      const listen = (server: Server, address: ListenOptions): Promise<AddressInfo | string> => {
        sockets!.attach(server);
        const listener = new Listener(server);
        listeners.push(listener);
        return listener.listen(address);
      };
      try {
        const server = tls === undefined ? createPlainServer(app) : (tlsServer = createEncryptedServer(app, tls));
        const { port: taken } = (await listen(server, { port, host, exclusive: true })) as AddressInfo;
        url = `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${taken}`;
        if (socket !== undefined) {
          await listen(createPlainServer(app), { path: socket });
          protectLocalSocket(socket);
        }
        return { host, port: taken, url, ...(socket && { socket }) };
      } catch (thrown) {
        sockets.close();
        await closeAll(listeners);
        claimed?.lock.release();
        claimed = undefined;
        throw listenError(thrown as NodeJS.ErrnoException, host, port);
      }
    },
    reconfigure(changed) {
      const tls = tlsServer && readTls(changed);
      if (tls !== undefined) {
        tlsServer!.setSecureContext(tls);
        // With the names of the new certificate, and none that only the old one had.
        admission.access = new AccessRule(host, tls.isFor);
      }
      admitBy(changed);
    },
    async close() {
      closing.abort();
      sockets?.close();
      await closeAll(listeners);
      claimed?.lock.release();
      claimed = undefined;
      admission.limit?.close();
      unobserve?.();
    },
  };
}

function createPlainServer({ fetch }: App): Server {
  return createAdaptorServer({ fetch, overrideGlobalObjects: false, serverOptions: LIMITS }) as Server;
}

function createEncryptedServer({ fetch }: App, { cert, key }: TlsFiles): TlsServer {
  const serverOptions = { ...LIMITS, cert, key, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
  return createAdaptorServer({ fetch, overrideGlobalObjects: false, createServer: createTlsServer, serverOptions }) as TlsServer;
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
