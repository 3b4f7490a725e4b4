// What the guide to operations shows of TLS is so; session-guides.test.ts runs the rest of its commands.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createRuntime } from "../../src/index.ts";
import { createServer } from "../../src/server/server.ts";
import { Tokens } from "../../src/server/tokens.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf } from "./guide-examples.ts";

const guide = readFileSync(new URL("../../docs/guide/operations.md", import.meta.url), "utf8");
const tlsFile = (name: string): string => fileURLToPath(new URL(`../server/tls/${name}`, import.meta.url));

it("the request over TLS is answered", async () => {
  const [line, ...more] = blocksOf(guide, "sh");
  expect(more).toEqual([]);
  using folder = createTemporaryFolder();
  const logger = createRecordingLogger();
  await using runtime = await createRuntime({ logger });
  const tls = { tlsCert: tlsFile("server-cert.pem"), tlsKey: tlsFile("server-key.pem") };
  const server = createServer(runtime, { logger, stateDir: folder.path, anonymous: "nothing", ...tls });
  try {
    const { url, port } = await server.start();
    const here = line!.replace("tls/root.pem", tls.tlsCert).replace("hooks.example.com:4665", `localhost:${port}`);
    const env = { PATH: process.env.PATH, TOKEN: Tokens.read(folder.path, "observe") };
    const { stdout } = spawn("/bin/sh", ["-c", `${here.trim()} --silent`], { env, stdio: ["ignore", "pipe", "inherit"] });
    expect(JSON.parse(await text(stdout))).toMatchObject({ url, role: "observe" });
  } finally {
    await server.close();
  }
});
