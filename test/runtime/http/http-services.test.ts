// What scripts can ask of servers and what they cannot, with real servers on loopback.

import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HookloomError } from "../../../src/foundation/errors.ts";
import type { JsonObject } from "../../../src/foundation/json.ts";
import { Denials } from "../../../src/runtime/scripts/denials.ts";
import { createHttpServices, type ResolveHost } from "../../../src/runtime/http/http-services.ts";
import { ScriptGrants, type Grant } from "../../../src/runtime/scripts/script-grants.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const seen: Seen[] = [];
const servers: Server[] = [];
let port: number;
let otherPort: number;

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const answer: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, url = "", headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    const [, what, rest = ""] = /^\/(\w+)\/?(.*)$/.exec(url) ?? [];
    if (what === "to") return void response.writeHead(302, { location: decodeURIComponent(rest) }).end();
    if (what === "see") return void response.writeHead(303, { location: "/ok" }).end();
    if (what === "again") return void response.writeHead(307, { location: "/ok" }).end();
    if (what === "large") return void response.end("x".repeat(Number(rest)));
    if (what === "silent") return;
    if (what === "drips") return void setInterval(() => response.write("x"), 10).unref();
    if (what === "breaks") return void request.socket.destroy();
    if (what === "cookies")
      return void response
        .writeHead(
          200,
          [
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
            ["__proto__", "x"],
          ].flat(),
        )
        .end();
    response.writeHead(what === "missing" ? 404 : 200, { "x-seen": "yes" }).end(`${method} ${url}`);
  });
};

const denied: HookloomError[] = [];

interface Setup {
  readonly grant?: Grant;
  readonly resolve?: ResolveHost;
}

function caller({ grant = { http: [`127.0.0.1:${port}`, `127.0.0.1:${otherPort}`], httpPrivate: true }, resolve }: Setup = {}) {
  const grants = new ScriptGrants({ "a.js": grant });
  const denials = new Denials({ permissionDenied: (_id, error) => void denied.push(error) });
  const service = createHttpServices({ grants, denials, ...(resolve && { resolve }) }).get("http.request")!;
  return async (given: JsonObject, signal = new AbortController().signal): Promise<JsonObject> =>
    (await service.serve({ scriptId: "a.js", version: {}, kind: "http.request", arguments: given, signal })) as JsonObject;
}

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
const to = (url: string): string => at(`/to/${encodeURIComponent(url)}`);
const refusal = (code: string, message: string | RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

beforeAll(async () => {
  port = await listen(answer);
  otherPort = await listen(answer);
});
beforeEach(() => {
  seen.length = denied.length = 0;
});
afterAll(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
});

describe("a request", () => {
  it("is answered with status, headers and body, whatever the status", async () => {
    const ask = caller();
    expect(await ask({ url: at("/ok?a=1#part") })).toMatchObject({
      status: 200,
      headers: { "x-seen": "yes" },
      body: "GET /ok?a=1",
    });
    expect(await ask({ url: at("/missing") })).toMatchObject({ status: 404 });
    expect((await ask({ url: at("/cookies") })).headers).toMatchObject({ "set-cookie": "a=1, b=2" });
  });

  it("sends texts as they are and anything else as JSON, with the headers of the script", async () => {
    const ask = caller();
    await ask({ url: at("/ok"), method: "post", body: "plain", headers: { "X-Mine": "1" } });
    await ask({ url: at("/ok"), method: "PUT", body: { a: [1] } });
    expect(seen).toMatchObject([
      { method: "POST", body: "plain", headers: { "x-mine": "1", "user-agent": "hookloom", "accept-encoding": "identity" } },
      { method: "PUT", body: '{"a":[1]}', headers: { "content-type": "application/json" } },
    ]);
  });

  it("changes something unless it only looks", () => {
    const { changes } = createHttpServices({ grants: new ScriptGrants() }).get("http.request")!;
    const changing = (method?: string): boolean =>
      (changes as (given: JsonObject) => boolean)(method === undefined ? {} : { method });
    expect([changing(), changing("get"), changing("HEAD"), changing("POST"), changing("DELETE")]).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    [{}, "the url must be"],
    [{ url: "/path" }, "the url must be"],
    [{ url: "file:///etc/passwd" }, "must begin with https"],
    [{ url: "http://user:pw@127.0.0.1/" }, "a name or a password"],
    [{ url: "http://x.test", method: "CONNECT" }, "the method must be one of"],
    [{ url: "http://x.test", body: "x" }, "a GET has no body"],
    [{ url: "http://x.test", timeout_ms: 0 }, "timeout_ms must be"],
    [{ url: "http://x.test", timeout_ms: 1e9 }, "timeout_ms must be"],
    [{ url: "http://x.test", headers: { Host: "other" } }, "the header host is not"],
    [{ url: "http://x.test", headers: { "Proxy-Authorization": "x" } }, "is not a script's to set"],
    [{ url: "http://x.test", headers: { "Transfer-Encoding": "chunked" } }, "is not a script's to set"],
    [{ url: "http://x.test", headers: { a: "b\r\nx: y" } }, 'the header "a" must be'],
    [{ url: "http://x.test", headers: { "a b": "c" } }, 'the header "a b" must be'],
    [{ url: "http://x.test", headers: "no" }, "headers must be a table"],
    [{ url: "http://x.test", headers: { a: "x".repeat(20_000) } }, "at most 64 headers"],
    [{ url: "http://x.test", method: "POST", body: "x".repeat(600_000) }, "the body has 600000 characters"],
  ])("is refused as %j", async (given, message) => {
    await expect(caller()(given as JsonObject)).rejects.toEqual(refusal("HTTP_REQUEST_INVALID", message));
  });

  it("uses no proxy of the host's environment", async () => {
    const before = { ...process.env };
    process.env.HTTP_PROXY = process.env.http_proxy = `http://127.0.0.1:${otherPort}`;
    try {
      await caller()({ url: at("/ok") });
      expect(seen.map(({ url, headers }) => [url, headers.host])).toEqual([["/ok", `127.0.0.1:${port}`]]);
    } finally {
      process.env = before;
    }
  });
});

