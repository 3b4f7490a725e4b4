import { afterAll, expect, it } from "vitest";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "hookloom.toml": '[sandbox]\ntrust = "pinned"\n',
  "hooks/guard.js": 'import { on } from "hookloom";\non("SessionStart", () => {});\n',
  // Tests are no scripts, so nobody needs to approve them.
  "hooks/guard.test.js": "",
});
afterAll(() => project[Symbol.dispose]());

const hookloom = (...args: string[]) => runHookloom(project.path, args);

it("hookloom trust lists what is not approved, shows it, approves it, and then it runs", async () => {
  const listed = await hookloom("trust");
  expect(listed.stdout).toMatch(/guard\.js +new +[0-9a-f]{16}\n1 script\n$/);
  expect(listed.code).toBe(1);
  const shown = await hookloom("trust", "guard.js", "--diff");
  expect(shown.stdout).toContain('+on("SessionStart", () => {});');
  expect(shown.stdout).not.toContain("approved guard.js");
  const approved = await hookloom("trust", "guard.js");
  expect(approved.stdout).toMatch(/\+on\("SessionStart".*\napproved guard\.js [0-9a-f]{64}\n/s);
  const list = await hookloom("list", "--json");
  expect(JSON.parse(list.stdout).scripts).toMatchObject([{ id: "guard.js", status: "serving", hooks: 1 }]);
  const approvals = await hookloom("trust", "--json");
  expect(approvals.code).toBe(0);
  expect(JSON.parse(approvals.stdout)).toMatchObject({ scripts: [{ id: "guard.js", state: "approved" }] });
  const unknown = await hookloom("trust", "gard.js");
  expect(unknown.stderr).toContain("There is no script gard.js. [REQUEST_INVALID]");
}, 60_000);
