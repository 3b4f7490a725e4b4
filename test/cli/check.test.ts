import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const GUARD = `import { on } from "hookloom";
on("PreToolUse", { id: "guard", priority: "high", match: { tool_name: "Bash" }, timeout_ms: 50, failure_mode: "fail_closed" }, () => {});
on("acme:deploy", { description: "watches" }, () => {});
`;
const project = temporaryProject({
  "hooks/guard.js": GUARD,
  "hooks/team/audit.js": 'import { on } from "hookloom";\non("SessionStart", () => {});\n',
  "bad/syntax.js": "const a = 1;\nconst b = ;\n",
  "bad/point.js": 'import { on } from "hookloom";\n\non("BeforeToolExecutoin", () => {});\n',
  "bad/option.js": 'import { on } from "hookloom";\non("SessionStart", { timout_ms: 5 }, () => {});\n',
  "bad/good.js": "",
  "bad.toml": `scripts_dir = "bad"
[scripts]
"good.js" = { required_at = ["BeforeToolExecution"] }
"gone.js" = { required_at = ["BeforeToolExecution"] }
"point.js" = { required_at = ["BeforeToolExecution"] }
`,
  "asking/asks.js": `import { events, wants } from "hookloom";
wants({ publish: ["spend.*"], http: ["api.example.com", "other.example.com"], state: ["budget", "team"] });
events.on("tool.*", () => {});
`,
  "asking/granted.toml": '[grants."asks.js"]\nhttp = ["*.example.com"]\npublish = ["spend.*"]\nstate = ["budget"]\n',
  "notes.rb": "",
  "wrong.toml": "scripts_dr = 'hooks'\n\n[limits]\ntimeout_ms = 'soon'\n",
  "secret/closed.js": "",
});
afterAll(() => project[Symbol.dispose]());

const hookloom = (...args: string[]) => runHookloom(project.path, args);

