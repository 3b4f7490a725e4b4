// `hookloom status` and `hookloom top`, with and without a daemon.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "hooks/guard.js": `import { on, cancel } from "hookloom"; on("acme:deploy", { id: "guard" }, () => cancel("no"));`,
});
afterAll(() => project[Symbol.dispose]());

const run = (...args: string[]) => runHookloom(project.path, args);

describe("hookloom status and hookloom top", () => {
  it("say that no daemon runs, and what to do", async () => {
    const { code, stderr } = await run("status");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: No daemon works with the state folder .* \[DAEMON_MISSING\]\n {2}Start one with `hookloom serve`/,
    );
  });

  it("say how the daemon is, what its hooks did, and which script is broken", async () => {
    const child = startHookloom(project.path, ["serve", "--port", "0"]);
    const ended = new Promise((resolve) => child.once("close", resolve));
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    try {
      const url = await eventually(() => /answers at (\S+)/.exec(output)?.[1] ?? expect.fail("It does not answer yet."));
      const body = { method: "POST", headers: { "content-type": "application/json" }, body: '{"data":{}}' };
      await fetch(`${url}/v1/points/acme:deploy`, body);
      expect((await run("top", "--once")).stdout).toMatch(/\n {2}guard +acme:deploy +1 +\d+\.\d+ .* 0 +cancel 1\n$/);
      const { address } = JSON.parse((await run("dashboard", "--role", "run", "--json")).stdout) as { address: string };
      const [, base, token] = /^(.*)\/#token=([\w-]{40,})$/.exec(address)!;
      expect(base).toBe(url);
      const asked = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${token}` } });
      expect(await asked.json()).toMatchObject({ role: "run", url });
      const released = await run("release", "guard.js", "--json");
      expect(JSON.parse(released.stdout)).toMatchObject({ script: { id: "guard.js", loads: [{ outcome: "loaded" }] } });
      expect((await run("release", "gard.js")).stderr).toContain('There is no script "gard.js". Did you mean "guard.js"?');
      writeFileSync(join(project.path, "hooks/guard.js"), "let = ;");
      await eventually(async () => {
        const { scripts } = (await (await fetch(`${url}/v1/status`)).json()) as { scripts: { broken: number } };
        expect(scripts.broken).toBe(1);
      });
      const { code, stdout } = await run("status");
      expect(code).toBe(1);
      expect(stdout).toMatch(/\n1 script, 1 broken; 1 hook: 0 never asked, 0 off\n.*\nguard\.js:1:\d+: .* \[SCRIPT_SYNTAX\]\n$/);
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
  }, 60_000);
});
