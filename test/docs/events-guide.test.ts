// The programs of the guide to events are run, and do what it says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRuntime, type JsonObject, type Runtime, type UniversalEvent } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { eventually } from "../support/eventually.ts";
import { blocksOf } from "./guide-examples.ts";
import { runProgram } from "./guide-programs.ts";

const guide = readFileSync(new URL("../../docs/guide/events.md", import.meta.url), "utf8");
const [subscribing, queueing, batching, lookingBack, checking, ...more] = blocksOf(guide, "ts") as [
  string,
  string,
  string,
  string,
  string,
];

const logger = createRecordingLogger();
let runtime: Runtime;
beforeEach(async () => {
  runtime = await createRuntime({ logger });
});
afterEach(() => runtime.close());

const publish = (type: string, data: JsonObject): unknown => runtime.events.publish(type, data, { component: "test" });

/** A listener that takes down the data of what it gets. */
function listener(): { heard: JsonObject[]; listen(event: UniversalEvent): void } {
  const heard: JsonObject[] = [];
  return { heard, listen: ({ data }) => void heard.push(data) };
}

it("has no other programs", () => expect(more).toEqual([]));

it("subscribes by a pattern", async () => {
  const afterwards = `for (const type of ["hook.failed", "hook.executed", "hook.cancelled"]) publish(type, {}); await runtime.drain();`;
  const printed = await runProgram(`${subscribing}\n${afterwards}`, { runtime, publish });
  expect(printed.map(([type]) => type)).toEqual(["hook.failed", "hook.cancelled"]);
});

it("listens with a condition, and follows a stream until the runtime closes", async () => {
  const { heard, listen } = listener();
  const following = runProgram(queueing, { runtime, save: listen });
  await eventually(() => expect(runtime.events.stats().subscriptions).toHaveLength(2));
  expect(runtime.events.stats().subscriptions[0]).toMatchObject({ pattern: "tool.**", capacity: 1000 });
  for (const duration_ms of [100, 101]) publish("tool.called", { duration_ms });
  publish("agent.started", {});
  await eventually(() => expect(heard).toEqual([{ duration_ms: 101 }]));
  await runtime.close();
  expect(await following).toMatchObject([[{ event_type: "agent.started" }]]);
});

it("takes events in batches, by its rules", async () => {
  const batches: unknown[] = [];
  const insertAll = (events: readonly UniversalEvent[]): unknown =>
    batches.push(events.map(({ event_type, data, metadata }) => [event_type, data, metadata?.aggregated]));
  await runProgram(batching, { runtime, insertAll });
  for (const tokens of [1, 2]) publish("tool.used", { tokens });
  for (const done of [10, 20]) publish("tool.progress", { done });
  publish("tool.failed", {});
  await eventually(() => expect(batches).toHaveLength(1));
  expect(batches[0]).toEqual([
    ["tool.used", { tokens: 3 }, 2],
    ["tool.progress", { done: 20 }, 2],
    ["tool.failed", {}, undefined],
  ]);
});

it("looks back, repeats the past, and goes on where it had come to", async () => {
  using folder = createTemporaryFolder();
  const shown = listener();
  const saved = listener();
  const created: Runtime[] = [];
  const create: typeof createRuntime = async (options) => {
    created.push(await createRuntime({ ...options, logger, stateDir: join(folder.path, options!.stateDir!) }));
    created[0]!.events.publish("tool.called", { n: 1 }, { component: "test" });
    return created[0]!;
  };
  const given = { createRuntime: create, show: shown.listen, save: saved.listen, yesterday: Date.now() - 86_400_000 };
  await runProgram(lookingBack, given);
  created[0]!.events.publish("tool.called", { n: 2 }, { component: "test" });
  await eventually(() => expect([shown.heard, saved.heard]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 2 }]]));
  await created[0]!.close();
});

it("refuses data that does not fit its schema", async () => {
  const { heard, listen } = listener();
  runtime.subscribe("deploy.*", listen);
  await runProgram(checking, { runtime });
  expect(() => publish("deploy.started", {})).toThrow(expect.objectContaining({ code: "EVENT_DATA_INVALID" }));
  await runtime.drain();
  expect(heard).toEqual([{ target: "production" }]);
});
