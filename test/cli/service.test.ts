// `hookloom service`: the files for both systems, and that only our own are touched.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { isOurs, serviceFile, type ServicePlace } from "../../src/cli/service-file.ts";
import { blocksOf } from "../docs/guide-examples.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { temporaryProject } from "./hookloom.ts";

const PLACE: ServicePlace = {
  platform: "linux",
  home: "/home/me",
  configHome: undefined,
  command: ["/usr/bin/node", "/opt/hook loom/bin/hookloom.mjs", "serve", "--profile", '50%$"<&>'],
  workingDirectory: "/srv/a&b 100%",
};

const guide = readFileSync(new URL("../../docs/guide/operations.md", import.meta.url), "utf8");

/** A unit without what differs from folder to folder. */
function withoutOurPlaces(unit: string): string {
  return unit.replaceAll(/^(WorkingDirectory|ExecStart)=.*$/gm, "$1=");
}

function isThere(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** A property list, read as macOS does. */
function readPropertyList(text: string): object {
  const program = "import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
  const { stdout, stderr } = spawnSync("python3", ["-c", program], { input: text, encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as object;
}

describe("the file of a service", () => {
  it("is a unit of systemd on Linux, whatever is in the words of its command", () => {
    const { path, text } = serviceFile(PLACE);
    expect(path).toBe("/home/me/.config/systemd/user/hookloom.service");
    expect(text).toContain("WorkingDirectory=/srv/a&b 100%%\n");
    expect(text).toContain(`ExecStart=/usr/bin/node "/opt/hook loom/bin/hookloom.mjs" serve --profile "50%%$$\\"<&>"\n`);
    expect(isOurs(text)).toBe(true);
    expect(withoutOurPlaces(text)).toBe(
      `# Written by hookloom service install.\n${withoutOurPlaces(blocksOf(guide, "ini")[0]!)}`,
    );
    expect(serviceFile({ ...PLACE, configHome: "/etc/me" }).path).toBe("/etc/me/systemd/user/hookloom.service");
  });

  it.skipIf(!isThere("systemd-analyze"))("is a unit that systemd finds nothing wrong with", () => {
    using folder = createTemporaryFolder();
    const verify = (text: string) => {
      folder.write("hookloom.service", text);
      const env = { PATH: process.env.PATH, HOME: folder.path, XDG_RUNTIME_DIR: folder.path };
      const words = ["--user", "verify", "--man=no", join(folder.path, "hookloom.service")];
      const { status, stdout, stderr } = spawnSync("systemd-analyze", words, { env, encoding: "utf8" });
      return { status, says: stdout + stderr };
    };
    const { text } = serviceFile({ ...PLACE, command: [process.execPath, ...PLACE.command.slice(1)] });
    expect(verify(text)).toEqual({ status: 0, says: "" });
    expect(verify(text.replace("on-failure", "on-fire")).says).toContain("on-fire");
  });

  it("is an agent of launchd on macOS", () => {
    const { path, text } = serviceFile({ ...PLACE, platform: "darwin", home: "/Users/me" });
    expect(path).toBe("/Users/me/Library/LaunchAgents/dev.hookloom.plist");
    expect(text).toContain("    <string>/opt/hook loom/bin/hookloom.mjs</string>\n");
    expect(text).toContain('    <string>50%$"&lt;&amp;&gt;</string>\n');
    expect(text).toContain("<key>WorkingDirectory</key><string>/srv/a&amp;b 100%</string>");
    expect(isOurs(text)).toBe(true);
  });

  it.skipIf(!isThere("python3"))("is a property list that says what was asked for", () => {
    const { text } = serviceFile({ ...PLACE, platform: "darwin", home: "/Users/me & you" });
    expect(readPropertyList(text)).toEqual({
      Label: "dev.hookloom",
      ProgramArguments: PLACE.command,
      WorkingDirectory: PLACE.workingDirectory,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ExitTimeOut: 20,
      StandardErrorPath: "/Users/me & you/Library/Logs/hookloom.log",
    });
    expect(Object.keys(readPropertyList(blocksOf(guide, "xml")[0]!))).toEqual(Object.keys(readPropertyList(text)));
  });

  it("is none elsewhere", () => {
    expect(() => serviceFile({ ...PLACE, platform: "win32" })).toThrowError(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });
});

describe("hookloom service", () => {
  const project = temporaryProject({ "hooks/guard.js": "" });
  afterAll(() => project[Symbol.dispose]());
  const launcher = fileURLToPath(new URL("../../bin/hookloom.mjs", import.meta.url));
  const service = (...args: string[]) => {
    const env = { PATH: process.env.PATH, HOME: project.path, NO_COLOR: "1" };
    return spawnSync(process.execPath, [launcher, "service", ...args], { cwd: project.path, env, encoding: "utf8" });
  };
  const file = serviceFile({ ...PLACE, platform: process.platform, home: project.path });

  it("writes the file and deletes it, but none that it has not written", () => {
    const written = JSON.parse(service("install", "--json").stdout) as { written: string; start: string };
    expect(written).toEqual({ written: file.path, start: file.start });
    expect(readFileSync(file.path, "utf8")).toContain(launcher);
    expect(service("uninstall").stdout).toBe(
      `Deleted ${file.path}. A daemon that it has started goes on until:\n  ${file.stop}\n`,
    );
    expect(existsSync(file.path)).toBe(false);
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, "# my own\n");
    const refused = service("install");
    expect([refused.stderr, refused.status]).toEqual([expect.stringContaining("[FILE_EXISTS]"), 1]);
    expect(service("uninstall").status).toBe(1);
    expect(readFileSync(join(file.path), "utf8")).toBe("# my own\n");
  });
});
