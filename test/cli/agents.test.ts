import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const BEFORE = '{ "hooks": {} } // mine\n';
const project = temporaryProject({ ".gemini/settings.json": BEFORE, "hooks/guard.js": "" });
afterAll(() => {
  stopDaemon();
  project[Symbol.dispose]();
});
const run = (...args: string[]) => runHookloom(project.path, ["agents", ...args, "--scripts", "hooks"]);

/** Ends the daemon that a canary started, if it runs; the folder for what concerns agents. */
function stopDaemon(): string | undefined {
  const states = join(project.path, ".state/hookloom");
  const [stateDir] = existsSync(states) ? readdirSync(states) : [];
  if (stateDir === undefined) return undefined;
  const folder = join(states, stateDir, "agents");
  const pid = /"pid": *(\d+)/.exec(readFileSync(join(folder, "launch.json"), "utf8"))?.[1];
  try {
    process.kill(Number(pid), "SIGTERM");
  } catch {
    // It has ended.
  }
  return folder;
}

it("installs an agent, shows its state, and gives the settings back", async () => {
  const settings = join(project.path, ".gemini/settings.json");
  const dry = await run("install", "gemini-cli", "--scope", "project", "--dry-run");
  expect(dry.stdout).toContain("gemini-cli BeforeTool --state");
  expect(readFileSync(settings, "utf8")).toBe(BEFORE);

  const installed = await run("install", "gemini-cli", "--scope", "project");
  expect(installed.stdout).toContain(
    "Gemini CLI asks the hooks in hooks from its next session on; .gemini/settings.json was changed.",
  );
  expect(readFileSync(settings, "utf8")).toContain("// mine");
  const { agents } = JSON.parse((await run("status", "--json")).stdout);
  expect(agents).toMatchObject([{ agent: "gemini-cli", scope: "project", path: settings }]);
  expect(agents[0].events.find(({ event }: { event: string }) => event === "BeforeTool")).toEqual({
    event: "BeforeTool",
    asked_for: true,
  });

  const removed = await run("uninstall", "gemini-cli", "--scope", "project", "--json");
  expect([JSON.parse(removed.stdout), removed.code]).toEqual([
    {
      agent: "gemini-cli",
      scope: "project",
      path: settings,
      dry_run: false,
      changes: [{ path: settings, before: expect.stringContaining("hookloom"), after: BEFORE }],
      returned: [],
    },
    0,
  ]);
  expect(readFileSync(settings, "utf8")).toBe(BEFORE);
  expect(JSON.parse((await run("list", "--json")).stdout).agents).toContainEqual(
    expect.objectContaining({ name: "gemini-cli", installed: [] }),
  );
});

