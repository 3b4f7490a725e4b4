// Webhook notifications in a runtime, to real servers on this machine.

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { slackMessage } from "../../../src/builtin/webhook/slack-message.ts";
import { createRuntime, results, type Runtime, type RuntimeOptions, type UniversalEvent } from "../../../src/index.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";

type Settings = NonNullable<NonNullable<RuntimeOptions["builtin"]>["webhook"]>;
type Target = NonNullable<Settings["targets"]>[number];

let server: Server;
let url: string;
/** What the server answers, one after another; then 204. */
let answers: (number | "hang" | "cut" | { status: number; retryAfter: string })[];
let received: { headers: IncomingHttpHeaders; body: string }[];
let runtime: Runtime | undefined;
let logger: RecordingLogger;

beforeEach(async () => {
  answers = [];
  received = [];
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    received.push({ headers: request.headers, body });
    const answer = answers.shift() ?? 204;
    if (answer === "hang") return;
    if (answer === "cut") return void request.socket.destroy();
    const { status, retryAfter } = typeof answer === "number" ? { status: answer, retryAfter: undefined } : answer;
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

async function start(target: Partial<Target>, settings: Settings = {}): Promise<Runtime> {
  logger = createRecordingLogger();
  const targets = [{ name: "team", url, ...target }];
  const webhook = { enabled: true, retryMs: 1, targets, ...settings };
  runtime = await createRuntime({ logger, builtin: { metrics: { enabled: false }, webhook } });
  runtime.register("test:x", ({ data }) => results.cancel(String(data.why)), { id: "guard" });
  return runtime;
}

const cancel = (why: string): unknown => runtime!.run("test:x", { why });
const bodies = (): UniversalEvent[] => received.map(({ body }) => JSON.parse(body) as UniversalEvent);
const errors = (): string[] => logger.lines.filter(({ level }) => level === "error").map(({ message }) => message);

describe("a webhook", () => {
  it("gets the events of its patterns as they are, in order", async () => {
    const runtime = await start({ events: ["hook.cancelled"] });
    for (const why of ["one", "two", "three"]) cancel(why);
    await runtime.drain();
    expect(bodies().map(({ event_type, data }) => [event_type, data.reason])).toEqual([
      ["hook.cancelled", "one"],
      ["hook.cancelled", "two"],
      ["hook.cancelled", "three"],
    ]);
    expect(received[0]!.headers).toMatchObject({ "content-type": "application/json", "user-agent": "hookloom" });
    expect(received[0]!.headers).not.toHaveProperty("webhook-signature");
  });

  it("gets the runs of its points, with what came of them", async () => {
    const runtime = await start({ points: ["test:x"] });
    await runtime.run("test:x", { why: "no" }, { component: { id: "agent-1" }, correlationId: "c1" });
    await runtime.drain();
    expect(bodies()).toEqual([
      expect.objectContaining({
        event_type: "point.reached",
        source: { component: "agent-1", correlation_id: "c1" },
        data: { point: "test:x", data: { why: "no" }, outcome: { type: "cancel", reason: "no", hook_id: "guard" } },
      }),
    ]);
  });

  it("holds nobody up, even if it does not answer at all", async () => {
    answers = ["hang"];
    await start({ events: ["hook.cancelled"] }, { timeoutMs: 60_000 });
    expect(cancel("one")).not.toBeInstanceOf(Promise);
    await expect.poll(() => received).toHaveLength(1);
    expect(cancel("two")).not.toBeInstanceOf(Promise);
    server.closeAllConnections();
  });

  it.each([
    ["answers that it cannot now", [503, 429, 500]],
    ["breaks the connection off", ["cut", "cut"]],
    ["takes too long", ["hang"]],
    ["asks to wait", [{ status: 503, retryAfter: "0" }]],
  ] as const)("is sent it again when it %s, under the same id", async (_, given) => {
    answers = [...given];
    const runtime = await start({ events: ["hook.cancelled"] }, { timeoutMs: 300 });
    cancel("one");
    await runtime.drain();
    expect(received).toHaveLength(given.length + 1);
    expect(new Set(bodies().map(({ id }) => id)).size).toBe(1);
    expect(errors()).toEqual([]);
  });

  it("is given up when it refuses, and the next notification is sent", async () => {
    answers = [400, 302];
    const runtime = await start({ events: ["hook.cancelled"] });
    const failed: unknown[] = [];
    runtime.subscribe("webhook.failed", ({ data }) => void failed.push(data));
    for (const why of ["one", "two", "three"]) cancel(why);
    await runtime.drain();
    expect(bodies().map(({ data }) => data.reason)).toEqual(["one", "two", "three"]);
    expect(errors()).toEqual([expect.stringContaining("it answered 400"), expect.stringContaining("it answered 302")]);
    expect(failed).toHaveLength(2);
  });

  it("is given up after its attempts", async () => {
    answers = [500, 500, 500, 500];
    const runtime = await start({ events: ["hook.cancelled"] }, { maxAttempts: 3 });
    cancel("one");
    await runtime.drain();
    expect(received).toHaveLength(3);
    expect(errors()).toEqual([expect.stringMatching(/did not take hook\.cancelled \(.*\) in 3 attempts: it answered 500/)]);
  });

  it("is not sent more than its queue holds, and what is dropped is counted", async () => {
    answers = ["hang"];
    const runtime = await start({ events: ["hook.*"] }, { queueSize: 2, timeoutMs: 300 });
    const dropped: unknown[] = [];
    runtime.subscribe("webhook.dropped", ({ data }) => void dropped.push(data));
    for (let each = 0; each < 6; each += 1) await cancel("one");
    await runtime.drain();
    expect(errors()[0]).toContain("has a full queue");
    expect(dropped).toEqual([{ target: "team", count: expect.any(Number) }]);
  });

  it("is told what waits when the runtime is closed, once, and not waited for any longer", async () => {
    answers = [503];
    const runtime = await start({ events: ["hook.cancelled"] }, { retryMs: 600_000 });
    cancel("one");
    cancel("two");
    await expect.poll(() => received).toHaveLength(1);
    await runtime.close();
    expect(bodies().map(({ data }) => data.reason)).toEqual(["one", "one", "two"]);
  });

  it("does not keep a runtime from closing when it is gone", async () => {
    server.close();
    server.closeAllConnections();
    const runtime = await start({ events: ["hook.cancelled"] }, { retryMs: 600_000 });
    for (const why of ["one", "two", "three"]) cancel(why);
    await new Promise((resolve) => setImmediate(resolve));
    await runtime.close();
    expect(errors()).toEqual([expect.stringContaining("did not take"), expect.stringContaining("2 notifications were dropped")]);
  });

  it.each([
    ["a text", "secret", "secret"],
    ["base64", `whsec_${Buffer.from("bytes").toString("base64")}`, "bytes"],
  ])("can tell by the signature that it comes from here, with %s as the secret", async (_, secret, key) => {
    vi.stubEnv("TEAM_SECRET", secret);
    const runtime = await start({ events: ["hook.cancelled"], secret_env: "TEAM_SECRET" });
    cancel("one");
    await runtime.drain();
    const { headers, body } = received[0]!;
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    expect(headers["webhook-id"]).toBe(bodies()[0]!.id);
    expect(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(60);
  });

  it("is refused without its secret, and with an address that is none", async () => {
    await expect(start({ secret_env: "NO_SUCH_VARIABLE" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(start({ url: "ftp://x" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});

describe("a message for Slack", () => {
  it("says what happened, and can neither link nor mention", async () => {
    const runtime = await start({ events: ["hook.cancelled"], format: "slack" });
    cancel("<!channel> a & b");
    await runtime.drain();
    const { text } = JSON.parse(received[0]!.body) as { text: string };
    expect(text.split("\n")).toEqual([
      "*hook.cancelled* (hookloom)",
      "hook: guard",
      "point: test:x",
      "reason: &lt;!channel&gt; a &amp; b",
      expect.stringMatching(/^duration_ms: /),
      "component: host",
      "priority: 0",
    ]);
  });

  it("is short, whatever the event holds", () => {
    const data = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`field ${at}`, "x".repeat(10_000)]));
    const event = { id: "1", event_type: "a.b", timestamp: "", version: "1.0", source: { component: "host" }, data };
    expect(JSON.stringify(slackMessage(event)).length).toBeLessThan(8000);
  });
});
