// `hookloom events`, with a daemon and with the file that it leaves.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "hooks/guard.js": `import { on, cancel } from "hookloom"; on("acme:deploy", { id: "guard" }, () => cancel("no"));`,
  "hookloom.toml": `[events]\nstorage = "sqlite"\nkeep = ["hook.**", "mine.*"]\n`,
});
afterAll(() => project[Symbol.dispose]());

const run = (args: string[], input = "") => runHookloom(project.path, ["events", ...args], input);
const event = (n: number) =>
  JSON.stringify({
    id: `id-${n}`,
    event_type: "mine.happened",
    timestamp: `2026-01-01T00:00:0${n}.000Z`,
    version: "1.0",
    source: { component: "x", correlation_id: "c" },
    data: { n },
  });

it("says what to do when there are no events to look at", async () => {
  const { code, stderr } = await run(["query"]);
  expect(code).toBe(1);
  expect(stderr).toContain("[EVENT_STORE_MISSING]");
  expect(stderr).toContain('storage = "sqlite"');
});

describe("with a daemon, and with the file that it leaves", () => {
  it("shows, replays, exports and imports events", async () => {
    const child = startHookloom(project.path, ["serve", "--port", "0"]);
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise((resolve) => child.once("close", resolve));
    let tailEnded: Promise<unknown> | undefined;
    try {
      let url: string | undefined;
      while ((url = /answers at (\S+)/.exec(output)?.[1]) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      const tail = startHookloom(project.path, ["events", "tail", "hook.cancelled", "--json", "--since", "1h"]);
      tailEnded = new Promise((resolve) => tail.once("close", resolve));
      let tailed = "";
      tail.stdout!.setEncoding("utf8").on("data", (text: string) => (tailed += text));
      const ask = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"data":{},"correlation_id":"deploy-1"}',
      };
      await fetch(`${url}/v1/points/acme:deploy`, ask);
      await expect.poll(() => tailed, { timeout: 60_000 }).toContain("\n");
      expect(JSON.parse(tailed)).toMatchObject({
        position: expect.any(Number) as number,
        event: { event_type: "hook.cancelled", data: { hook: "guard" } },
      });

      const lines = `${event(1)}\n\n${event(2)}\n`;
      expect(await run(["import"], lines)).toMatchObject({ code: 0, stdout: "imported 2 events\n" });
      const queried = await run(["query", "**", "--correlation", "deploy-1"]);
      expect(queried.stdout).toMatch(/^\S+ {2}hook\.cancelled {2}hookloom {2}\{.*"reason":"no".*\}\n\S+ {2}hook\.executed/);
      const replayed = await run(["replay", "mine.*", "--speed", "100"]);
      expect(replayed.stdout.split("\n")).toHaveLength(3);
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
    expect(await tailEnded).toBe(0);
    const file = join(project.path, "out.jsonl");
    const exported = await run(["export", "mine.*", "--output", file]);
    expect(exported).toMatchObject({ code: 0, stderr: "exported 2 events\n" });
    expect(readFileSync(file, "utf8")).toBe(`${event(1)}\n${event(2)}\n`);
    const clouds = (await run(["export", "mine.*", "--format", "cloudevents"])).stdout;
    expect(
      clouds
        .split("\n")
        .slice(0, 2)
        .map((line) => (JSON.parse(line) as { specversion: string }).specversion),
    ).toEqual(["1.0", "1.0"]);
    expect((await run(["import", "--json"], clouds)).stdout).toBe('{"read":2,"published":2}\n');
    writeFileSync(file, `${event(3)}\n{"broken"`);
    const broken = await run(["import", file]);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain("out.jsonl:2: This line is no JSON. [EVENT_DATA_INVALID]");
  }, 180_000);
});