it("says whether an agent will ask, has it proved by the canary, and names what stays silent", async () => {
  await run("install", "gemini-cli", "--scope", "project");
  const files = await run("install", "cline", "--scope", "project");
  expect(files.stdout.match(/^\+\+\+ \.clinerules\/hooks\/\w+/gm)).toHaveLength(5);
  const doctor = await run("doctor");
  expect(doctor.stdout).toMatch(
    /note the daemon does not run; the first event starts it\ngemini-cli \(project, .*\n +ok +8 events ask us/,
  );
  expect(doctor.code).toBe(0);
  const settings = join(project.path, ".gemini/settings.json");
  const proved = await run("canary");
  expect([proved.stdout.trim(), proved.code]).toEqual([
    expect.stringMatching(/^gemini-cli +\.gemini\/settings\.json +blocked\n *cline +\.clinerules\/hooks +blocked$/),
    0,
  ]);
  const agentsFolder = stopDaemon()!;
  await eventually(() => expect(existsSync(join(agentsFolder, "ledger.json"))).toBe(true));
  const status = (await run("status")).stdout;
  expect(status).toMatch(/BeforeTool +1 time +.* canary -> deny/);
  expect(status).toMatch(/AfterTool +silent/);

  const taken = await run("uninstall", "cline", "--scope", "project");
  expect(taken.stdout).toContain(".clinerules/hooks was changed.");
  expect(readdirSync(join(project.path, ".clinerules/hooks"))).toEqual([]);

  // Whatever asks in our place is no proof, and the doctor and the linter say what is wrong.
  writeFileSync(
    settings,
    readFileSync(settings, "utf8").replaceAll("/bin/sh", "true").replace('"timeout": 30000', '"timeout": 3'),
  );
  const failed = await run("canary", "gemini-cli", "--json");
  const problem = 'the answer was ""';
  expect([JSON.parse(failed.stdout), failed.code]).toMatchObject([
    { canaries: [{ agent: "gemini-cli", blocked: false, problem }] },
    1,
  ]);
  const lint = await runHookloom(project.path, ["agents", "lint", "gemini-cli", settings, "--json"]);
  const milliseconds = /hooks\.BeforeTool.*the time-out 3 is in milliseconds/;
  const fault = expect.stringMatching(milliseconds);
  expect([JSON.parse(lint.stdout), lint.code]).toMatchObject([
    { agent: "gemini-cli", faults: expect.arrayContaining([fault]) },
    1,
  ]);
  const worse = await run("doctor", "--json");
  const findings = expect.arrayContaining([{ level: "bad", text: fault }]);
  expect([JSON.parse(worse.stdout), worse.code]).toMatchObject([
    { daemon: false, agents: [{ agent: "gemini-cli", findings }] },
    1,
  ]);
  await run("uninstall", "gemini-cli", "--scope", "project");
});

it("moves commands of an agent's settings to the daemon, tells check about them, and gives them back with the rest", async () => {
  const settings = join(project.path, ".claude/settings.json");
  const handlers = [
    { type: "command", command: "./guard.sh" },
    { type: "prompt", prompt: "Is it safe?" },
  ];
  const before = JSON.stringify({ hooks: { PreToolUse: [{ matcher: "Bash", hooks: handlers }] } });
  mkdirSync(dirname(settings), { recursive: true });
  writeFileSync(settings, before);
  const installed = await run("install", "claude-code", "--scope", "project", "--json");
  expect(JSON.parse(installed.stdout)).toMatchObject({ agent: "claude-code", dry_run: false, changes: [{ before }] });
  const dry = await run("migrate", "claude-code", "--scope", "project", "--dry-run");
  expect(dry.stdout).toMatch(/Stay where they are:\n +PreToolUse +prompt +it is no command/);
  expect(readFileSync(settings, "utf8")).toContain("guard.sh");

  const moved = await run("migrate", "claude-code", "--scope", "project");
  expect(moved.stdout).toMatch(/The daemon runs these from now on:\n +command:PreToolUse#1 +Bash +\.\/guard\.sh +at most 18 s/);
  expect(readFileSync(settings, "utf8")).not.toContain("guard.sh");
  const checked = await runHookloom(project.path, ["check", "--scripts", "hooks"]);
  expect(checked.stdout).toMatch(
    /commands moved out of \.claude\/settings\.json.*\n +BeforeToolExecution +command:PreToolUse#1 +Bash +\.\/guard\.sh/,
  );
  const undone = await run("migrate", "claude-code", "--scope", "project", "--undo", "--dry-run", "--json");
  expect(JSON.parse(undone.stdout)).toMatchObject({
    undo: true,
    dry_run: true,
    changes: [{ path: settings, after: expect.stringContaining("guard.sh") }],
    moved: [{ id: "command:PreToolUse#1", event: "PreToolUse", matcher: "Bash", command: "./guard.sh", timeout_ms: 18_000 }],
    left: [],
  });

  const removed = await run("uninstall", "claude-code", "--scope", "project");
  expect(removed.stdout).toContain("1 command that had been moved will be run by Claude Code again.");
  expect(readFileSync(settings, "utf8")).toBe(before);
});

it("names near agents, and makes nothing for a mistake", async () => {
  const { code, stderr } = await run("install", "curser", "--scope", "project");
  expect(stderr).toMatch(/There is no agent "curser".*Did you mean "cursor"\? \[AGENT_UNKNOWN\]/);
  expect(code).toBe(1);
  expect(existsSync(join(project.path, ".cursor"))).toBe(false);
});
