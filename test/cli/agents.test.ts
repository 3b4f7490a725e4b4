import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const BEFORE = '{ "hooks": {} } // mine\n';
const project = temporaryProject({ ".gemini/settings.json": BEFORE, "hooks/guard.js": "" });
afterAll(() => project[Symbol.dispose]());
const run = (...args: string[]) => runHookloom(project.path, ["agents", ...args, "--scripts", "hooks"]);

it("installs an agent, shows its state, and gives the settings back", async () => {
  const settings = join(project.path, ".gemini/settings.json");
  const dry = await run("install", "gemini-cli", "--scope", "project", "--dry-run");
  expect(dry.stdout).toContain("hookloom-hook.cjs gemini-cli BeforeTool --state");
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

  const removed = await run("uninstall", "gemini-cli", "--scope", "project");
  expect(removed.code).toBe(0);
  expect(readFileSync(settings, "utf8")).toBe(BEFORE);
  expect(JSON.parse((await run("list", "--json")).stdout).agents).toContainEqual(
    expect.objectContaining({ name: "gemini-cli", installed: [] }),
  );
});

it("names near agents, and makes nothing for a mistake", async () => {
  const { code, stderr } = await run("install", "curser", "--scope", "project");
  expect(stderr).toMatch(/There is no agent "curser".*Did you mean "cursor"\? \[AGENT_UNKNOWN\]/);
  expect(code).toBe(1);
  expect(existsSync(join(project.path, ".cursor"))).toBe(false);
});
