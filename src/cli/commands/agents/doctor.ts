// `hookloom agents doctor`: whether the agents' effective configuration calls us, and what stands in the way.

import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import { checkVersion } from "../../../agents/install/check-version.ts";
import { diagnose, type Finding } from "../../../agents/install/diagnose.ts";
import { readInstalls } from "../../../agents/install/install-records.ts";
import { thisMachine } from "../../../agents/install/settings-path.ts";
import { readLedger } from "../../../agents/ledger.ts";
import { isListening, localSocketPath } from "../../../server/local-socket.ts";
import { relativePath } from "../../relative-path.ts";
import { printable } from "../../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { styled } from "../../style.ts";

interface DoctorFlags extends CommonFlags {
  readonly json?: boolean;
}

interface AgentReport {
  readonly agent: string;
  readonly scope: string;
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** The command. */
export function agentDoctorCommand(): Command {
  return withCommonOptions(new Command("doctor"))
    .description("say whether the installed agents will ask the hooks, and what stands in the way")
    .option("--json", "print one JSON object")
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const { stateDir } = readConfig(flags);
  const installs = readInstalls(stateDir);
  const runs = await isListening(localSocketPath(stateDir));
  const ledger = readLedger(stateDir);
  const agents: AgentReport[] = [];
  for (const { agent: name, scope, path } of installs) {
    const agent = findAgent(name);
    const findings = [...diagnose(agent, path, thisMachine(), ledger[name]), await checkVersion(agent)];
    agents.push({ agent: name, scope, path, findings });
  }
  if (agents.some(({ findings }) => findings.some(({ level }) => level === "bad"))) process.exitCode = 1;
  if (flags.json === true) return void console.log(JSON.stringify({ daemon: runs, agents }));
  if (agents.length === 0) return console.log("The hooks are installed in no agent yet: hookloom agents install <agent>");
  print(
    runs
      ? { level: "good", text: "the daemon runs" }
      : { level: "note", text: "the daemon does not run; the first event starts it" },
  );
  for (const { agent, scope, path, findings } of agents) {
    console.log(`${styled("bold", agent)} (${scope}, ${relativePath(path)})`);
    for (const finding of findings) print(finding);
  }
}

function print({ level, text }: Finding): void {
  const sign = { good: styled("green", "ok  "), note: styled("yellow", "note"), bad: styled("red", "bad ") }[level];
  console.log(`  ${sign} ${printable(text)}`);
}
