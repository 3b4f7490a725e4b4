// TLS by files: what users can get wrong with them, and that everything works over it that works without.

import { copyFileSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { WebSocket } from "ws";
import { systemClock } from "../../src/foundation/clock.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { DaemonClient } from "../../src/server/daemon-client.ts";
import { createServer, type HookServer, type ServerAddress } from "../../src/server/server.ts";
import { readTlsFiles } from "../../src/server/tls-files.ts";
import { eventually } from "../support/eventually.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

/** Made with openssl, for a hundred years: `server` is for hooks.example.test, `other` for other.example.test, both for this machine. */
const stored = (file: string): string => fileURLToPath(new URL(`tls/${file}`, import.meta.url));
const AUTHORITIES = ["server-cert.pem", "other-cert.pem"].map((file) => readFileSync(stored(file)));

describe("the files of TLS", () => {
  test.each([
    ["none.pem", "server-key.pem", "none.pem is not there; it should hold the certificate."],
    ["server-cert.pem", "none.pem", "none.pem is not there; it should hold the key."],
    ["server-key.pem", "server-key.pem", "server-key.pem holds a private key where the certificate should be."],
    ["server-cert.pem", "server-cert.pem", "server-cert.pem holds a certificate where the key should be."],
    ["../tls.test.ts", "server-key.pem", "tls.test.ts holds no certificate in PEM format."],
    [
      "server-cert.pem",
      "encrypted-key.pem",
      "encrypted-key.pem is protected by a passphrase, which nobody could enter at every start.",
    ],
    ["server-cert.pem", "other-key.pem", "server-cert.pem."],
    [".", "server-key.pem", "cannot be read: EISDIR: illegal operation on a directory, read."],
  ])("%s and %s are refused, and why", (tlsCert, tlsKey, message) => {
    const read = (): unknown => readTlsFiles({ tlsCert: stored(tlsCert), tlsKey: stored(tlsKey) });
    expect(read).toThrowError(expect.objectContaining({ code: "TLS_FILES_INVALID", message: expect.stringContaining(message) }));
  });
});

describe("a server with TLS", () => {
  let folder: TemporaryFolder;
  let runtime: Runtime;
  let server: HookServer;
  let address: ServerAddress;
  const logger = createRecordingLogger();
  const paths = (): { tlsCert: string; tlsKey: string } => {
    return { tlsCert: join(folder.path, "cert.pem"), tlsKey: join(folder.path, "key.pem") };
  };
  const put = (name: string): void => {
    copyFileSync(stored(`${name}-cert.pem`), paths().tlsCert);
    copyFileSync(stored(`${name}-key.pem`), paths().tlsKey);
  };

  beforeAll(async () => {
    folder = createTemporaryFolder();
    put("server");
    runtime = await startRuntime([], { logger });
    const clock = { ...systemClock, now: () => Date.UTC(2126, 10, 1) };
    server = createServer(runtime, { logger, stateDir: join(folder.path, "state"), clock, ...paths() });
    address = await server.start();
  });
  afterAll(async () => {
    await server.close();
    await runtime.close();
    folder.dispose();
  });

  const get = (path: string, host?: string): Promise<{ status: number; certificate: string }> =>
    new Promise((resolve, reject) => {
      const headers = host === undefined ? {} : { host };
      const sent = request(
        `${address.url}${path}`,
        { ca: AUTHORITIES, headers, agent: false, checkServerIdentity: () => undefined },
        (response) => {
          const certificate = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
          response.resume().on("end", () => resolve({ status: response.statusCode!, certificate: String(certificate) }));
        },
      );
      sent.on("error", reject);
      sent.end();
    });

  it("answers over HTTPS, and says when its certificate ends", async () => {
    expect(address.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await get("/v1/status")).toEqual({ status: 200, certificate: "hooks.example.test" });
    await expect(fetch(address.url.replace("https", "http"))).rejects.toThrow();
    expect(logger.lines.map(({ message }) => message)).toEqual([expect.stringMatching(/cert\.pem ends at 2126-/)]);
  });

  it("goes by the names of its certificate, and by no others", async () => {
    expect((await get("/v1/status", "hooks.example.test:4665")).status).toBe(200);
    expect((await get("/v1/status", "evil.example.test:4665")).status).toBe(403);
  });

  it("streams events over a WebSocket, and answers the command line at its socket", async () => {
    const socket = new WebSocket(`${address.url.replace("https", "wss")}/v1/stream`, "hookloom", { ca: AUTHORITIES });
    const kinds: string[] = [];
    socket.on("message", (text) => void kinds.push((JSON.parse(String(text)) as { type: string }).type));
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send(JSON.stringify({ type: "subscribe", id: "all", pattern: "a.*" }));
    const daemon = await DaemonClient.require(join(folder.path, "state"));
    expect(await daemon.ask("GET", "/v1/status")).toMatchObject({ url: address.url, events: { subscriptions: 1 } });
    runtime.events.publish("a.b", {}, { component: "test" });
    await eventually(() => expect(kinds).toContain("events"));
    socket.close();
  });

  it("shows another certificate when it is told that there is one, and keeps the one it has when that is wrong", async () => {
    put("other");
    server.reconfigure(paths());
    expect(await get("/v1/status", "other.example.test")).toEqual({ status: 200, certificate: "other.example.test" });
    expect((await get("/v1/status", "hooks.example.test:4665")).status).toBe(403);
    copyFileSync(stored("server-key.pem"), paths().tlsKey);
    expect(() => server.reconfigure(paths())).toThrowError(expect.objectContaining({ code: "TLS_FILES_INVALID" }));
    expect(await get("/v1/status")).toEqual({ status: 200, certificate: "other.example.test" });
  });
});
