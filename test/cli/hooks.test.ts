// `hookloom hooks`, with and without a daemon.

import { afterAll, describe, expect, it } from "vitest";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "hooks/guard.js": `import { on, cancel } from "hookloom"; on("acme:deploy", { id: "guard" }, () => cancel("no"));`,
});
afterAll(() => project[Symbol.dispose]());

const run = (...args: string[]) => runHookloom(project.path, args);

describe("hookloom hooks", () => {
  it("keeps a switch for the next start when no daemon runs", async () => {
    expect((await run("run", "acme:deploy")).code).toBe(3);
    const disabled = await run("hooks", "disable", "guard");
    expect(disabled).toMatchObject({ code: 0, stdout: "guard is off; no daemon runs, so from the next start on\n" });
    expect((await run("run", "acme:deploy")).code).toBe(0);
    expect((await run("list")).stdout).toMatch(/guard .*off, by command line/);
    expect((await run("hooks", "enable", "guard")).stdout).toBe("guard is on; no daemon runs, so from the next start on\n");
    expect((await run("run", "acme:deploy")).code).toBe(3);
  });

  it("switches at once in a daemon that runs", async () => {
    const child = startHookloom(project.path, ["serve", "--port", "0"]);
    let output = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise((resolve) => child.once("close", resolve));
    try {
      let url: string | undefined;
      while ((url = /answers at (\S+)/.exec(output)?.[1]) === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      const ask = async (): Promise<string> => {
        const body = { method: "POST", headers: { "content-type": "application/json" }, body: '{"data":{}}' };
        const response = await fetch(`${url}/v1/points/acme:deploy`, body);
        return ((await response.json()) as { outcome: { type: string } }).outcome.type;
      };
      expect(await ask()).toBe("cancel");
      expect((await run("hooks", "snooze", "guard", "--for", "1h")).stdout).toMatch(/^guard is off until .+\n$/);
      expect(await ask()).toBe("continue");
      expect((await fetch(`${url}/v1/hooks/guard/enable`, { method: "POST" })).status).toBe(403);
      expect((await run("hooks", "enable", "guard", "--json")).stdout).toBe('{"hook":"guard","done":"enable","daemon":true}\n');
      expect(await ask()).toBe("cancel");
      const unknown = await run("hooks", "disable", "gard");
      expect(unknown.code).toBe(1);
      expect(unknown.stderr).toContain('error: There is no hook "gard". Did you mean "guard"? [HOOK_UNKNOWN]');
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
  });

  it("refuses a duration that is none", async () => {
    const { code, stderr } = await run("hooks", "snooze", "guard", "--for", "soon");
    expect(code).toBe(1);
    expect(stderr).toContain("It must be a number and s, m, h or d, such as 30m.");
  });
});
