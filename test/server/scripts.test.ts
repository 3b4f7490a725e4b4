// The scripts over HTTP: what they take and when they were loaded, for everybody; releasing one, for operators.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../bridges/index.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { DaemonClient } from "../../src/server/daemon-client.ts";
import { scriptAnswer, scripts, scriptState } from "../../src/server/schemas.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const COUNTER = `import { on, state } from "hookloom";
on("test:count", async () => { await state.set("deploys.today", { n: 2 }, { ttl_ms: 60000 }); await state.set("last", "x"); });`;

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;
let daemon: DaemonClient;
let url: string;

beforeAll(async () => {
  folder = createTemporaryFolder({ "hooks/team/guard.js": COUNTER, "hooks/torn.js": "let = ;" });
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
          hooks: 1,
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

describe("GET /v1/scripts/:id/state", () => {
  it("answers what a script keeps, for operators", async () => {
    await runtime.run("test:count", {});
    const path = "/v1/scripts/team%2Fguard.js/state";
    const all = scriptState.parse(await daemon.ask("GET", path));
    const expires_at = expect.stringMatching(/^2\d{3}-/);
    expect(all).toEqual({
      keys: 2,
      characters: expect.any(Number),
      entries: [
        { key: "deploys.today", value: { n: 2 }, expires_at },
        { key: "last", value: "x" },
      ],
    });
    const some = scriptState.parse(await daemon.ask("GET", `${path}?prefix=l&limit=1`));
    expect(some.entries.map(({ key }) => key)).toEqual(["last"]);
    expect((await fetch(`${url}${path}`)).status).toBe(403);
    await expect(daemon.ask("GET", `${path}?limit=1001`)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("POST /v1/scripts/:id/approve", () => {
  it("is refused where scripts run without it", async () => {
    const asked = daemon.ask("POST", "/v1/scripts/torn.js/approve", { version: "a".repeat(64) });
    await expect(asked).rejects.toMatchObject({ code: "APPROVAL_REFUSED" });
  });

  it("has the text run that was looked at, and no other", async () => {
    const stateDir = join(folder.path, "pinned");
    const logger = createRecordingLogger();
    const options = { scriptsDir: join(folder.path, "hooks"), watch: false, logger, stateDir, trust: "pinned" } as const;
    const pinned = await startRuntime(LANGUAGES, options);
    const pinnedServer = createServer(pinned, { logger, stateDir });
    try {
      await pinnedServer.start();
      const client = await DaemonClient.require(stateDir);
      const id = "team%2Fguard.js";
      const { scripts: listed } = scripts.parse(await client.ask("GET", "/v1/scripts"));
      const seen = listed.find((script) => script.id === "team/guard.js")!;
      expect(seen).toMatchObject({ status: "broken", error: { code: "SCRIPT_NOT_APPROVED" } });
      const wrong = client.ask("POST", `/v1/scripts/${id}/approve`, { version: "a".repeat(64) });
      await expect(wrong).rejects.toMatchObject({ code: "APPROVAL_REFUSED" });
      const { version } = seen.loads![0]!;
      const approved = scriptAnswer.parse(await client.ask("POST", `/v1/scripts/${id}/approve`, { version }));
      expect(approved.script).toMatchObject({ status: "serving", version });
    } finally {
      await pinnedServer.close();
      await pinned.close();
    }
  });
});
