// Every agent whose hooks we answer. The endpoint, the command line and the reference page look agents up here.

import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { AgentContract } from "./contract.ts";
import { claudeCode } from "./contracts/claude-code.ts";
import { codex } from "./contracts/codex.ts";
import { copilotCli } from "./contracts/copilot-cli.ts";
import { cursor } from "./contracts/cursor.ts";
import { antigravity } from "./contracts/antigravity.ts";
import { cline } from "./contracts/cline.ts";
import { factoryDroid } from "./contracts/factory-droid.ts";
import { hermes } from "./contracts/hermes.ts";
import { openClaw } from "./contracts/openclaw.ts";
import { openCode } from "./contracts/opencode.ts";
import { kiro } from "./contracts/kiro.ts";
import { qwenCode } from "./contracts/qwen-code.ts";
import { vscode } from "./contracts/vscode.ts";
import { windsurf } from "./contracts/windsurf.ts";
import { geminiCli } from "./contracts/gemini-cli.ts";

export const AGENTS: readonly AgentContract[] = [
  claudeCode,
  codex,
  geminiCli,
  cursor,
  copilotCli,
  qwenCode,
  vscode,
  cline,
  hermes,
  factoryDroid,
  windsurf,
  kiro,
  antigravity,
  openCode,
  openClaw,
];

const BY_NAME: ReadonlyMap<string, AgentContract> = new Map(AGENTS.map((agent) => [agent.name, agent]));

/**
 * The contract of an agent.
 * @throws HookloomError AGENT_UNKNOWN, with near names
 */
export function findAgent(name: string): AgentContract {
  const found = BY_NAME.get(name);
  if (found !== undefined) return found;
  const suggestions = suggestNames(name, BY_NAME.keys());
  const known = [...BY_NAME.keys()].join(", ");
  throw new HookloomError(
    "AGENT_UNKNOWN",
    `There is no agent ${JSON.stringify(name)}; there are ${known}.${didYouMean(suggestions)}`,
    {
      details: { agent: name, suggestions },
    },
  );
}
