// Scripts that get tokens in the place of secrets: they compare and hand on what they cannot read, and tell nobody.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createRuntime, type Runtime, type UniversalEvent } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { eventually } from "../../support/eventually.ts";
import { PATIENT } from "../../support/patient.ts";

const SECRET = "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";
const FILES = {
  "hidden.js": `import { on, modified, cancel, cache, replace, log, events, component } from "hookloom";
on("test:move", { failure_mode: "fail_closed" }, ({ data, metadata }) => {
  log.info("got " + data.token);
  events.publish("seen.token", { token: data.token });
  return modified({ token: null, header: "Bearer " + data.token, same: data.token === metadata.token, known: data.token.includes("ghp_") });
});
on("test:few", { failure_mode: "fail_closed", fields: ["token"] }, ({ data }) => modified({ all: Object.keys(data).join(), moved: data.token }));
on("test:cancel", ({ data }) => cancel("not with " + data.token));
on("test:cache", { failure_mode: "fail_closed" }, ({ data }) => cache({ token: data.token }, 1000));
on("test:plain", () => undefined);
on("test:perform", () => replace("echo"));
component("echo", ({ data }) => ({ known: data.token.includes("ghp_"), token: data.token }));
events.on("told.secret", ({ data }) => log.info("heard " + data.token));`,
  "hidden.lua": `local h = require "hookloom"
h.on("test:lua", { failure_mode = "fail_closed" }, function(ctx)
  return h.modified({ moved = ctx.data.token, known = ctx.data.token:find("ghp_") ~= nil })
end)`,
  "plain.js": `import { on, modified } from "hookloom";
on("test:plain", { failure_mode: "fail_closed" }, ({ data }) => modified({ known: data.token.includes("ghp_") }));`,
};

let folder: TemporaryFolder;
let runtime: Runtime;
const logger = createRecordingLogger();
const seen: UniversalEvent[] = [];

const ask = (point: string) => runtime.run(point, { token: SECRET, more: 1 }, { metadata: { token: SECRET } });

beforeAll(async () => {
  folder = createTemporaryFolder(FILES);
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: folder.path,
    watch: false,
    logger,
    grants: { "*": { publish: ["seen.*"], subscribe: ["told.*"] } },
    scripts: { "*": { secrets: "tokens" }, "plain.js": { secrets: "plain" } },
  });
  runtime.subscribe("**", (event) => void seen.push(event));
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

test("a secret that is moved arrives as it is, was compared, and was not read", async () => {
  expect(await ask("test:move")).toMatchObject({
    type: "modified",
    data: { header: `Bearer ${SECRET}`, same: true, known: false, more: 1 },
  });
  expect(await ask("test:lua")).toMatchObject({ data: { moved: SECRET, known: false } });
});

test("logs, events and reasons of the script hold the token", async () => {
  await ask("test:move");
  const outcome = await ask("test:cancel");
  expect(outcome).toMatchObject({ reason: expect.stringMatching(/^not with secret-[0-9a-f]{16}$/) });
  expect(seen.find(({ event_type }) => event_type === "seen.token")?.data.token).toMatch(/^secret-[0-9a-f]{16}$/);
  expect(JSON.stringify([seen, logger.lines])).not.toContain(SECRET);
});

test("a script that names its fields gets their tokens, and no others", async () => {
  expect(await ask("test:few")).toMatchObject({ data: { all: "token", moved: SECRET } });
});

test("a result that is kept holds the secret", async () => {
  expect(await ask("test:cache")).toMatchObject({ result: { result: { token: SECRET } } });
});

test("events that a script is told of, and the data of its components, hold tokens", async () => {
  runtime.events.publish("told.secret", { token: SECRET }, { component: "teller" });
  await eventually(() => expect(JSON.stringify(logger.lines)).toMatch(/heard secret-[0-9a-f]{16}/));
  const performed = await runtime.guard<unknown>({
    point: "test:perform",
    data: { token: SECRET },
    run: () => "the host's own",
  });
  expect(performed).toEqual({ known: false, token: SECRET });
});

test("a script beside it that may read secrets reads them, in the same run", async () => {
  expect(await ask("test:plain")).toMatchObject({ data: { known: true } });
});
