// Scripts publish and hear of events as far as the config grants it, and harm nobody with them.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRuntime, type Runtime, type UniversalEvent } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { eventually } from "../../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const FILES = {
  "teller.js": `import { on, events } from "hookloom";
on("test:tell", (ctx) => { for (const type of ctx.data.types) events.publish(type, { n: ctx.data.n }); });
on("test:flood", () => { for (let i = 0; i < 5000; i++) events.publish("told.flood", { i }); });`,
  "listener.lua": `local hookloom = require "hookloom"
hookloom.events.on("told.*", function(event)
  if event.data.n == 13 then error("unlucky") end
  hookloom.events.publish("heard.lua", { n = event.data.n, by = event.source.component })
end)`,
  "listener.py": `from hookloom import events

@events.on("told.*")
async def heard(event):
    events.publish("heard.py", {"n": event["data"].get("n")})`,
  "ping.js": `import { events } from "hookloom";
events.on("loop.pong", (event) => events.publish("loop.ping", event.data));`,
  "pong.js": `import { events } from "hookloom";
events.on("loop.ping", (event) => events.publish("loop.pong", event.data));`,
  "sink.js": `import { events } from "hookloom";
events.on("sink.*", () => {});`,
  "deaf.js": `import { events, wants } from "hookloom";
wants({ publish: ["heard.*"] });
events.on("told.*", () => events.publish("heard.deaf"));`,
};
const GRANTS = {
  "teller.js": { publish: ["told.*"], subscribe: [] },
  "listener.*": { publish: ["heard.*"], subscribe: ["told.*", "loop.*"] },
  "sink.js": { publish: [], subscribe: ["sink.*"] },
  "p?ng.js": { publish: ["loop.*"], subscribe: ["loop.*"] },
};

let folder: TemporaryFolder;
let runtime: Runtime;
const logger = createRecordingLogger();
const seen: UniversalEvent[] = [];

const tell = (types: string[], n: number) => runtime.run("test:tell", { types, n });
const ofType = (type: string): UniversalEvent[] => seen.filter(({ event_type }) => event_type === type);

beforeAll(async () => {
  folder = createTemporaryFolder(FILES);
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, logger, grants: GRANTS });
  runtime.subscribe("**", (event) => void seen.push(event));
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

describe("an event that a script publishes", () => {
  test("comes from the script, and reaches the scripts that subscribed to it, in their language", async () => {
    await tell(["told.one"], 1);
    await eventually(() => expect([ofType("heard.lua").length, ofType("heard.py").length]).toEqual([1, 1]));
    expect(ofType("told.one")).toMatchObject([{ data: { n: 1 }, source: { component: "teller.js" } }]);
    expect(ofType("heard.lua")).toMatchObject([{ data: { n: 1, by: "teller.js" }, source: { component: "listener.lua" } }]);
  });

  test("is delivered in the order of publishing", async () => {
    for (let n = 100; n < 200; n++) await tell(["told.one"], n);
    await eventually(() => expect(ofType("heard.lua").length).toBe(100));
    expect(ofType("heard.lua").map(({ data }) => data.n)).toEqual(Array.from({ length: 100 }, (_, i) => 100 + i));
  });

  test("goes nowhere when it does not fit its schema, and it is said how many did not; the others go", async () => {
    using _schema = runtime.events.defineSchema("told.strict", {
      type: "object",
      properties: { n: { type: "integer", maximum: 5 } },
    });
    await tell(["told.strict", "told.one", "told.strict"], 6);
    await eventually(() => expect(ofType("script.events_refused").length).toBe(1));
    expect(ofType("script.events_refused")[0]!.data).toMatchObject({
      script: "teller.js",
      refused: 2,
      code: "EVENT_DATA_INVALID",
    });
    expect(ofType("told.one")).toHaveLength(1);
    expect(ofType("told.strict")).toEqual([]);
  });

  test("goes nowhere without a grant, and the first of its type says what to write into the config", async () => {
    await tell(["secret.one", "told.two"], 2);
    await tell(["secret.one"], 3);
    await eventually(() => expect(ofType("script.permission_denied").length).toBe(1));
    expect(ofType("secret.one")).toEqual([]);
    expect(ofType("told.two").length).toBe(1);
    expect(ofType("script.permission_denied")[0]!.data).toMatchObject({
      script: "teller.js",
      message: 'teller.js may not publish "secret.one". To grant it: [grants."teller.js"] publish = ["secret.one"]',
    });
  });

  test("is one too many after a thousand in a second, which is told", async () => {
    await runtime.run("test:flood", {});
    await eventually(() => expect(ofType("script.events_dropped").length).toBeGreaterThan(0));
    const dropped = ofType("script.events_dropped").filter(({ data }) => data.script === "teller.js");
    const lost = dropped.reduce((sum, { data }) => sum + (data.dropped as number), 0);
    expect(lost + ofType("told.flood").length).toBe(5000);
    expect(ofType("told.flood").length).toBeGreaterThan(500);
  });
});

describe("a script that subscribed", () => {
  test("fails alone, with the line, and hears what comes afterwards", async () => {
    await tell(["told.one"], 13);
    await tell(["told.one"], 14);
    await eventually(() => expect(ofType("heard.lua").map(({ data }) => data.n)).toEqual([14]));
    expect(ofType("script.subscriber_failed")).toMatchObject([
      { data: { script: "listener.lua", code: "SUBSCRIBER_FAILED", message: expect.stringContaining("unlucky") } },
    ]);
    const line = logger.lines.findLast(({ message }) => message.includes("unlucky"));
    expect(line?.message).toContain("listener.lua:3");
    await eventually(() => expect(ofType("heard.py").length).toBe(2));
  });

  test("has a bounded queue as every subscriber has, and what it has no room for is counted", () => {
    // One of them is on its way at once.
    for (let n = 0; n < 10_051; n++) runtime.events.publish("sink.drop", { n }, { component: "host" });
    const found = runtime.events.stats().subscriptions.filter(({ name }) => name.startsWith("sink.js"));
    expect(found).toMatchObject([{ pattern: "sink.*", queued: 10_000, dropped: 50 }]);
  });

  test("hears nothing without a grant, and that is said when it is loaded, as is what it wants to publish", () => {
    expect(logger.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('deaf.js may not subscribe "told.*". To grant it: [grants."deaf.js"] subscribe = ["told.*"]'),
    );
    expect(logger.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('deaf.js may not publish "heard.*". To grant it: [grants."deaf.js"] publish = ["heard.*"]'),
    );
    expect(ofType("heard.deaf")).toEqual([]);
  });

  test("is told by its last version only", async () => {
    folder.write(
      "listener.lua",
      `local hookloom = require "hookloom"
hookloom.events.on("told.three", function() hookloom.events.publish("heard.again") end)`,
    );
    await eventually(() => expect(ofType("script.reloaded").length).toBe(1));
    await tell(["told.three"], 1);
    await eventually(() => expect(ofType("heard.again").length).toBe(1));
    expect(ofType("heard.lua")).toEqual([]);
  });
});

describe("events that cause each other", () => {
  test("end after a bounded number of steps, which is told", async () => {
    runtime.events.publish("loop.ping", { start: true }, { component: "host" });
    await eventually(() =>
      expect(ofType("script.events_refused")).toMatchObject([
        { data: { code: "EVENT_LOOP", refused: 1, message: expect.stringContaining('"loop.p') } },
      ]),
    );
    expect(ofType("loop.ping").length + ofType("loop.pong").length).toBe(9);
  });
});
