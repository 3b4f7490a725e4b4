// The daemon as users start it, in a process of its own with a state folder of its own, and the bare server that it is compared
// with.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));

/** Reads a request and answers it with what the server was started with. */
const BARE_SERVER = `
const answer = process.argv[1];
const server = require("node:http").createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end(answer));
});
server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port));`;

export interface StartedServer {
  readonly url: string;
  readonly pid: number;
  /** From its start until it could answer. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts the daemon on the folder `scripts` in `folder`, where it also keeps its state; it is ready when all are loaded. */
export function startDaemon(folder: string): Promise<StartedServer> {
  const words = ["serve", "--scripts", join(folder, "scripts"), "--port", "0", "--log-level", "warn"];
  // `hookloom` itself keeps what was compiled in this way.
  return start([PROGRAM, ...words], { XDG_STATE_HOME: join(folder, "state"), NODE_COMPILE_CACHE: join(folder, "compiled") });
}

/** Starts a server of Node that does nothing but answer the same text always. */
export function startBareServer(answer: string): Promise<StartedServer> {
  return start(["-e", BARE_SERVER, answer], {});
}

async function start(nodeArguments: readonly string[], environment: Readonly<Record<string, string>>): Promise<StartedServer> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, nodeArguments, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await firstUrl(child);
  const readyMs = performance.now() - startedMs;
  return {
    url,
    pid: child.pid!,
    readyMs,
    async stop() {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Servers say where they answer as soon as they do. */
async function firstUrl(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const url = /http:\/\/\S+/.exec(text)?.[0];
    if (url === undefined) continue;
    child.stdout!.resume();
    return url;
  }
  throw new Error("the server ended before it answered");
}
