import fc from "fast-check";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGENTS, findAgent } from "../../../src/agents/agent-list.ts";
import { INSTALLED_TIMEOUT_MS, type AgentContract } from "../../../src/agents/contract.ts";
import { handlerFor } from "../../../src/agents/install/handler.ts";
import { assertHidesNothing } from "../../../src/agents/install/hidden-hooks.ts";
import { readInstalls } from "../../../src/agents/install/install-records.ts";
import { carryOut, planInstall, planUninstall } from "../../../src/agents/install/installer.ts";
import { listHandlers } from "../../../src/agents/install/settings-file.ts";
import { textOf } from "../../../src/agents/install/settings-text.ts";
import { settingsPath } from "../../../src/agents/install/settings-path.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let count = 0;
beforeAll(() => (folder = createTemporaryFolder()));
afterAll(() => folder.dispose());

const command = (agent: string, event: string): string => `node /x/hookloom-hook.cjs ${agent} ${event} --state /s`;
const INSTALLABLE = AGENTS.filter(
  ({ settings }) => !["files", "plugin"].includes(settings.layout) && settings.paths.user !== undefined,
);

/** A machine of its own, with the agent's settings file as given. */
function setUp(agent: AgentContract, before?: string): { state: string; path: string; install(): void; uninstall(): void } {
  count += 1;
  const home = join(folder.path, String(count));
  const path = settingsPath(agent, "user", { home, project: join(home, "project"), env: {} });
  const state = join(home, "state");
  if (before !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, before);
  }
  return {
    state,
    path,
    install: () =>
      carryOut(
        state,
        planInstall(state, agent, "user", path, (event) => handlerFor(agent, event, { kind: "shim", command })),
        true,
        0,
      ),
    uninstall: () => carryOut(state, planUninstall(state, agent, "user", path)!, false, 0),
  };
}

describe.each(INSTALLABLE)("$title", (agent) => {
  const expected = Object.keys(agent.events).filter((event) => agent.events[event]!.installed === true);

  it("gets a file where there was none, with a handler for each event; uninstalling deletes it", () => {
    const { path, install, uninstall } = setUp(agent);
    install();
    const text = readFileSync(path, "utf8");
    const found = listHandlers(text, agent);
    expect(found.map(({ event }) => event).sort()).toEqual([...expected].sort());
    for (const { event, handler, ours } of found) {
      expect(ours).toBe(true);
      expect(Object.values(handler)).toContain(command(agent.name, event));
    }
    for (const [name, value] of Object.entries(agent.settings.top ?? {}))
      expect(textOf(agent).parse(text)).toMatchObject({ [name]: value });
    uninstall();
    expect(existsSync(path)).toBe(false);
  });

  it("installed twice is installed once, and what was there before the first time comes back", () => {
    const before = agent.settings.layout === "grouped_bare" ? '{ "Stop" : [] }' : '{ "theme":"dark" , "hooks" : { } }';
    const { path, state, install, uninstall } = setUp(agent, before);
    install();
    const once = readFileSync(path, "utf8");
    install();
    expect(readFileSync(path, "utf8")).toBe(once);
    expect(readInstalls(state)).toHaveLength(1);
    uninstall();
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readInstalls(state)).toEqual([]);
  });
});

