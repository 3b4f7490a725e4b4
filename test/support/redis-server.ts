// A real Redis for tests, on a port of its own of this machine, without anything on disk. Where none is installed, tests that
// need one are skipped, and say so.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { freePort } from "./free-port.ts";

export interface RedisServer {
  readonly url: string;
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>;
  /** Starts it again at the same port, empty. */
  restart(): Promise<void>;
}

/** Whether `redis-server` is installed. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis) console.warn("SKIPPED: tests with Redis, because redis-server is not installed (apt-get install redis-server)");

/** Starts a server. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let child = await launch(port);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async restart() {
      await stop();
      child = await launch(port);
    },
  };
}

async function launch(port: number): Promise<ChildProcess> {
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  for await (const chunk of child.stdout!.setEncoding("utf8")) {
    said += String(chunk);
    if (said.includes("Ready to accept connections")) break;
  }
  return child;
}
