// Who may do what, over the real listeners: the TCP port, and the socket in the state folder.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Logger } from "../../src/observability/logger.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer, type ServerAddress, type ServerOptions } from "../../src/server/server.ts";
import { Tokens, tokensPath } from "../../src/server/tokens.ts";
import { RequestLimit } from "../../src/server/request-limit.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let folder: TemporaryFolder;
let runtime: Runtime;
const servers: HookServer[] = [];

beforeAll(async () => {
  folder = createTemporaryFolder();
  runtime = await startRuntime([], { logger: SILENT });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await runtime.close();
  folder.dispose();
});

function open(options: ServerOptions): Promise<ServerAddress> {
  const server = createServer(runtime, { logger: SILENT, ...options });
  servers.push(server);
  return server.start();
}

async function statuses(url: string, token?: string): Promise<{ observe: number; run: number }> {
  const headers = { "content-type": "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  const observe = await fetch(`${url}/v1/hooks`, { headers });
  const run = await fetch(`${url}/v1/points/acme:any`, { method: "POST", headers, body: '{"data":{}}' });
  return { observe: observe.status, run: run.status };
}

function overSocket(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest({ socketPath, path }, (response) => resolve(response.resume().statusCode!))
      .on("error", reject)
      .end();
  });
}

describe("without a token", () => {
  it.each([
    ["run", { observe: 200, run: 200 }],
    ["observe", { observe: 200, run: 403 }],
    ["nothing", { observe: 401, run: 401 }],
  ] as const)("programs of this machine may do what the setting %j says", async (anonymous, expected) => {
    const { url } = await open({ anonymous });
    expect(await statuses(url)).toEqual(expected);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe("with a token", () => {
  it("a request has the role of its token, and none with a wrong one", async () => {
    const stateDir = join(folder.path, "tokens");
    const { url } = await open({ anonymous: "nothing", stateDir });
    const { observe, run } = JSON.parse(readFileSync(tokensPath(stateDir), "utf8")) as Record<string, string>;
    expect(await statuses(url, observe)).toEqual({ observe: 200, run: 403 });
    expect(await statuses(url, run)).toEqual({ observe: 200, run: 200 });
    expect(await statuses(url, "wrong")).toEqual({ observe: 401, run: 401 });
  });
});

describe("the socket in the state folder", () => {
  it.skipIf(process.platform === "win32")("needs no token, and opens to its user only", async () => {
    const { socket } = await open({ anonymous: "nothing", stateDir: join(folder.path, "socket") });
    expect(await overSocket(socket!, "/v1/hooks")).toBe(200);
    expect(statSync(socket!).mode & 0o777).toBe(0o600);
  });

  it("is one daemon's, when two are started at the same moment, and so are the tokens", async () => {
    const stateDir = join(folder.path, "race");
    const started = await Promise.allSettled([open({ stateDir }), open({ stateDir })]);
    const refused = started.filter((each) => each.status === "rejected");
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(["DAEMON_RUNNING"]);
    const { url } = started.find((each) => each.status === "fulfilled")!.value;
    expect(await statuses(url, Tokens.read(stateDir, "operate"))).toEqual({ observe: 200, run: 200 });
    expect(readdirSync(stateDir).filter((name) => name.startsWith("tokens"))).toEqual(["tokens.json"]);
  });

  it("keeps a second daemon from the same state folder for as long as the first one listens", async () => {
    const stateDir = join(folder.path, "twice");
    await open({ stateDir });
    const first = servers.at(-1)!;
    await expect(open({ stateDir })).rejects.toMatchObject({ code: "DAEMON_RUNNING" });
    await first.close();
    await open({ stateDir });
  });

  it.skipIf(process.platform === "win32")("takes the place of one that a killed daemon left behind", async () => {
    const stateDir = join(folder.path, "killed");
    const script = `require("fs").mkdirSync(process.argv[1]); require("net").createServer().listen(process.argv[1] + "/daemon.sock", () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["--eval", script, stateDir]);
    expect(statSync(join(stateDir, "daemon.sock")).isSocket()).toBe(true);
    const { socket } = await open({ stateDir });
    expect(await overSocket(socket!, "/healthz")).toBe(200);
  });

  it("is refused where its path is too long for the system", async () => {
    const stateDir = join(folder.path, "x".repeat(120));
    await expect(open({ stateDir })).rejects.toMatchObject({ code: "SOCKET_UNUSABLE" });
  });
});

describe("a server that other machines may reach", () => {
  it("does not start without a state folder for its tokens", async () => {
    await expect(open({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("a daemon that is still loading", () => {
  it("says so, and answers when it is ready", async () => {
    let url = "";
    const asked: number[] = [];
    const late = await startRuntime([], { logger: SILENT }, async (created) => {
      const server = createServer(created, { logger: SILENT });
      servers.push(server);
      ({ url } = await server.start());
      asked.push(
        (await fetch(`${url}/v1/hooks`)).status,
        (await fetch(`${url}/readyz`)).status,
        (await fetch(`${url}/healthz`)).status,
      );
    });
    expect(asked).toEqual([503, 503, 200]);
    expect([(await fetch(`${url}/v1/hooks`)).status, (await fetch(`${url}/readyz`)).status]).toEqual([200, 200]);
    await late.close();
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });
});

describe("a client that sends too many requests", () => {
  it("is told when to ask again, while others are answered", async () => {
    const clock = new ManualClock();
    const logger = createRecordingLogger();
    const options = { stateDir: join(folder.path, "limited"), clock, logger, requestsPerSecond: 2, requestBurst: 3 };
    const server = createServer(runtime, options);
    servers.push(server);
    const { url, socket } = await server.start();
    const ask = async (token?: string): Promise<Response> =>
      fetch(`${url}/v1/hooks`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    const statusesOf = async (asked: readonly Promise<Response>[]): Promise<number[]> =>
      (await Promise.all(asked)).map(({ status }) => status).sort();
    expect(await statusesOf([ask(), ask(), ask(), ask()])).toEqual([200, 200, 200, 429]);
    const refused = await ask();
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await refused.json()).toMatchObject({ error: { code: "REQUESTS_LIMITED" } });
    expect((await ask(Tokens.read(options.stateDir, "observe"))).status).toBe(200);
    expect(await statusesOf([1, 2, 3, 4].map(() => ask("wrong")))).toEqual([401, 401, 401, 429]);
    expect(await overSocket(socket!, "/v1/hooks")).toBe(200);
    clock.advance(1000);
    expect(await statusesOf([ask(), ask(), ask()])).toEqual([200, 200, 429]);
    clock.advance(1000);
    expect(logger.lines.map(({ details }) => details)).toEqual([{ requests: 3 }, { requests: 1 }]);
    server.reconfigure({});
    expect(await statusesOf([ask(), ask(), ask(), ask()])).toEqual([200, 200, 200, 200]);
  });

  it("is one client with all addresses of its network, and is not let in to the WebSocket either", async () => {
    const limit = new RequestLimit({ perSecond: 1, burst: 1 }, new ManualClock(), SILENT);
    const taken = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:3::1", "10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2"];
    expect(taken.map((address) => limit.take(address, "run") === 0)).toEqual([true, false, true, true, false, true]);
    const { url } = await open({ requestsPerSecond: 1 });
    const stream = (): Promise<unknown> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
        socket.on("open", () => resolve(socket.close()));
        socket.on("unexpected-response", (_request, { statusCode, headers }) => resolve([statusCode, headers["retry-after"]]));
      });
    expect(await stream()).toBeUndefined();
    expect(await stream()).toEqual([429, "1"]);
  });
});
