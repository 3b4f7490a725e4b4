import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findAgent } from "../../../src/agents/agent-list.ts";
import { installedEvents } from "../../../src/agents/contract.ts";
import { checkVersion } from "../../../src/agents/install/check-version.ts";
import { diagnose } from "../../../src/agents/install/diagnose.ts";
import { handlerFor } from "../../../src/agents/install/handler.ts";
import { pluginText } from "../../../src/agents/install/plugin-file.ts";
import { addHandlers } from "../../../src/agents/install/settings-file.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";

const claude = findAgent("claude-code");

describe("the doctor", () => {
  const folder = createTemporaryFolder();
  afterAll(() => folder.dispose());
  const machine = { home: folder.path, project: join(folder.path, "project"), env: {} };
  const path = join(folder.path, ".claude", "settings.json");
  const installed = (): string => {
    return addHandlers(
      "{}",
      claude,
      new Map(
        installedEvents(claude).map((event) => [
          event,
          handlerFor(claude, event, { kind: "shim", command: () => "hookloom-hook" }),
        ]),
      ),
    );
  };
  const texts = (text: string, heard: Parameters<typeof diagnose>[3] = {}): string[] => {
    mkdirSync(join(folder.path, ".claude"), { recursive: true });
    writeFileSync(path, text);
    return diagnose(claude, path, machine, heard)
      .filter(({ level }) => level !== "good")
      .map(({ text: said }) => said);
  };

  it("has nothing to say about settings that ask us everywhere", () => {
    expect(texts(installed())).toEqual([]);
  });

  it("finds events that do not ask us, matchers that narrow, and what switches hooks off anywhere", () => {
    expect(texts("{}")).toEqual([expect.stringMatching(/^nothing asks us at PreToolUse, /)]);
    expect(texts(installed().replace('"hooks": [', '"matcher": "Bash", "hooks": ['))).toEqual([
      'PreToolUse asks us only for "Bash"',
    ]);
    mkdirSync(join(folder.path, "project", ".claude"), { recursive: true });
    writeFileSync(join(folder.path, "project", ".claude", "settings.local.json"), '{"disableAllHooks": true}');
    expect(texts(installed())).toEqual([
      expect.stringMatching(/^disableAllHooks = true in .*settings\.local\.json switches every hook off$/),
    ]);
    rmSync(join(folder.path, "project"), { recursive: true });
  });

  it("finds what switches hooks off in a file of another notation, and minds none that cannot be read", () => {
    const codex = findAgent("codex");
    const file = join(folder.path, ".codex", "hooks.json");
    const bad = (text: string): string[] => {
      writeFileSync(join(folder.path, ".codex", "config.toml"), text);
      return diagnose(codex, file, machine).flatMap((found) => (found.text.includes("switches") ? [found.text] : []));
    };
    mkdirSync(join(folder.path, ".codex"), { recursive: true });
    writeFileSync(file, "{}");
    expect(bad("[features]\nhooks = false\n")).toEqual([
      expect.stringMatching(/^features\.hooks = false in .*config\.toml switches every hook off$/),
    ]);
    expect(bad("[features]\nhooks = true\n")).toEqual([]);
    expect(bad("[features\n")).toEqual([]);
  });

  it("finds a file that is gone, and one that the agent cannot read", () => {
    expect(diagnose(claude, join(folder.path, "none.json"), machine)).toEqual([
      { level: "bad", text: expect.stringContaining("is gone: install again") },
    ]);
    expect(texts("{")).toContainEqual(expect.stringContaining("the file is not JSON"));
  });

  it("finds programs that are gone, as when another Node was installed, but minds no state folder that is not made yet", () => {
    const command = (node: string): string => `/bin/sh '${folder.path}' "${node}" hookloom-hook claude-code --state /no/state`;
    const text = (node: string): string =>
      addHandlers("{}", claude, new Map([["PreToolUse", { type: "command", command: command(node) }]]));
    expect(texts(text(process.execPath)).filter((said) => said.includes("is gone"))).toEqual([]);
    expect(texts(text("/old version/node"))).toContain("/old version/node is gone, so that nothing is asked: install again");
  });

  it("finds a plugin whose package is gone", () => {
    const openCode = findAgent("opencode");
    const file = join(folder.path, "hookloom.js");
    const places = { modules: "/gone/plugins", node: process.execPath, shim: "/gone/hookloom-hook.cjs", state: "/s" };
    writeFileSync(file, pluginText(openCode, places));
    const bad = diagnose(openCode, file, machine).filter(({ level }) => level === "bad");
    expect(bad.map(({ text }) => text)).toEqual([
      expect.stringContaining("/gone/plugins/opencode.mjs is gone"),
      expect.stringContaining("/gone/hookloom-hook.cjs is gone"),
    ]);
  });

  it("finds hooks that the agent's user has not allowed yet, where the agent asks for that", () => {
    const hermes = findAgent("hermes");
    const file = join(folder.path, ".hermes", "config.yaml");
    const handlers = new Map(
      installedEvents(hermes).map((event) => [
        event,
        handlerFor(hermes, event, { kind: "shim", command: () => `hookloom-hook ${event}` }),
      ]),
    );
    mkdirSync(join(folder.path, ".hermes"), { recursive: true });
    writeFileSync(file, addHandlers("hooks:\n  outbound: []\n", hermes, handlers));
    const notes = (): string[] => diagnose(hermes, file, machine).map(({ level, text }) => `${level} ${text}`);
    expect(notes()).toContain("note Hermes was not allowed yet to run us at pre_tool_call, pre_llm_call, pre_verify");
    expect(notes().filter((note) => note.startsWith("bad"))).toEqual([]);
    const approvals = [...handlers].map(([event, { command }]) => ({ event, command, approved_at: "2026-11-01T00:00:00Z" }));
    writeFileSync(join(folder.path, ".hermes", "shell-hooks-allowlist.json"), JSON.stringify({ approvals }));
    expect(notes().join()).not.toContain("was not allowed yet");
  });

  it("finds handlers that cannot refuse any more, and those that give up too early", () => {
    expect(texts(installed().replace('"type": "command"', '"type": "command", "async": true'))).toEqual([
      'PreToolUse does not wait for our answer ("async"), so that nothing can be refused',
    ]);
    expect(texts(installed().replace('"timeout": 30', '"timeout": 2'))).toEqual([
      "PreToolUse gives up after 2000 ms; a daemon that is starting needs up to 30000",
    ]);
  });

  it("finds an agent that tells what it did and never asks before it does it", () => {
    const entry = { times: 1, last_at: 0, last_raw: "continue", last_effective: "continue", downgraded: 0 };
    const silent = "Claude Code has told of tools that it used, and never asked before it used them";
    expect(texts(installed(), { PostToolUse: entry })).toContain(silent);
    expect(texts(installed(), { PostToolUse: entry, PreToolUse: entry })).not.toContain(silent);
  });

  it.skipIf(process.platform === "win32")("compares the version that the agent's program says", async () => {
    const says = async (version: string): Promise<object> => {
      const program = join(folder.path, "agent");
      writeFileSync(program, `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });
      return checkVersion({ ...claude, program });
    };
    expect(await says("2.1.332 (Claude Code)")).toEqual({ level: "good", text: "Claude Code 2.1.332" });
    expect(await says("1.0.9")).toMatchObject({ level: "bad", text: expect.stringContaining("1.0.9 is older than 2.1.0") });
    expect(await says("nobody knows")).toEqual({
      level: "note",
      text: "Claude Code nobody knows; it must be 2.1.0 or newer",
    });
    expect(await checkVersion({ ...claude, program: "no-such-agent" })).toMatchObject({ level: "note" });
  });
});
