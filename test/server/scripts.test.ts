// The scripts over HTTP: what they take and when they were loaded, for everybody; releasing one, for operators.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../bridges/index.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { DaemonClient } from "../../src/server/daemon-client.ts";
import { scriptAnswer, scripts } from "../../src/server/schemas.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;
let daemon: DaemonClient;
let url: string;

beforeAll(async () => {
  folder = createTemporaryFolder({ "hooks/team/guard.js": "", "hooks/torn.js": "let = ;" });
  const stateDir = join(folder.path, "state");
  const logger = createRecordingLogger();
  runtime = await startRuntime(LANGUAGES, {
    scriptsDir: join(folder.path, "hooks"),
    watch: false,
    logger,
    grants: { "team/*": { publish: ["spend.*"] } },
  });
  server = createServer(runtime, { logger, stateDir });
  ({ url } = await server.start());
  daemon = await DaemonClient.require(stateDir);
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  folder.dispose();
});

describe("GET /v1/scripts", () => {
  it("answers what scripts take of the machine, and their loads", async () => {
    const answered = scripts.parse(await daemon.ask("GET", "/v1/scripts"));
    const version = expect.stringMatching(/^[0-9a-f]{64}$/);
    const load = { at: expect.stringMatching(/^2\d{3}-/), duration_ms: expect.any(Number), version };
    const take = { memory_mb: expect.any(Number), cpu_ms: expect.any(Number) };
    expect(answered).toEqual({
      scripts: [
        {
          id: "team/guard.js",
          language: "javascript",
          status: "serving",
          version,
          hooks: 0,
          granted: [{ action: "publish", what: "spend.*" }],
          ...take,
          loads: [{ ...load, outcome: "loaded" }],
        },
        {
          id: "torn.js",
          language: "javascript",
          status: "broken",
          serving: false,
          error: expect.objectContaining({ code: "SCRIPT_SYNTAX" }),
          loads: [{ ...load, outcome: "failed", error: expect.objectContaining({ code: "SCRIPT_SYNTAX" }) }],
        },
      ],
    });
  });
});

describe("GET /v1/scripts/:id/source", () => {
  it("answers the text of the file to operators only", async () => {
    expect(await daemon.ask("GET", "/v1/scripts/torn.js/source")).toEqual({ id: "torn.js", text: "let = ;" });
    expect((await fetch(`${url}/v1/scripts/torn.js/source`)).status).toBe(403);
  });

  it("reads no other file", async () => {
    for (const id of ["..%2Fstate%2Ftokens.json", "none.js"]) {
      await expect(daemon.ask("GET", `/v1/scripts/${id}/source`)).rejects.toMatchObject({ code: "SCRIPT_UNKNOWN" });
    }
  });
});

describe("POST /v1/scripts/:id/release", () => {
  it("answers how the script is then", async () => {
    const answered = scriptAnswer.parse(await daemon.ask("POST", "/v1/scripts/team%2Fguard.js/release"));
    expect(answered.script).toMatchObject({ id: "team/guard.js", status: "serving" });
  });

  it("refuses who is no operator, and a script that is not there", async () => {
    expect((await fetch(`${url}/v1/scripts/torn.js/release`, { method: "POST" })).status).toBe(403);
    await expect(daemon.ask("POST", "/v1/scripts/tor.js/release")).rejects.toMatchObject({ code: "SCRIPT_UNKNOWN" });
  });
});
