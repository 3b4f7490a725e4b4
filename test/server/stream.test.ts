// The events as a WebSocket: a runtime without scripts, its server, and real clients.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer, type ServerAddress } from "../../src/server/server.ts";
import { tokensPath } from "../../src/server/tokens.ts";
import { eventually } from "../support/eventually.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const SOURCE = { component: "test" };

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;
let address: ServerAddress;
const clock = new ManualClock();
const clients: WebSocket[] = [];

beforeAll(async () => {
  folder = createTemporaryFolder();
  runtime = await startRuntime([], { logger: SILENT, events: { storage: "memory", keep: ["kept.**"] } });
  server = createServer(runtime, { logger: SILENT, stateDir: join(folder.path, "state"), anonymous: "observe", clock });
  address = await server.start();
});
afterEach(() => clients.splice(0).forEach((client) => client.terminate()));
afterAll(async () => {
  await server.close();
  await runtime.close();
  folder.dispose();
});

interface Client {
  readonly socket: WebSocket;
  /** Every message until now. */
  readonly messages: any[];
  say(message: object): void;
  /** Positions and data of the events until now. */
  events(): { position: number; n: unknown }[];
}

async function connect(options: WebSocket.ClientOptions = {}, protocols: string[] = []): Promise<Client> {
  const socket = new WebSocket(`${address.url.replace("http", "ws")}/v1/stream`, protocols, options);
  clients.push(socket);
  const messages: any[] = [];
  socket.on("message", (text) => messages.push(JSON.parse(String(text))));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return {
    socket,
    messages,
    say: (message) => socket.send(JSON.stringify(message)),
    events: () =>
      messages
        .filter(({ type }) => type === "events")
        .flatMap(({ events }) => events.map(({ position, event }: any) => ({ position, n: event.data.n }))),
  };
}

/** Subscribes, and waits until events come as they are published. */
async function follow(client: Client, request: object): Promise<void> {
  const before = client.messages.length;
  client.say({ type: "subscribe", ...request });
  await eventually(() => expect(client.messages.slice(before)).toContainEqual(expect.objectContaining({ type: "live" })));
}

const publish = (type: string, data: Record<string, string | number>) => runtime.events.publish(type, data, SOURCE);

