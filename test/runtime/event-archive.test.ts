import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, type EventOptions, type Runtime } from "../../src/index.ts";
import { eventsPath } from "../../src/runtime/event-archive.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(() => (folder = createTemporaryFolder()));
afterEach(() => folder.dispose());

const open = (events?: EventOptions): Promise<Runtime> =>
  createRuntime({ stateDir: folder.path, logger: createRecordingLogger(), ...(events && { events }) });

describe("a runtime", () => {
  it("keeps events in a file, over its end, when it is told to", async () => {
    const first = await open({ storage: "sqlite" });
    first.register("test:x", () => {});
    await first.run("test:x", {}, { correlationId: "c" });
    first.events.publish("mine.happened", { n: 1 }, { component: "host" });
    await first.close();
    const second = await open({ storage: "sqlite" });
    const kept = second.events.query({}).map(({ event }) => [event.event_type, event.source.correlation_id]);
    await second.close();
    expect(kept).toContainEqual(["hook.executed", "c"]);
    expect(kept).toContainEqual(["mine.happened", undefined]);
    expect(existsSync(eventsPath(folder.path))).toBe(true);
  });

  it("keeps none unless it is told to, and refuses a file without a folder for it", async () => {
    const runtime = await open();
    expect(runtime.events.wants("hook.executed")).toBe(false);
    expect(() => runtime.events.query({})).toThrowError(expect.objectContaining({ code: "EVENT_STORE_MISSING" }));
    await runtime.close();
    await expect(createRuntime({ events: { storage: "sqlite" } })).rejects.toMatchObject({ code: "EVENT_STORE_UNUSABLE" });
  });

  it("logs that a subscriber was too slow", async () => {
    const logger = createRecordingLogger();
    const runtime = await createRuntime({ logger });
    runtime.subscribe("a", () => new Promise(() => {}), { name: "slow", capacity: 1 });
    for (let count = 0; count < 5; count += 1) runtime.events.publish("a", {}, { component: "host" });
    await runtime.close();
    expect(logger.lines.map(({ message }) => message)).toContain("slow was too slow: 4 events of a were dropped");
  });

  it("delivers what is still in the queues when it is closed, but waits for no stuck subscriber", async () => {
    const runtime = await open({ storage: "memory" });
    const seen: string[] = [];
    runtime.subscribe("a", async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(event.event_type);
    });
    runtime.subscribe("a", () => new Promise(() => {}));
    runtime.events.publish("a", {}, { component: "host" });
    runtime.events.publish("a", {}, { component: "host" });
    await runtime.close();
    expect(seen).toEqual(["a", "a"]);
  });
});
