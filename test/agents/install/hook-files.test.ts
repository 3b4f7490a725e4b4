import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findAgent } from "../../../src/agents/agent-list.ts";
import { installedEvents } from "../../../src/agents/contract.ts";
import { diagnose } from "../../../src/agents/install/diagnose.ts";
import { commandInFile, hookFileName, hookFileText } from "../../../src/agents/install/hook-file.ts";
import { carryOut, planInstall, planUninstall } from "../../../src/agents/install/installer.ts";
import { lintAt } from "../../../src/agents/install/lint.ts";
import { readHandlers } from "../../../src/agents/install/read-handlers.ts";
import { settingsPath } from "../../../src/agents/install/settings-path.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";
import { runCommand } from "../shim-driver.ts";

const cline = findAgent("cline");
const home = createTemporaryFolder();
const machine = { home: home.path, project: join(home.path, "project"), env: {} };
const state = join(home.path, "state");
const path = settingsPath(cline, "user", machine);
afterAll(() => home.dispose());

// Says what it was given, in the place of the shim.
const command = (event: string): string => `'${process.execPath}' -p "'hookloom-hook ' + '${event} ' + fs.readFileSync(0)"`;
const plan = (where = path) =>
  planInstall(state, cline, "user", where, (event) => ({ type: "command", command: command(event) }));
const install = (): void => carryOut(state, plan(), true, 0);
const uninstall = (): void => carryOut(state, planUninstall(state, cline, "user", path)!, false, 0);
const faults = (): string[] => diagnose(cline, path, machine).flatMap(({ level, text }) => (level === "bad" ? [text] : []));

describe("an agent that runs a file for each event", () => {
  it("gets a file for each, which is gone again afterwards, and what else is in the folder stays", () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "README.md"), "mine");
    install();
    install();
    expect(
      readHandlers(cline, path)
        ?.flatMap(({ ours, event }) => (ours ? [event] : []))
        .sort(),
    ).toEqual(installedEvents(cline).sort());
    uninstall();
    expect(readdirSync(path)).toEqual(["README.md"]);
    expect(planUninstall(state, cline, "user", path)).toBeUndefined();
  });

  it.skipIf(process.platform === "win32")("is asked by its files, which hand on the input and the exit code", async () => {
    install();
    const file = join(path, hookFileName("PreToolUse"));
    expect(statSync(file).mode & 0o777).toBe(0o755);
    expect(await runCommand(file, [], '{"a":1}')).toEqual({
      stdout: 'hookloom-hook PreToolUse {"a":1}\n',
      stderr: "",
      exitCode: 0,
    });
    uninstall();
  });

  it("keeps a hook of somebody else, and is not changed at all then", () => {
    const file = join(path, hookFileName("TaskStart"));
    writeFileSync(file, "#!/bin/sh\nexec mine\n");
    expect(plan).toThrow(
      expect.objectContaining({
        code: "AGENT_NOT_INSTALLABLE",
        message: expect.stringContaining(`${file} is a hook of somebody else`),
      }),
    );
    expect(existsSync(join(path, hookFileName("PreToolUse")))).toBe(false);
    writeFileSync(file, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]));
    expect(plan).toThrow(expect.objectContaining({ code: "AGENT_NOT_INSTALLABLE" }));
    expect(readHandlers(cline, path)).toContainEqual(expect.objectContaining({ event: "TaskStart", ours: false }));
    writeFileSync(file, "#!/bin/sh\nexec mine\n");
    writeFileSync(file, readFileSync(file, "utf8").replace("mine", "hookloom-hook cline TaskStart # changed by hand"));
    install();
    uninstall();
    expect(existsSync(file)).toBe(false);
  });

  it.skipIf(process.platform === "win32")(
    "is said to be mistaken when a file cannot be run or has no event's name, or is gone",
    () => {
      install();
      expect(faults()).toEqual([]);
      chmodSync(join(path, "PreToolUse"), 0o644);
      writeFileSync(join(path, "PostToolUse.sh"), "");
      expect(lintAt(cline, path)?.sort()).toEqual([
        'PostToolUse.sh: Cline has no event of this name. Did you mean "PostToolUse"?',
        "PreToolUse: the file is not executable, so that Cline does not run it.",
      ]);
      uninstall();
      expect(faults()).toContainEqual(expect.stringMatching(/^nothing asks us at PreToolUse, /));
      expect(diagnose(cline, join(path, "no folder"), machine)).toMatchObject([{ level: "bad" }]);
      expect(lintAt(cline, join(path, "no folder"))).toBeUndefined();
    },
  );

  it("says so when a file stands where the folder would be", () => {
    writeFileSync(join(home.path, ".clinerules"), "rules");
    expect(() => plan(join(home.path, ".clinerules", "hooks"))).toThrow(
      expect.objectContaining({ code: "AGENT_SETTINGS_INVALID", message: expect.stringContaining("ENOTDIR") }),
    );
  });
});

describe("the file of a hook", () => {
  it.each(["linux", "win32"] as const)("on %s has the name that the agent looks for, and the command again", (platform) => {
    expect(hookFileName("PreToolUse", platform)).toBe(platform === "win32" ? "PreToolUse.ps1" : "PreToolUse");
    const text = hookFileText("'/a b/hookloom-hook.sh' cline", platform);
    expect(text).toMatch(platform === "win32" ? /^# .*\r\n& '.*\r\nexit \$LASTEXITCODE\r\n$/ : /^#!\/bin\/sh\n# .*\nexec '/);
    expect(commandInFile(text)).toBe("'/a b/hookloom-hook.sh' cline");
    expect(commandInFile("#!/bin/sh\nexec mine\n")).toBeUndefined();
  });
});
