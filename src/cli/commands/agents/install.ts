// `hookloom agents install`: puts our hooks into an agent's settings.

import { Command, Option } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import type { AgentContract, Scope } from "../../../agents/contract.ts";
import { handlerFor, type Via } from "../../../agents/install/handler.ts";
import { assertHidesNothing } from "../../../agents/install/hidden-hooks.ts";
import { carryOut, planInstall, planPlugin, type Plan } from "../../../agents/install/installer.ts";
import { pluginText } from "../../../agents/install/plugin-file.ts";
import { settingsPath, thisMachine } from "../../../agents/install/settings-path.ts";
import { readJsonFile, writeLaunchFile } from "../../../agents/launch-file.ts";
import type { Config } from "../../../runtime/config/config.ts";
import { atPackage, launchOf } from "../../agent-desk.ts";
import { relativePath } from "../../relative-path.ts";
import { readConfig } from "../../settings.ts";
import { hookloomCommand, shellQuote } from "../../shell-text.ts";
import { usageError } from "../../usage-error.ts";
import { withScope, type ScopeFlags } from "./scope-option.ts";
import { showChange, viewChange } from "./show-change.ts";

interface InstallFlags extends ScopeFlags {
  readonly via: "shim" | "http";
}

const MORE_HELP = `
Everything else in the settings stays as it is, and "hookloom agents uninstall" gives the file back byte by byte. --via http is for agents that
can call an address: faster, but such an agent goes on unasked when no daemon runs.

Examples:
  hookloom agents install claude-code --dry-run
  hookloom agents install cursor --scope project`;

/** The command. */
export function installCommand(): Command {
  return withScope(new Command("install"))
    .description("put the hooks into an agent's settings")
    .argument("<agent>", "name of the agent; `hookloom agents list` has them")
    .addOption(new Option("--via <way>", "how the agent reaches the daemon").choices(["shim", "http"]).default("shim"))
    .addHelpText("after", MORE_HELP)
    .action(install);
}

function install(name: string, flags: InstallFlags): void {
  const agent = findAgent(name);
  const path = settingsPath(agent, flags.scope, thisMachine());
  assertHidesNothing(agent, flags.scope, path, thisMachine());
  const config = readConfig(flags);
  const via = viaOf(flags, config, agent.settings.http !== undefined, agent.title);
  const plan = planOf(agent, flags.scope, path, config.stateDir, via);
  if (flags.json !== true) for (const change of plan.changes) showChange(change);
  if (flags.dryRun !== true) carryOutInstall(config, flags, plan);
  if (flags.json === true) return console.log(JSON.stringify(viewPlan(plan, flags)));
  if (flags.dryRun !== true) printInstalled(config, plan, via);
}

function carryOutInstall(config: Config, flags: InstallFlags, plan: Plan): void {
  carryOut(config.stateDir, plan, true, Date.now());
  // A daemon that runs has said itself how it is started.
  if (readJsonFile(config.stateDir, "launch.json") === undefined || flags.via === "http") {
    writeLaunchFile(config.stateDir, launchOf(config, { ...flags, port: flags.via === "http" ? config.server.port : 0 }));
  }
}

function viewPlan({ agent, scope, path, changes }: Plan, { dryRun = false }: InstallFlags): object {
  const { trust } = agent.settings;
  return { agent: agent.name, scope, path, dry_run: dryRun, changes: changes.map(viewChange), ...(trust && { trust }) };
}

function printInstalled(config: Config, { agent, path }: Plan, via: Via): void {
  console.log(
    `\n${agent.title} asks the hooks in ${relativePath(config.scriptsDir)} from its next session on; ${relativePath(path)} was changed.`,
  );
  if (agent.settings.trust !== undefined) console.log(agent.settings.trust);
  if (via.kind === "http")
    console.log(`Keep a daemon running at ${via.url} (hookloom serve): without one, ${agent.title} goes on unasked.`);
  console.log(`Try it with: ${hookloomCommand("agents", "canary", agent.name)}`);
}

function planOf(agent: AgentContract, scope: Scope, path: string, stateDir: string, via: Via): Plan {
  if (agent.settings.plugin === undefined) {
    return planInstall(stateDir, agent, scope, path, (event) => handlerFor(agent, event, via));
  }
  const places = {
    modules: atPackage("bin/plugins"),
    node: process.execPath,
    shim: atPackage("bin/hookloom-hook.cjs"),
    state: stateDir,
  };
  return planPlugin(stateDir, agent, scope, path, pluginText(agent, places));
}

/** The command for an event: through the shell, which starts faster than Node does, where there is one. */
function shimCommand(agent: string, event: string, stateDir: string): string {
  const start =
    process.platform === "win32"
      ? [process.execPath, atPackage("bin/hookloom-hook.cjs")]
      : ["/bin/sh", atPackage("bin/hookloom-hook.sh"), process.execPath];
  return [...start, agent, event, "--state", stateDir].map((word) => shellQuote(word)).join(" ");
}

/** The way to the daemon. */
function viaOf({ via }: InstallFlags, { server, stateDir }: Config, takesHttp: boolean, title: string): Via {
  const command = (agent: string, event: string): string => shimCommand(agent, event, stateDir);
  if (via === "shim") return { kind: "shim", command };
  if (!takesHttp) throw usageError(`${title} cannot call an address.`, "Leave out --via http.");
  if (server.anonymous === "nothing" || server.anonymous === "observe" || server.port === 0) {
    throw usageError(
      "Over HTTP, the daemon must let programs of this machine ask hooks, at a port that stays the same.",
      'Set server.anonymous = "run" and server.port, or leave out --via http.',
    );
  }
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  const scheme = server.tlsCert === undefined ? "http" : "https";
  return { kind: "http", url: `${scheme}://${host}:${server.port}`, fallback: command };
}