describe("a host", () => {
  it("is not reached without a grant, which the operator is told once", async () => {
    const ask = caller({ grant: { http: ["api.example.com"] } });
    for (let round = 0; round < 2; round += 1) {
      await expect(ask({ url: at("/ok") })).rejects.toEqual(refusal("HTTP_REFUSED", `may not reach 127.0.0.1:${port}`));
    }
    expect(denied.map(({ message }) => message)).toEqual([
      `a.js may not reach "127.0.0.1:${port}". To grant it: [grants."a.js"] http = ["127.0.0.1:${port}"]`,
    ]);
    expect(seen).toEqual([]);
  });

  it.each([
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "127.0.0.1.",
    "①②⑦.⓪.⓪.①",
    "%31%32%37.0.0.1",
    "localhost",
    "0",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "[fe80::1]",
    "[fc00::1]",
    "224.0.0.1",
    "255.255.255.255",
  ])("that is no public one is not reached under the spelling %s, though every host is granted", async (host) => {
    const ask = caller({ grant: { http: ["*", `*:${port}`] } });
    await expect(ask({ url: `http://${host}:${port}/ok` })).rejects.toEqual(
      refusal("HTTP_REFUSED", /leads to (an|a private) address/),
    );
    expect(seen).toEqual([]);
  });

  it("where credentials are kept is not reached even by who may reach private ones", async () => {
    const ask = caller({ grant: { http: ["*"], httpPrivate: true } });
    for (const host of ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "[::ffff:127.0.0.1]"]) {
      await expect(ask({ url: `http://${host}/` })).rejects.toEqual(refusal("HTTP_REFUSED", "no script may reach"));
    }
  });

  it("is private only to the grant that says so", async () => {
    const grants = new ScriptGrants({
      "a.js": { http: ["one.test"], httpPrivate: true },
      "*.js": { http: ["one.test", "two.test"] },
    });
    const host = (name: string) => ({ host: name, port: undefined });
    expect(["one.test", "two.test", "three.test"].map((name) => grants.httpReach("a.js", host(name)))).toEqual([
      "private",
      "public",
      "none",
    ]);
    expect(grants.httpReach("b.js", host("one.test"))).toBe("public");
  });
});

describe("a name", () => {
  it("is resolved once, and the connection goes to what was checked", async () => {
    const answers = [["127.0.0.1"], ["127.0.0.2"]];
    const asked: string[] = [];
    const resolve: ResolveHost = (name) => {
      asked.push(name);
      return Promise.resolve(answers.shift() ?? []);
    };
    const ask = caller({ grant: { http: [`rebind.test:${port}`], httpPrivate: true }, resolve });
    expect(await ask({ url: `http://rebind.test:${port}/ok` })).toMatchObject({ status: 200 });
    expect(asked).toEqual(["rebind.test"]);
    expect(seen[0]!.headers.host).toBe(`rebind.test:${port}`);
  });

  it.each([
    ["a private address", ["127.0.0.1"]],
    ["a public and a private one", ["93.184.215.14", "127.0.0.1"]],
    ["a public one and that of the metadata", ["93.184.215.14", "169.254.169.254"]],
    ["what is no address", ["not an address"]],
  ])("that leads to %s is refused", async (_what, addresses) => {
    const ask = caller({ grant: { http: [`name.test:${port}`] }, resolve: () => Promise.resolve(addresses) });
    await expect(ask({ url: `http://name.test:${port}/ok` })).rejects.toMatchObject({ code: "HTTP_REFUSED" });
    expect(seen).toEqual([]);
  });

  it("that does not exist fails, without a word about the host's network", async () => {
    const failing: ResolveHost = () => Promise.reject(Object.assign(new Error("at 10.0.0.53:53"), { code: "ENOTFOUND" }));
    const ask = caller({ grant: { http: ["name.test"] }, resolve: failing });
    await expect(ask({ url: "http://name.test/" })).rejects.toMatchObject({
      code: "HTTP_FAILED",
      message: "http.request: name.test gave no answer: ENOTFOUND.",
    });
    const nowhere = caller({ grant: { http: ["name.test"] }, resolve: () => Promise.resolve([]) });
    await expect(nowhere({ url: "http://name.test/" })).rejects.toEqual(refusal("HTTP_FAILED", "it has no address"));
  });

  it("that is not resolved in time fails in time", async () => {
    const ask = caller({ grant: { http: ["name.test"] }, resolve: () => new Promise(() => {}) });
    await expect(ask({ url: "http://name.test/", timeout_ms: 30 })).rejects.toEqual(refusal("HTTP_FAILED", "within 30 ms"));
  });
});

