// `GET /v1/stream`: the events as a WebSocket. Lets clients in by the rules of every other request, asks now and then whether they
// are still there, and sends them away when the server closes. `server.ts` makes one.

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Clock } from "../foundation/clock.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { admit, findRoleRefusal, type AdmissionOptions } from "./admission.ts";
import { refusal } from "./error-response.ts";
import { EventSocket } from "./event-socket.ts";

const PATH = "/v1/stream";
/** What clients that speak the protocol offer; a browser, which can send no header, offers its token beside it. */
const PROTOCOL = "hookloom";
const TOKEN_PREFIX = "token.";
const HEARTBEAT_MS = 15_000;
/** Requests to subscribe are short, in bytes. */
const MAX_MESSAGE_BYTES = 16_384;
const CLOSE_GRACE_MS = 1000;

export class SocketServer {
  readonly #runtime: Runtime;
  readonly #admission: AdmissionOptions;
  readonly #clock: Clock;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  readonly #clients = new Set<EventSocket>();
  #connected = 0;
  #cancelBeat = (): void => {};

  constructor(runtime: Runtime, admission: AdmissionOptions, clock: Clock) {
    this.#runtime = runtime;
    this.#admission = admission;
    this.#clock = clock;
    this.#scheduleBeat();
  }

  /** Answers the requests of a server to become a WebSocket. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      const refused = this.#findRefusal(request);
      if (refused === undefined) this.#accept(request, socket, head);
      else void refuse(socket, refused);
    });
  }

  /** Clients that are connected. */
  get count(): number {
    return this.#clients.size;
  }

  /** Sends every client away; takes none any more. */
  close(): void {
    this.#cancelBeat();
    this.#sockets.close();
    for (const client of this.#clients) client.close();
    const late = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, CLOSE_GRACE_MS);
    late.unref();
  }

  #findRefusal(request: IncomingMessage): Response | undefined {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path !== PATH) return refusal(404, `There is no WebSocket at ${path}; there is ${PATH}.`);
    if (!this.#runtime.ready) return refusal(503, "The daemon is loading its scripts, or stopping.");
    const admitted = admit(withToken(request), this.#admission);
    if (admitted.kind === "refused") return admitted.answer;
    const refused = findRoleRefusal(admitted.role, "observe");
    return refused && refusal(refused.status, refused.message);
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
      this.#connected += 1;
      const client = new EventSocket(accepted, this.#runtime.events, `websocket-${this.#connected}`);
      this.#clients.add(client);
      accepted.on("close", () => this.#clients.delete(client));
    });
  }

  #scheduleBeat(): void {
    this.#cancelBeat = this.#clock.after(HEARTBEAT_MS, () => {
      for (const client of this.#clients) client.beat();
      this.#scheduleBeat();
    });
  }
}

/** The request with the token that was offered as a protocol, unless it has one. */
function withToken(request: IncomingMessage): IncomingMessage {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(/ *, */);
  const token = offered.find((name) => name.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length);
  if (token !== undefined) request.headers.authorization ??= `Bearer ${token}`;
  return request;
}

async function refuse(socket: Duplex, answer: Response): Promise<void> {
  const body = await answer.text();
  const headers = new Headers(answer.headers);
  headers.set("connection", "close");
  headers.set("content-length", String(Buffer.byteLength(body)));
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${answer.status} Refused\r\n${lines.join("")}\r\n${body}`);
}
