// How a client reaches its daemon: by `fetch`, or over the socket in the daemon's state folder. `client.ts` asks through it.

import { setTimeout as wait } from "node:timers/promises";
import { describeThrown, HookloomError } from "../foundation/errors.ts";
import type { DaemonClient } from "../server/daemon-client.ts";
import { daemonError } from "../server/daemon-error.ts";
import { readFeed, type FeedMessage } from "../server/read-feed.ts";

const DEFAULT_URL = "http://127.0.0.1:4665";
const DEFAULT_TIMEOUT_MS = 10_000;

export interface ClientOptions {
  /** Address of the daemon. Default: `HOOKLOOM_URL` of the environment, else `http://127.0.0.1:4665`. */
  readonly url?: string;
  /** Token of the role that is needed. Default: `HOOKLOOM_TOKEN` of the environment, else none. */
  readonly token?: string;
  /** The socket `daemon.sock` in the daemon's state folder, instead of the address; it needs no token. */
  readonly socketPath?: string;
  /**
   * How long an answer may take, with the times that a daemon asks for that is loading or has too many requests. Default 10,000;
   * events are followed without end.
   */
  readonly timeoutMs?: number;
}

export interface Transport {
  ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown>;
  follow(path: string, signal?: AbortSignal): AsyncGenerator<FeedMessage>;
}

/** The transport that the options choose. What it throws is a HookloomError: the daemon's, or DAEMON_MISSING. */
export function createTransport(options: ClientOptions): Transport {
  const { socketPath, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { place, reached } = socketPath === undefined ? overTcp(options) : overSocket(socketPath);
  return {
    async ask(method, path, body) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (;;) {
        try {
          return await (await reached()).ask(method, path, body, signal);
        } catch (thrown) {
          if (signal.aborted) throw unreachable(place, `it did not answer within ${timeoutMs} ms`, thrown);
          await waitForAnother(toCoded(place, thrown), signal);
        }
      }
    },
    async *follow(path, signal) {
      try {
        yield* (await reached()).follow(path, signal);
      } catch (thrown) {
        if (signal?.aborted !== true) throw toCoded(place, thrown);
      }
    },
  };
}

type Reached = Pick<DaemonClient, "ask" | "follow">;

interface Way {
  /** The daemon, in words. */
  readonly place: string;
  reached(): Promise<Reached> | Reached;
}

// Loaded when it is needed, so that the rest runs where there is `fetch` and nothing else.
function overSocket(socketPath: string): Way {
  const reached = async (): Promise<Reached> => new (await import("../server/daemon-client.ts")).DaemonClient(socketPath);
  return { place: socketPath, reached };
}

function overTcp({ url = process.env.HOOKLOOM_URL || DEFAULT_URL, token = process.env.HOOKLOOM_TOKEN }: ClientOptions): Way {
  if (!URL.canParse(url)) {
    throw new HookloomError("REQUEST_INVALID", `${JSON.stringify(url)} is no address of a daemon, such as ${DEFAULT_URL}.`);
  }
  const base = url.replace(/\/+$/, "");
  const authorization: Record<string, string> = token === undefined || token === "" ? {} : { authorization: `Bearer ${token}` };
  const send = async (path: string, options: RequestInit): Promise<Response> => {
    const headers = { ...authorization, ...(options.body ? { "content-type": "application/json" } : {}) };
    const response = await fetch(base + path, { ...options, headers });
    if (!response.ok) throw daemonError(response.status, await response.text(), response.headers.get("retry-after"));
    return response;
  };
  const reached: Reached = {
    async ask(method, path, body, signal) {
      const response = await send(path, { method, signal: signal ?? null, ...(body && { body: JSON.stringify(body) }) });
      return response.json();
    },
    async *follow(path, signal) {
      const response = await send(path, { signal: signal ?? null });
      yield* readFeed(response.body!.pipeThrough(new TextDecoderStream()));
    },
  };
  return { place: base, reached: () => reached };
}

/** Waits as long as the daemon asks for that refused something for now only. @throws what it is given, when that is all there is to it */
async function waitForAnother(refused: HookloomError, signal: AbortSignal): Promise<void> {
  const { retry_after_s } = refused.details;
  if (typeof retry_after_s !== "number" || Number.isNaN(retry_after_s)) throw refused;
  await wait(retry_after_s * 1000, undefined, { signal }).catch(() => {
    throw refused;
  });
}

function toCoded(place: string, thrown: unknown): HookloomError {
  if (thrown instanceof HookloomError) return thrown;
  const cause = (thrown as { cause?: unknown }).cause ?? thrown;
  return unreachable(place, describeThrown(cause), thrown);
}

function unreachable(place: string, why: string, cause: unknown): HookloomError {
  return new HookloomError("DAEMON_MISSING", `No daemon answers at ${place}: ${why}.`, { cause });
}
