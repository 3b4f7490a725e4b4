// From a verdict to the bytes an agent reads. The verdict was fitted to what the event can carry out (`downgrade.ts`).

import type { Dialect } from "./contract.ts";
import { toNativeParameters, type AgentCall } from "./decode.ts";
import { encodeAntigravity } from "./dialects/antigravity.ts";
import { encodeClaude } from "./dialects/claude.ts";
import { encodeCline } from "./dialects/cline.ts";
import { encodeCodex } from "./dialects/codex.ts";
import { encodeCopilot } from "./dialects/copilot.ts";
import { encodeCursor } from "./dialects/cursor.ts";
import { encodeExitCode } from "./dialects/exit-code.ts";
import { encodeGemini } from "./dialects/gemini.ts";
import { encodeHermes } from "./dialects/hermes.ts";
import { encodeOpenClaw } from "./dialects/openclaw.ts";
import { encodeOpenCode } from "./dialects/opencode.ts";
import type { NativeAnswer } from "./native-answer.ts";
import type { Verdict } from "./verdict.ts";

type Encode = (call: AgentCall, verdict: Verdict) => NativeAnswer;

const DIALECTS: Readonly<Record<Dialect, Encode>> = {
  claude: encodeClaude,
  codex: encodeCodex,
  gemini: encodeGemini,
  cursor: encodeCursor,
  copilot: encodeCopilot,
  cline: encodeCline,
  hermes: encodeHermes,
  "exit-code": encodeExitCode,
  antigravity: encodeAntigravity,
  opencode: encodeOpenCode,
  openclaw: encodeOpenClaw,
};

/** The agent's exact answer. */
export function encodeVerdict(call: AgentCall, verdict: Verdict): NativeAnswer {
  const native = verdict.value === undefined || call.event.powers.input === undefined ? verdict : withNativeValue(call, verdict);
  return DIALECTS[call.agent.dialect](call, native);
}

function withNativeValue(call: AgentCall, verdict: Verdict): Verdict {
  return { ...verdict, value: toNativeParameters(call, verdict.value!) };
}
