// The OpenAPI document against the routes and the answers of a real daemon.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { javascript } from "../../bridges/javascript/language.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { isJsonObject } from "../../src/foundation/json.ts";
import type { Logger } from "../../src/observability/logger.ts";
import { HookStatistics } from "../../src/runtime/hook-statistics.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { AccessRule } from "../../src/server/access.ts";
import { createApp } from "../../src/server/app.ts";
import { DaemonClient } from "../../src/server/daemon-client.ts";
import { HookHealth } from "../../src/server/health.ts";
import { describeApi } from "../../src/server/openapi.ts";
import { ROUTES } from "../../src/server/routes.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const NOBODY = { answer: async () => ({ stdout: "{}", stderr: "", exitCode: 0 }) };

const EVENT = {
  id: "1",
  event_type: "deploy.started",
  timestamp: "2026-01-01T00:00:00.000Z",
  version: "1.0",
  source: { component: "x", correlation_id: "c" },
  data: { target: "production" },
  metadata: { depth: 1 },
};

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;

beforeAll(async () => {
  folder = createTemporaryFolder({ "hooks/script.js": "" });
  const builtin = { metrics: { enabled: true } };
  runtime = await startRuntime([javascript], {
    scriptsDir: join(folder.path, "hooks"),
    watch: false,
    logger: SILENT,
    keptRuns: 10,
    builtin,
    events: { storage: "memory" },
  });
  runtime.register("acme:deploy", () => ({ type: "cancel", reason: "no" }), { id: "guard", description: "says no" });
  runtime.register("acme:deploy", () => expect.fail("out of order"), { id: "broken", priority: "highest" });
  server = createServer(runtime, { logger: SILENT, stateDir: join(folder.path, "state"), agents: NOBODY });
  await server.start();
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  folder.dispose();
});

describe("the table of routes", () => {
  it("names exactly the routes that are answered", () => {
    const statistics = new HookStatistics(systemClock);
    const sources = {
      runtime,
      statistics,
      health: new HookHealth(systemClock),
      clock: systemClock,
      startedMs: 0,
      connections: () => 0,
      url: () => "",
    };
    const admission = { access: new AccessRule("127.0.0.1"), anonymous: "run", tokens: undefined } as const;
    const answered = createApp(sources, admission, SILENT, new AbortController().signal, NOBODY).routes.filter(
      ({ method }) => method !== "ALL",
    );
    const listed = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(answered.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual(listed.sort());
  });

  it("says what every route answers", async () => {
    const daemon = (await DaemonClient.find(join(folder.path, "state")))!;
    const bodies: Record<string, object> = {
      EventsRequest: { events: [EVENT] },
      RunRequest: { data: {}, correlation_id: "guard" },
      BatchRequest: {
        runs: [
          { point: "acme:deploy", data: {} },
          { point: "Nowhere", data: {} },
        ],
      },
      SwitchRequest: { by: "somebody" },
    };
    await daemon.ask("POST", "/v1/points/acme:deploy", bodies.RunRequest);
    // Approving is for another kind of trust; `scripts.test.ts` looks at its answer.
    const described = ROUTES.filter(({ answer, path }) => typeof answer !== "string" && !path.endsWith("/approve"));
    for (const { method, path, body, answer } of described) {
      const id = path.startsWith("/v1/scripts") ? "script.js" : "guard";
      const asked = path.replace(":point", "acme:deploy").replace(":id", id).replace(":verb", "enable");
      const bodyId = (body?.meta() ?? {}).id;
      const answered = await daemon.ask(method, asked, bodyId === undefined ? undefined : bodies[bodyId]);
      if (typeof answer === "string") continue;
      const parsed = answer.safeParse(answered);
      expect(parsed.error, `${method} ${path}`).toBeUndefined();
    }
    expect(described.length).toBeGreaterThan(5);
  });
});

describe("the document", () => {
  it("refers only to what is in it", () => {
    const document = describeApi();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!.split("/"));
    expect(references.length).toBeGreaterThan(20);
    for (const path of references) {
      let at: unknown = document;
      for (const key of path) at = isJsonObject(at) ? at[key] : undefined;
      expect(at, path.join("/")).toBeDefined();
    }
  });
});