describe("the settings of an agent", () => {
  const claude = findAgent("claude-code");
  const BEFORE = `{
\t// do not touch
\t"model": "large",
\t"hooks": {
\t\t"PreToolUse": [
\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "mine.sh" }] }, // last
\t\t],
\t},
}
`;

  it("keep everything else as it was, comments and commas included", () => {
    const { path, install } = setUp(claude, BEFORE);
    install();
    const lines = readFileSync(path, "utf8").split("\n");
    for (const line of BEFORE.trimEnd().split("\n")) expect(lines).toContain(line);
    expect(listHandlers(lines.join("\n"), claude).filter(({ ours }) => !ours)).toMatchObject([
      { event: "PreToolUse", matcher: "Bash" },
    ]);
  });

  it("lose only what is ours when somebody has changed them since", () => {
    const { path, install, uninstall } = setUp(claude, BEFORE);
    install();
    writeFileSync(path, readFileSync(path, "utf8").replace('"large"', '"small"'));
    uninstall();
    const text = readFileSync(path, "utf8");
    expect(parse(text)).toEqual({ ...parse(BEFORE), model: "small" });
    expect(text).toContain("// do not touch");
  });

  it("come back byte by byte, whatever they were", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const hooks = fc.dictionary(fc.constantFrom("PreToolUse", "Stop", "Other"), fc.array(json, { maxLength: 3 }), { maxKeys: 3 });
    const settings = fc.record({ hooks, other: json }, { requiredKeys: [] });
    const indents = fc.constantFrom(undefined, 1, 2, 4, "\t");
    fc.assert(
      fc.property(settings, indents, fc.constantFrom("", "\n", "\r\n"), (value, indent, end) => {
        const before = JSON.stringify(value, undefined, indent) + end;
        const { path, install, uninstall } = setUp(claude, before);
        install();
        // The parser takes this key for the prototype, so what it reads cannot be compared; the bytes can.
        if (!before.includes("__proto__")) {
          const after = parse(readFileSync(path, "utf8"), [], { allowTrailingComma: true });
          expect(after.other).toEqual(JSON.parse(before).other);
          for (const [event, groups] of Object.entries(value.hooks ?? {}))
            expect(after.hooks[event].slice(0, groups.length)).toEqual(JSON.parse(JSON.stringify(groups)));
        }
        uninstall();
        expect(readFileSync(path, "utf8")).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  it("are not made where they would hide hooks that stand in another file", () => {
    const droid = findAgent("factory-droid");
    const home = join(folder.path, `hidden-${(count += 1)}`);
    const machine = { home, project: join(home, "project"), env: {} };
    const path = settingsPath(droid, "user", machine);
    const other = join(dirname(path), "settings.json");
    const check = (): void => assertHidesNothing(droid, "user", path, machine);
    expect(check).not.toThrow();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(other, '{ "hooks": {}, // none\n}');
    expect(check).not.toThrow();
    writeFileSync(other, '{ "hooks": { "Stop": [{ "hooks": [] }] } }');
    expect(check).toThrow(expect.objectContaining({ code: "AGENT_NOT_INSTALLABLE", message: expect.stringContaining(other) }));
    writeFileSync(path, "{}");
    expect(check).not.toThrow();
    expect(() => assertHidesNothing(claude, "user", "/none", machine)).not.toThrow();
  });

  it("are not touched when something else stands where hooks do", () => {
    for (const [name, before] of [
      ["claude-code", '{"hooks": "none"}'],
      ["claude-code", '{"hooks": {"PreToolUse": null}}'],
      ["hermes", "hooks: none\n"],
      ["hermes", "shared: &x {a: [1]}\nhooks: *x\n"],
    ] as const) {
      const { path, install } = setUp(findAgent(name), before);
      expect(install).toThrow(expect.objectContaining({ code: "AGENT_SETTINGS_INVALID", place: { file: path } }));
      expect(readFileSync(path, "utf8")).toBe(before);
    }
  });

  it("are not touched when they cannot be read, and the error says where", () => {
    const { path, install } = setUp(claude, '{\n  "hooks": [}\n');
    expect(install).toThrow(expect.objectContaining({ code: "AGENT_SETTINGS_INVALID", place: { file: path, line: 2 } }));
    expect(readFileSync(path, "utf8")).toBe('{\n  "hooks": [}\n');
  });

  it("have time-outs in the agent's own unit, longer than we take to answer", () => {
    for (const agent of INSTALLABLE) {
      const { timeoutField } = agent.settings;
      if (timeoutField === undefined) continue;
      const event = Object.keys(agent.events)[0]!;
      expect(handlerFor(agent, event, { kind: "shim", command })[timeoutField]).toBe(
        agent.timeout.unit === "ms" ? INSTALLED_TIMEOUT_MS : INSTALLED_TIMEOUT_MS / 1000,
      );
    }
  });

  it("can name the daemon's address, but not for events that take commands only", () => {
    const via = { kind: "http", url: "http://127.0.0.1:4665", fallback: command } as const;
    expect(handlerFor(claude, "PreToolUse", via)).toEqual({
      type: "http",
      url: "http://127.0.0.1:4665/hooks/claude-code?event=PreToolUse",
      timeout: 30,
    });
    expect(handlerFor(claude, "SessionStart", via)).toMatchObject({ type: "command" });
  });

  it("are where the agent's own variable says", () => {
    const machine = { home: "/home/me", project: "/p", env: { CLAUDE_CONFIG_DIR: "/etc/claude" } };
    expect(settingsPath(claude, "user", machine)).toBe("/etc/claude/settings.json");
    expect(settingsPath(claude, "user", { ...machine, env: {} })).toBe("/home/me/.claude/settings.json");
    expect(settingsPath(claude, "project", machine)).toBe("/p/.claude/settings.json");
  });
});
