import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const guard = (reason: string): string => `import { on, cancel } from "hookloom";
on("BeforeToolExecution", { id: "guard" }, () => cancel("${reason}"));
`;
const project = temporaryProject({ "hooks/guard.js": guard("not today") });
afterAll(() => project[Symbol.dispose]());

describe("hookloom serve", () => {
  it("answers over HTTP, follows changes, says only what is news, and ends with 0 when told to", async () => {
    const child = startHookloom(project.path, ["serve", "--port", "0"]);
    const ended = new Promise((resolve) => child.once("close", resolve));
    const output = { stdout: "", stderr: "" };
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const said = async (stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray> => {
      for (let found; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
        if ((found = pattern.exec(output[stream])) !== null) return found;
      }
    };
    const [, url] = await said("stdout", /answers at (http:\/\/127\.0\.0\.1:\d+)\n/);
    const ask = async (): Promise<unknown> => {
      const body = JSON.stringify({ data: { tool_name: "Bash" } });
      const response = await fetch(`${url}/v1/points/BeforeToolExecution`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      return ((await response.json()) as { outcome: { reason: string } }).outcome.reason;
    };
    await said(
      "stdout",
      /1 hook of 1 script, in the order they are asked:\n {2}BeforeToolExecution {2}guard\n\nAsk whether "rm -r -f \/" may run:\n {2}(curl|npx hookloom) /,
    );
    expect(await ask()).toBe("not today");

    const second = await runHookloom(project.path, ["serve", "--port", "0"]);
    expect(second.stderr).toMatch(
      /error: A daemon works with the state folder .* already\. \[DAEMON_RUNNING\]\n {2}Use that one or stop it/,
    );
    expect(second.code).toBe(1);

    writeFileSync(join(project.path, "hooks/guard.js"), guard("not tomorrow"));
    await said("stderr", /info {2}reloaded guard\.js \(1 hook\)\n/);
    expect(await ask()).toBe("not tomorrow");

    writeFileSync(join(project.path, "hooks/guard.js"), "let = ;");
    await said("stderr", /error guard\.js:1:\d+: .*; the last good version goes on serving \[SCRIPT_SYNTAX\]\n/);
    expect(await ask()).toBe("not tomorrow");

    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    const lines = output.stderr
      .trim()
      .split("\n")
      .map((line) => line.slice("00:00:00 ".length));
    expect(lines).toEqual([
      "info  loaded guard.js (1 hook)",
      "info  reloaded guard.js (1 hook)",
      expect.stringMatching(/^error /),
      "info  stopping",
    ]);
  });

  it("takes over its config when it is changed, and on SIGHUP where nothing is followed", async () => {
    const config = join(project.path, "other.toml");
    const settings = (more: string): void => writeFileSync(config, `watch = ${more}`);
    for (const watch of [true, false]) {
      settings(`${watch}\n[log]\nlevel = "info"`);
      const json = watch ? [] : ["--json"];
      const child = startHookloom(project.path, ["serve", "--port", "0", "--config", "other.toml", ...json]);
      const ended = new Promise((resolve) => child.once("close", resolve));
      let output = "";
      for (const stream of [child.stdout!, child.stderr!])
        stream.setEncoding("utf8").on("data", (text: string) => (output += text));
      const started = watch ? /answers at http/ : /^{"host":"127.0.0.1","port":\d+,"url":"http:.*","socket":".*","pid":\d+}$/m;
      await eventually(() => expect(output).toMatch(started));
      settings(`${watch}\n[log]\nlevel = "debug"`);
      if (!watch) child.kill("SIGHUP");
      await eventually(() => expect(output).toContain('info  took over the config: log.level = "debug"\n'));
      settings(`${watch}\n[log]\nlevel = "loud"`);
      if (!watch) child.kill("SIGHUP");
      await eventually(() =>
        expect(output).toMatch(/error .* the one before goes on: other\.toml:3:1: log\.level must be .*\[CONFIG_INVALID\]\n/),
      );
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
    }
  }, 30_000);

  it("names the address that is taken, and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runHookloom(project.path, ["serve", "--port", String(port), "--log-level", "error"]);
    other.close();
    expect(stderr).toContain(
      `error: 127.0.0.1:${port} is taken by another program. [PORT_IN_USE]\n  Stop it, or choose another port with \`--port\``,
    );
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("refuses a port that is no number", async () => {
    const { code, stderr } = await runHookloom(project.path, ["serve", "--port", "http"]);
    expect(stderr).toContain("'http' is invalid. It must be a number from 0 to 65535.");
    expect(code).toBe(1);
  });
});
