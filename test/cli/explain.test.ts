// `hookloom run --explain`, `explain`, `record` and `replay`.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const SCRIPT = `import { on, modified, cancel } from "hookloom";
on("acme:deploy", { id: "stage" }, (ctx) => modified({ stage: ctx.data.stage + "-eu" }));
on("acme:deploy", { id: "freeze", shadow: true }, () => cancel("frozen"));`;
const project = temporaryProject({ "hooks/deploy.js": SCRIPT, "stricter/deploy.js": SCRIPT.replace(", shadow: true", "") });
afterAll(() => project[Symbol.dispose]());

const run = (...args: string[]) => runHookloom(project.path, args);

describe("hookloom run --explain", () => {
  it("says what each hook changed, and what one in the shadow would have done", async () => {
    const { stdout, code } = await run("run", "acme:deploy", "--data", '{"stage":"prod"}', "--explain");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      / 1\. stage deploy\.js:2 {2}modified {2}[\d.]+ ms\n +stage: "prod" → "prod-eu"\n {2}2\. freeze deploy\.js:3 {2}cancel: frozen \(in the shadow: not applied\)/,
    );
  });
});

describe("a daemon that records", () => {
  it("explains its runs, and what it decided is compared with what other scripts decide", async () => {
    const child = startHookloom(project.path, ["record", "runs.jsonl", "--port", "0"]);
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise((resolve) => child.once("close", resolve));
    try {
      let url: string | undefined;
      while ((url = /answers at (\S+)/.exec(output)?.[1]) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      const headers = { "content-type": "application/json" };
      const body = '{"data":{"stage":"prod"},"correlation_id":"deploy-1"}';
      expect((await fetch(`${url}/v1/points/acme:deploy`, { method: "POST", headers, body })).status).toBe(200);
      expect((await run("explain", "deploy-1")).stdout).toMatch(
        /acme:deploy {2}modified {2}stage\n(.*\n)+.*stage: "prod" → "prod-eu"/,
      );
      const missing = await run("explain", "deploy-2");
      expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('No run of "deploy-2" is kept.')]);
      // What hosts sent is not for whoever may only run points.
      expect((await fetch(`${url}/v1/runs`)).status).toBe(403);
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
    if (process.platform !== "win32") expect(statSync(join(project.path, "runs.jsonl")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(project.path, "runs.jsonl"), "utf8").split("\n")).toHaveLength(2);
    expect(await run("replay", "runs.jsonl")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("hooks: every decision is the same\n"),
    });
    const stricter = await run("replay", "runs.jsonl", "--against", "stricter");
    expect(stricter.code).toBe(4);
    expect(stricter.stdout).toContain('was  modified by stage: {"stage":"prod-eu"}\n  now  cancel by freeze: frozen\n');
  }, 60_000);

  it("writes lines that are read again, and names one that is not", async () => {
    writeFileSync(join(project.path, "torn.jsonl"), '\n{"point":"acme:deploy"');
    const { code, stderr } = await run("replay", "torn.jsonl");
    expect(code).toBe(1);
    expect(stderr).toContain("torn.jsonl:2 is no recorded run");
  });
});