describe.concurrent("hookloom check", () => {
  it("says what a coding agent cannot do of what hooks may answer, and where it never asks", async ({ expect }) => {
    const { stdout } = await hookloom("check", "--agent", "codex");
    expect(stdout).toContain(
      "codex does this instead of what hooks may answer\n  BeforeToolExecution  redirect: refuses, with the reason;",
    );
    expect(stdout).toMatch(/\n {2}acme:deploy +never asked by this agent\n/);
  });

  it("lists what each script registers, and where", async ({ expect }) => {
    const { code, stdout, stderr } = await hookloom("check");
    expect(stdout).toBe(`hooks/guard.js
  BeforeToolExecution  guard       hooks/guard.js:2  priority high, 50 ms, fail_closed, match {"tool_name":"Bash"}
  acme:deploy          guard.js#2  hooks/guard.js:3  priority normal, 100 ms, fail_open

hooks/team/audit.js
  SessionStart  team/audit.js#1  hooks/team/audit.js:2  priority normal, 100 ms, fail_open

2 scripts, 3 hooks, 0 errors
`);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("prints every error with its place as other tools do, and ends with 1", async ({ expect }) => {
    const { code, stdout } = await hookloom("check", "--config", "bad.toml");
    expect(stdout).toMatch(/^bad\/syntax\.js:2:\d+: .+ \[SCRIPT_SYNTAX\]$/m);
    expect(stdout).toMatch(
      /^bad\/point\.js:3: There is no hook point "BeforeToolExecutoin"\. Did you mean "BeforeToolExecution".* \[POINT_UNKNOWN\]$/m,
    );
    expect(stdout).toMatch(
      /^bad\/option\.js:2: on\(\) has no option "timout_ms".*Did you mean "timeout_ms"\? \[HOOK_OPTIONS_INVALID\]$/m,
    );
    expect(stdout).toMatch(
      /^bad\/good\.js: BeforeToolExecution is refused, because it needs good\.js, which has no hook there\..* \[SCRIPT_REQUIRED\]$/m,
    );
    expect(stdout).toMatch(/^bad\/gone\.js: .* which is not in the scripts folder\..* \[SCRIPT_REQUIRED\]$/m);
    expect(stdout).toMatch(/5 scripts, 0 hooks, 5 errors\n$/);
    expect(code).toBe(1);
  });

  it("checks single files under the ids they have in the scripts folder, as JSON if asked", async ({ expect }) => {
    const { code, stdout } = await hookloom("check", "hooks/team/audit.js", "bad/syntax.js", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      scripts: [
        {
          path: "hooks/team/audit.js",
          language: "javascript",
          hooks: [{ id: "team/audit.js#1", place: { file: "hooks/team/audit.js", line: 2 } }],
        },
        { path: "bad/syntax.js", hooks: [], error: { code: "SCRIPT_SYNTAX", place: { file: "bad/syntax.js", line: 2 } } },
      ],
      errors: 1,
    });
    expect(code).toBe(1);
  });

  it("shows what a script asks to be allowed, and whether it is, as list does", async ({ expect }) => {
    const [checked, listed] = await Promise.all([
      hookloom("check", "asking", "--config", "asking/granted.toml"),
      hookloom("list", "--scripts", "asking", "--json"),
    ]);
    expect(checked.stdout).toMatch(/asks to publish +spend\.\* +granted\n/);
    expect(checked.stdout).toMatch(
      /asks to subscribe +tool\.\* +not granted: \[grants\."asks\.js"\] subscribe = \["tool\.\*"\]\n/,
    );
    expect(checked.stdout).toMatch(/asks to reach +api\.example\.com +granted\n/);
    expect(checked.stdout).toMatch(/asks to share +budget +granted\n/);
    expect(checked.stdout).toMatch(/asks to share +team +not granted: \[grants\."asks\.js"\] state = \["team"\]\n/);
    const [script] = JSON.parse(listed.stdout).scripts;
    expect(script.permissions).toContainEqual({ action: "http", what: "other.example.com", granted: false });
  });

  it("refuses a file of another type and a path that is not there", async ({ expect }) => {
    const [other, missing] = await Promise.all([hookloom("check", "notes.rb"), hookloom("check", "nowhere")]);
    expect(other.stderr).toMatch(/^error: notes\.rb is no script\. \[REQUEST_INVALID\]\n {2}Scripts end in \.js, /);
    expect(missing.stderr).toContain("[SCRIPTS_FOLDER_MISSING]");
    expect([other.code, missing.code]).toEqual([1, 1]);
  });

  it("names every mistake in the config, each with its place", async ({ expect }) => {
    const { code, stderr } = await hookloom("check", "--config", "wrong.toml");
    const [first, second, remedy] = stderr.split("\n");
    expect(first).toMatch(/^error: wrong\.toml:1:1: There is no setting "scripts_dr".* Did you mean "scripts_dir"\?$/);
    expect(second).toMatch(/^ +wrong\.toml:4:\d+: limits\.timeout_ms must be an integer .*\[CONFIG_INVALID\]$/);
    expect(remedy).toMatch(/^ {2}The message names the file and line/);
    expect(code).toBe(1);
  });

  it.skipIf(process.getuid?.() === 0)("says that it may not read a file", async ({ expect }) => {
    chmodSync(join(project.path, "secret/closed.js"), 0);
    const { code, stdout } = await hookloom("check", "secret");
    expect(stdout).toMatch(/^secret\/closed\.js: closed\.js may not be read \(EACCES\)\. \[SCRIPT_UNREADABLE\]$/m);
    expect(code).toBe(1);
  });
});

describe.concurrent("hookloom list", () => {
  it("lists hooks in the order they are asked, and scripts with their state", async ({ expect }) => {
    const [good, bad] = await Promise.all([hookloom("list"), hookloom("list", "--scripts", "bad", "--json")]);
    expect(good.stdout).toMatch(/^BeforeToolExecution\n {2}1\. {2}guard {2}guard\.js:2 .*\n\n/m);
    expect(good.stdout).toMatch(
      /\nScripts\n {2}guard\.js +javascript {2}2 hooks\n {2}team\/audit\.js {2}javascript {2}1 hook\n$/,
    );
    const { hooks, scripts } = JSON.parse(bad.stdout);
    expect(hooks).toEqual([]);
    expect(scripts.map((script: { status: string }) => script.status)).toEqual(["serving", "broken", "broken", "broken"]);
    expect([good.code, bad.code]).toEqual([0, 0]);
  });

  it("lists every hook point with its mode and other names", async ({ expect }) => {
    const { stdout } = await hookloom("list", "--points");
    expect(stdout).toMatch(/^ {2}BeforeToolExecution +gate +also .*PreToolUse/m);
  });
});
