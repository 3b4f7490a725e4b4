// Talks to the daemon of a state folder over its socket. Commands use it to change or look at what is running.

import { request, type IncomingMessage } from "node:http";
import { HookloomError } from "../foundation/errors.ts";
import { daemonError } from "./daemon-error.ts";
import { readFeed, type FeedMessage } from "./read-feed.ts";
import { isListening, localSocketPath } from "./local-socket.ts";

export class DaemonClient {
  readonly #socketPath: string;

  /** A client of the daemon that works with a state folder; `undefined` when none runs. */
  static async find(stateDir: string): Promise<DaemonClient | undefined> {
    const path = localSocketPath(stateDir);
    return (await isListening(path)) ? new DaemonClient(path) : undefined;
  }

  /** The same, for whoever cannot do without. @throws HookloomError DAEMON_MISSING */
  static async require(stateDir: string): Promise<DaemonClient> {
    const daemon = await DaemonClient.find(stateDir);
    if (daemon !== undefined) return daemon;
    throw new HookloomError("DAEMON_MISSING", `No daemon works with the state folder ${stateDir}.`, {
      details: { state_dir: stateDir },
    });
  }

  /** A client of the daemon that listens at a socket. */
  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /**
   * What the daemon answers.
   * @throws HookloomError with the code and message of the daemon when it refuses
   */
  async ask(method: "GET" | "POST", path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const response = await this.#request(method, path, body === undefined ? undefined : JSON.stringify(body), signal);
    const text = await textOf(response.setEncoding("utf8"));
    if (response.statusCode! >= 400) throw daemonError(response.statusCode!, text, response.headers["retry-after"]);
    return JSON.parse(text) as unknown;
  }

  /**
   * The events of a path of the daemon, until it ends them or the loop is left.
   * @throws HookloomError with the code and message of the daemon when it refuses
   */
  async *follow(path: string, signal?: AbortSignal): AsyncGenerator<FeedMessage> {
    const response = await this.#request("GET", path, undefined, signal);
    response.setEncoding("utf8");
    try {
      if (response.statusCode !== 200) throw daemonError(response.statusCode!, await textOf(response));
      yield* readFeed(response as AsyncIterable<string>);
    } catch (thrown) {
      // A daemon that was killed ends them, too.
      if ((thrown as NodeJS.ErrnoException).code !== "ECONNRESET") throw thrown;
    } finally {
      response.destroy();
    }
  }

  #request(method: string, path: string, body: string | undefined, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const sent = request({ socketPath: this.#socketPath, method, path, headers, ...(signal && { signal }) }, resolve);
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}