describe("the WebSocket of events", () => {
  it("sends what a subscription's pattern and condition let through, until it is ended", async () => {
    const client = await connect();
    await follow(client, { id: "mine", pattern: "tool.*", where: { agent_id: ["a", "b"] } });
    for (const [n, agent_id] of ["a", "c", "b"].entries()) publish("tool.called", { agent_id, n });
    publish("other.called", { agent_id: "a", n: 9 });
    await eventually(() => expect(client.events().map(({ n }) => n)).toEqual([0, 2]));
    client.say({ type: "unsubscribe", id: "mine" });
    await eventually(() => expect(client.messages.at(-1)).toEqual({ type: "ended", id: "mine" }));
    publish("tool.called", { agent_id: "a", n: 10 });
    await follow(client, { id: "other" });
    expect(client.events().map(({ n }) => n)).toEqual([0, 2]);
  });

  it("lets through what is about the components, hook points and priorities that a subscription names", async () => {
    const hooks = [
      runtime.register("BeforeToolExecution", () => {}, { id: "urgent", priority: "high" }),
      runtime.register("PreToolUse", () => {}, { id: "usual" }),
      runtime.register("SessionStart", () => {}, { id: "start", priority: "highest" }),
    ];
    const client = await connect();
    const filters = {
      agents: { agent_ids: ["a", "c"] },
      types: { hook_types: ["PreToolUse"] },
      urgent: { min_priority: "high" },
    };
    for (const [id, filter] of Object.entries({ ...filters, all: Object.assign({}, ...Object.values(filters)) as object })) {
      await follow(client, { id, pattern: "hook.executed", ...filter });
    }
    for (const id of ["a", "b"]) {
      await runtime.run("BeforeToolExecution", { tool_name: "Bash" }, { component: { id } });
      await runtime.run("SessionStart", { source: "startup" }, { component: { id } });
    }
    for (const dispose of hooks) dispose();
    const about = (subscription: string): string[] =>
      client.messages
        .filter(({ type, id }) => type === "events" && id === subscription)
        .flatMap(({ events }) => events.map(({ event: { data } }: any) => `${data.component} ${data.hook}`))
        .toSorted();
    await eventually(() => {
      expect(about("agents")).toEqual(["a start", "a urgent", "a usual"]);
      expect(about("types")).toEqual(["a urgent", "a usual", "b urgent", "b usual"]);
      expect(about("urgent")).toEqual(["a start", "a urgent", "b start", "b urgent"]);
      expect(about("all")).toEqual(["a urgent"]);
    });
    client.say({ type: "subscribe", id: "typo", hook_types: ["PreTolUse"] });
    await eventually(() =>
      expect(client.messages.at(-1)).toMatchObject({ type: "error", id: "typo", error: { code: "POINT_UNKNOWN" } }),
    );
  });

  it("goes on after a position, with no event missing and none twice", async () => {
    const first = await connect();
    await follow(first, { id: "a", pattern: "kept.*" });
    for (let n = 0; n < 5; n += 1) publish("kept.counted", { n });
    await eventually(() => expect(first.events()).toHaveLength(5));
    first.socket.terminate();
    for (let n = 5; n < 300; n += 1) publish("kept.counted", { n });
    const second = await connect();
    await follow(second, { id: "a", pattern: "kept.*", after: first.events()[2]!.position });
    publish("kept.counted", { n: 300 });
    await eventually(() => expect(second.events()).toHaveLength(298));
    expect(second.events().map(({ n }) => n)).toEqual(Array.from({ length: 298 }, (_, at) => at + 3));
  });

  it("tells a client that does not read what was dropped for it, while others get everything", async () => {
    const stalled = await connect();
    const healthy = await connect();
    await follow(stalled, { id: "a", pattern: "load.*" });
    await follow(healthy, { id: "a", pattern: "load.*" });
    stalled.socket.pause();
    const text = "x".repeat(10_000);
    const total = 4000;
    for (let n = 1; n <= total; n += 1) {
      publish("load.made", { n, text });
      if (n % 200 === 0) await eventually(() => expect(healthy.events()).toHaveLength(n));
    }
    expect(stalled.events()).toEqual([]);
    stalled.socket.resume();
    await eventually(() => expect(stalled.events().at(-1)?.n).toBe(total));
    const dropped = stalled.messages.reduce((sum, message) => sum + (message.dropped ?? 0), 0);
    expect(dropped).toBeGreaterThan(0);
    expect(stalled.events().length + dropped).toBe(total);
    expect(healthy.messages.reduce((sum, message) => sum + (message.dropped ?? 0), 0)).toBe(0);
  });

  it("serves five hundred clients while one of them does not read, and says what was dropped for that one", async () => {
    const others = await Promise.all(Array.from({ length: 499 }, () => connect()));
    const stalled = await connect();
    await Promise.all([stalled, ...others].map((client) => follow(client, { id: "all", pattern: "wide.*" })));
    await follow(stalled, { id: "own", pattern: "narrow.*" });
    stalled.socket.pause();
    const text = "x".repeat(10_000);
    const total = 50;
    for (let n = 0; n < 4000; n += 1) {
      // What the network has room for is full before anything is dropped: only the stalled one gets so much.
      publish("narrow.made", { n, text });
      if (n % 80 === 0) publish("wide.made", { n });
      if (n % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(others.every((client) => client.events().length === total)).toBe(true));
    expect(others.flatMap(({ messages }) => messages).some(({ dropped = 0 }) => dropped > 0)).toBe(false);
    const asked = await fetch(`${address.url}/v1/subscriptions`);
    const { subscriptions } = (await asked.json()) as { subscriptions: { name: string; dropped: number }[] };
    expect(subscriptions).toHaveLength(501);
    const slow = subscriptions.filter(({ dropped }) => dropped > 0);
    expect(slow).toMatchObject([{ name: expect.stringMatching(/^websocket-\d+\/own$/), pattern: "narrow.*" }]);
    expect(await (await fetch(`${address.url}/health/hooks`)).json()).toMatchObject({
      status: "healthy",
      active_connections: 500,
    });
  });

  it("cuts off a client that does not answer its heartbeat, and keeps one that does", async () => {
    const dead = await connect({ autoPong: false });
    const alive = await connect();
    const pinged = Promise.all([dead, alive].map(({ socket }) => new Promise((resolve) => socket.once("ping", resolve))));
    clock.advance(15_000);
    await pinged;
    const gone = new Promise((resolve) => dead.socket.once("close", resolve));
    // What the client has answered must have arrived.
    await follow(alive, { id: "a" });
    clock.advance(15_000);
    await gone;
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it.each([
    ["not JSON", "{", "The message is not JSON"],
    ["of another type", '{"type":"publish"}', "must be"],
    ["with an unknown field", '{"type":"subscribe","id":"a","patern":"b"}', 'has no field "patern"'],
    ["with a wrong pattern", '{"type":"subscribe","id":"a","pattern":"A.b"}', "dotted lower case"],
    ["with an unknown priority", '{"type":"subscribe","id":"a","min_priority":"urgent"}', "must be a number or one of highest"],
    ["with a wrong condition", '{"type":"subscribe","id":"a","where":{"n":{"more":1}}}', "no condition"],
  ])("answers a message that is %s with an error, and stays open", async (_what, text, message) => {
    const client = await connect();
    client.socket.send(text);
    await eventually(() => expect(client.messages[0]?.error.message).toContain(message));
    await follow(client, { id: "a" });
    client.say({ type: "subscribe", id: "a" });
    await eventually(() => expect(client.messages.at(-1)).toMatchObject({ type: "error", id: "a" }));
  });

  it("lets in who may observe, with a token as a header or beside the protocol, and no page of another origin", async () => {
    const { observe } = JSON.parse(readFileSync(tokensPath(join(folder.path, "state")), "utf8")) as { observe: string };
    await connect({ headers: { authorization: `Bearer ${observe}` } });
    expect((await connect({}, ["hookloom", `token.${observe}`])).socket.protocol).toBe("hookloom");
    await expect(connect({}, ["hookloom", "token.wrong"])).rejects.toThrow("401");
    await expect(connect({ origin: "https://evil.example" })).rejects.toThrow("403");
    expect((await fetch(`${address.url}/v1/stream`)).status).toBe(426);
  });

  it("says goodbye when the server closes", async () => {
    const other = createServer(runtime, { logger: SILENT });
    const { url } = await other.start();
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    await new Promise((resolve) => socket.once("open", resolve));
    const code = new Promise((resolve) => socket.once("close", resolve));
    await other.close();
    expect(await code).toBe(1001);
  });
});