describe("a redirect", () => {
  it("is followed, and becomes a look after a form was taken in", async () => {
    const ask = caller();
    expect(await ask({ url: to("/ok") })).toMatchObject({ body: "GET /ok" });
    expect(await ask({ url: at("/see"), method: "POST", body: { a: 1 } })).toMatchObject({ body: "GET /ok" });
    expect(await ask({ url: at("/again"), method: "POST", body: "kept" })).toMatchObject({ body: "POST /ok" });
    expect(seen.map(({ body }) => body)).toEqual(["", "", '{"a":1}', "", "kept", "kept"]);
  });

  it("does not take what was meant for one server to another", async () => {
    const headers = { authorization: "Bearer secret", cookie: "a=1", "x-mine": "1" };
    await caller()({ url: to(`http://127.0.0.1:${otherPort}/ok`), headers });
    expect(seen[0]!.headers).toMatchObject(headers);
    expect(seen[1]!.headers).toMatchObject({ "x-mine": "1", host: `127.0.0.1:${otherPort}` });
    expect(Object.keys(seen[1]!.headers)).not.toEqual(expect.arrayContaining(["authorization"]));
    expect(Object.keys(seen[1]!.headers)).not.toEqual(expect.arrayContaining(["cookie"]));
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data", "HTTP_REFUSED"],
    ["http://evil.test/", "HTTP_REFUSED"],
    ["http://[::1]/", "HTTP_REFUSED"],
    ["file:///etc/passwd", "HTTP_REQUEST_INVALID"],
    ["http://user:pw@127.0.0.1/", "HTTP_REQUEST_INVALID"],
  ])("to %s is checked like a request: %s", async (url, code) => {
    await expect(caller()({ url: to(url) })).rejects.toMatchObject({ code });
    expect(seen.length).toBe(1);
  });

  it("without end is ended", async () => {
    const ask = caller({
      grant: { http: [`loop.test:${port}`], httpPrivate: true },
      resolve: () => Promise.resolve(["127.0.0.1"]),
    });
    const loop = `http://loop.test:${port}/to/${encodeURIComponent("?")}`;
    await expect(ask({ url: loop })).rejects.toEqual(refusal("HTTP_FAILED", "more than 5 times"));
    expect(seen.length).toBe(6);
  });
});

describe("an answer", () => {
  it("may be large, and no larger", async () => {
    const ask = caller();
    expect(((await ask({ url: at("/large/524288") })).body as string).length).toBe(524_288);
    await expect(ask({ url: at("/large/524289") })).rejects.toEqual(refusal("HTTP_FAILED", "larger than 524288 bytes"));
  });

  it.each(["/silent", "/drips"])("that does not come or does not end (%s) is given up", async (path) => {
    await expect(caller()({ url: at(path), timeout_ms: 100 })).rejects.toEqual(refusal("HTTP_FAILED", "within 100 ms"));
  });

  it("that breaks off is an error", async () => {
    await expect(caller()({ url: at("/breaks") })).rejects.toMatchObject({ code: "HTTP_FAILED" });
  });

  it("that nobody waits for any more is not waited for", async () => {
    const controller = new AbortController();
    const asked = caller()({ url: at("/silent") }, controller.signal);
    setTimeout(() => controller.abort(), 20);
    await expect(asked).rejects.toMatchObject({ code: "HTTP_FAILED" });
  });
});

it("a script has ten requests under way, and the next when one was answered", async () => {
  const ask = caller();
  const controller = new AbortController();
  const open = Array.from({ length: 10 }, () => ask({ url: at("/silent") }, controller.signal).catch(() => "given up"));
  await expect(ask({ url: at("/ok") })).rejects.toEqual(refusal("HTTP_REFUSED", "has 10 requests under way; at most 10"));
  controller.abort();
  await Promise.all(open);
  expect(await ask({ url: at("/ok") })).toMatchObject({ status: 200 });
});
