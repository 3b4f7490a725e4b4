import { afterAll, describe, it } from "vitest";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const GUARD = `import { on, cancel, modified, log } from "hookloom";
on("BeforeToolExecution", { id: "guard", priority: "high", match: { tool_name: "Bash" } }, (ctx) => {
  log.info("asked", { by: ctx.component.id });
  if (ctx.data.parameters.command.startsWith("rm ")) return cancel("refused: " + ctx.data.parameters.command);
});
on("BeforeToolExecution", { id: "sign" }, (ctx) => modified({ signed: [ctx.metadata.by, ctx.state.turn] }));
on("BeforeToolExecution", { id: "boom", priority: "low" }, () => {
  throw new Error("out of order");
});
`;

const project = temporaryProject({
  "hooks/guard.js": GUARD,
  "torn/torn.js": "let = ;",
  // Machines that run tests are busy.
  "hookloom.toml": "[limits]\ntimeout_ms = 5000\n",
  "empty/README.md": "",
  "call.json": '{"tool_name":\n x}',
});
afterAll(() => project[Symbol.dispose]());

const POINT = "BeforeToolExecution";
const run = (...args: string[]) => runHookloom(project.path, ["run", ...args]);

describe.concurrent("hookloom run", () => {
  it("prints the reason of a cancelled operation and ends with 3", async ({ expect }) => {
    const { code, stdout, stderr } = await run(
      POINT,
      "--data",
      '{"tool_name":"Bash","parameters":{"command":"rm -r -f /"}}',
      "--component",
      "agent-1",
    );
    expect(stdout).toMatch(/^cancel by guard: refused: rm -r -f \/\n {2}guard {2}cancel {2}[\d.]+ ms\n$/);
    expect(stderr).toBe('info  guard.js: asked {"by":"agent-1"}\n');
    expect(code).toBe(3);
  });

  it("prints changed data and what each hook said, and ends with 0", async ({ expect }) => {
    const { code, stdout } = await run(
      POINT,
      "--data",
      '{"tool_name":"Read"}',
      "--metadata",
      '{"by":"me"}',
      "--state",
      '{"turn":3}',
    );
    expect(stdout).toContain(
      'modified by sign: it may happen with this data\n  {\n    "tool_name": "Read",\n    "signed": [\n      "me",\n      3\n    ]\n  }\n',
    );
    expect(stdout).toMatch(
      / {2}guard {2}not asked: its match did not hold\n {2}sign {3}modified +[\d.]+ ms\n {2}boom {3}error: guard.js:8(:\d+)?: Error: out of order \[HOOK_FAILED\] +[\d.]+ ms\n$/,
    );
    expect(code).toBe(0);
  });

  it("prints one JSON object with --json, and reads data from standard input", async ({ expect }) => {
    const { code, stdout } = await runHookloom(
      project.path,
      ["run", POINT, "--data", "-", "--json"],
      '{"tool_name":"Bash","parameters":{"command":"rm x"}}',
    );
    expect(JSON.parse(stdout)).toEqual({
      outcome: { type: "cancel", reason: "refused: rm x", hook_id: "guard" },
      hooks: [{ hook_id: "guard", result: "cancel", reason: "refused: rm x", duration_ms: expect.any(Number) }],
      problems: [],
    });
    expect(code).toBe(3);
  });

  it("says on standard error which script is broken, and runs the others", async ({ expect }) => {
    const { code, stdout, stderr } = await run("acme:deploy", "--scripts", "torn");
    expect(stderr).toMatch(/^error torn\.js:1:\d+: .+; it is not loaded \[SCRIPT_SYNTAX\]\n$/);
    expect(stdout).toBe("continue: it may happen as it is\n  no hook stands at this point\n");
    expect(code).toBe(0);
  });

  it("asks back when the point does not exist", async ({ expect }) => {
    const { code, stderr } = await run("BeforeToolExecutoin");
    expect(stderr).toMatch(/^error: There is no hook point "BeforeToolExecutoin"\. Did you mean "BeforeToolExecution"/);
    expect(code).toBe(1);
  });

  it("names the field that does not fit the point, and shows an example that does", async ({ expect }) => {
    const { code, stderr } = await run("PreToolUse", "--data", '{"tool_name":"Bash","tool_input":"ls"}');
    expect(stderr).toContain(
      'error: The data of PreToolUse does not fit: "tool_input" must be an object. [REQUEST_INVALID]\n  For example: npx hookloom run PreToolUse --data',
    );
    expect(stderr).toContain('"tool_input":{"command":"ls -l"}');
    expect(code).toBe(1);
  });

  it("says where JSON is wrong, in an argument and in a file", async ({ expect }) => {
    const [argument, file, missing] = await Promise.all([
      run(POINT, "--data", "{tool_name:Bash}"),
      run(POINT, "--data", "@call.json"),
      run(POINT, "--data", "@nothing.json"),
    ]);
    expect(argument.stderr).toContain(
      "error: --data is not JSON: expected property name or '}', at line 1, column 2. [REQUEST_INVALID]\n  For example: ",
    );
    expect(file.stderr).toContain("error: call.json is not JSON: unexpected token 'x', at line 2, column 2. [REQUEST_INVALID]");
    expect(missing.stderr).toContain("error: nothing.json could not be read (ENOENT). [REQUEST_INVALID]");
  });

  it("says what to do when the folder is missing or empty", async ({ expect }) => {
    const [missing, empty] = await Promise.all([
      run("acme:deploy", "--scripts", "nowhere"),
      run("acme:deploy", "--scripts", "empty"),
    ]);
    expect(missing.stderr).toMatch(
      /^error: There is no scripts folder .*nowhere.* \[SCRIPTS_FOLDER_MISSING\]\n {2}Name another with --scripts, or write a first script/,
    );
    expect(missing.code).toBe(1);
    expect(empty.stderr).toMatch(/^There are no scripts in empty yet .* npx hookloom new js guard --scripts empty\n$/);
    expect(empty.code).toBe(0);
  });

  it("suggests the command and the option that were meant", async ({ expect }) => {
    const [command, option] = await Promise.all([runHookloom(project.path, ["runn"]), run(POINT, "--dta", "{}")]);
    expect(command.stderr).toContain("Did you mean run?");
    expect(option.stderr).toContain("Did you mean --data?");
    expect([command.code, option.code]).toEqual([1, 1]);
  });
});
