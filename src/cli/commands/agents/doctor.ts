// `hookloom agents doctor`: whether the agents' effective configuration calls us, and what stands in the way.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Command } from "commander";
import semver from "semver";
import { findAgent } from "../../../agents/agent-list.ts";
import type { AgentContract } from "../../../agents/contract.ts";
import { diagnose, type Finding } from "../../../agents/install/diagnose.ts";
import { readInstalls } from "../../../agents/install/installer.ts";
import { thisMachine } from "../../../agents/install/settings-path.ts";
import { isListening, localSocketPath } from "../../../server/local-socket.ts";
import { relativePath } from "../../relative-path.ts";
import { printable } from "../../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { styled } from "../../style.ts";

/** Programs that do not say their version by then are not asked, in milliseconds. */
const VERSION_WITHIN_MS = 10_000;

/** The command. */
export function agentDoctorCommand(): Command {
  return withCommonOptions(new Command("doctor"))
    .description("say whether the installed agents will ask the hooks, and what stands in the way")
    .action(doctor);
}

async function doctor(flags: CommonFlags): Promise<void> {
  const { stateDir } = readConfig(flags);
  const installs = readInstalls(stateDir);
  if (installs.length === 0) return console.log("The hooks are installed in no agent yet: hookloom agents install <agent>");
  const runs = await isListening(localSocketPath(stateDir));
  print(
    runs
      ? { level: "good", text: "the daemon runs" }
      : { level: "note", text: "the daemon does not run; the first event starts it" },
  );
  for (const { agent: name, scope, path } of installs) {
    const agent = findAgent(name);
    console.log(`${styled("bold", name)} (${scope}, ${relativePath(path)})`);
    for (const finding of [...diagnose(agent, path, thisMachine()), await checkVersion(agent)]) print(finding);
  }
}

async function checkVersion({ program, title, versionFloor }: AgentContract): Promise<Finding> {
  if (program === undefined) return { level: "note", text: `the version of ${title} is not known` };
  let said: string;
  try {
    said = (await promisify(execFile)(program, ["--version"], { timeout: VERSION_WITHIN_MS })).stdout;
  } catch {
    return { level: "note", text: `${program} is not on this machine, or does not say its version` };
  }
  const version = semver.coerce(said)?.version ?? "";
  if (versionFloor === undefined || version === "" || semver.gte(version, versionFloor)) {
    return { level: "good", text: `${title} ${version === "" ? said.trim() : version}` };
  }
  return { level: "bad", text: `${title} ${version} is older than ${versionFloor}, the first that is known to work` };
}

function print({ level, text }: Finding): void {
  if (level === "bad") process.exitCode = 1;
  const sign = { good: styled("green", "ok  "), note: styled("yellow", "note"), bad: styled("red", "bad ") }[level];
  console.log(`  ${sign} ${printable(text)}`);
}
