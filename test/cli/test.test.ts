import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { runHookloom, startHookloom, temporaryProject } from "./hookloom.ts";

const expecting = (type: string): string =>
  `import { testing } from "hookloom"; testing.test("x", () => testing.expect("acme:x", {}, { type: "${type}" }));`;

describe("hookloom test", () => {
  it("ends with 1 when a test fails, and when there is none", async () => {
    using project = temporaryProject({ "hooks/a.js": "", "hooks/a.test.js": expecting("cancel"), "empty/readme.md": "" });
    const [failed, none] = await Promise.all([
      runHookloom(project.path, ["test", "--json"]),
      runHookloom(project.path, ["test", "empty"]),
    ]);
    expect([JSON.parse(failed.stdout), failed.code]).toMatchObject([{ tests: [{ name: "x", passed: false }], hooks: [] }, 1]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("There are no tests in empty") });
  });

  it("runs the tests again whenever a file changes, until it is told to end", async () => {
    const hook = (result: string): string => `import { on, cancel } from "hookloom"; on("acme:x", { id: "x" }, () => ${result});`;
    using project = temporaryProject({ "hooks/a.js": hook("undefined"), "hooks/a.test.js": expecting("cancel") });
    const child = startHookloom(project.path, ["test", "--watch"]);
    const ended = new Promise((resolve) => child.once("close", resolve));
    const output = { stdout: "", stderr: "" };
    child.stdout!.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const rounds = (): number => output.stderr.split("waiting for changes").length - 1;
    try {
      await eventually(() => expect(rounds(), output.stderr).toBe(1));
      expect(output.stdout).toContain("FAIL a.js: x");
      expect(output.stdout).toContain("1 test, 1 failed; 1 of 1 point asked\n  acme:x: 1 of 1 hook asked, answered continue\n");

      writeFileSync(join(project.path, "hooks/a.js"), hook('cancel("no")'));
      await eventually(() => expect(output.stdout).toContain("ok   a.js: x\n\n1 test, 0 failed"));

      // What cannot be loaded fails its test, and does not end the watching.
      writeFileSync(join(project.path, "hooks/a.js"), "let = ;");
      await eventually(() => expect(output.stdout).toContain("FAIL a.js: can be loaded"));
    } finally {
      child.kill("SIGTERM");
    }
    expect(await ended).toBe(0);
  });
});
