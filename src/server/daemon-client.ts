// Talks to the daemon of a state folder over its socket. Commands use it to change or look at what is running.

import { request } from "node:http";
import { HookloomError } from "../foundation/errors.ts";
import type { ErrorCode } from "../foundation/error-codes.ts";
import { ERROR_CODES } from "../foundation/error-codes.ts";
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

  private constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /**
   * What the daemon answers.
   * @throws HookloomError with the code and message of the daemon when it refuses
   */
  async ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    const { status, text } = await this.#send(method, path, body === undefined ? undefined : JSON.stringify(body));
    const answer = JSON.parse(text) as { error?: { code: string; message: string; details?: Record<string, unknown> } };
    if (status < 400) return answer;
    const { code = "INTERNAL", message = `The daemon answered ${status}.`, details = {} } = answer.error ?? {};
    throw new HookloomError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "INTERNAL", message, { details });
  }

  #send(method: string, path: string, body: string | undefined): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const sent = request({ socketPath: this.#socketPath, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode!, text }));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}
