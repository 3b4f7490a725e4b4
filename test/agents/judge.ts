// How each agent understands an answer, written from its documentation and sources, apart from our encoders: the process
// contract of its hooks as a function.

import { z } from "zod";
import type { AgentContract } from "../../src/agents/contract.ts";
import type { NativeAnswer } from "../../src/agents/native-answer.ts";
import type { Decision } from "../../src/agents/verdict.ts";

export interface Heard {
  readonly decision: Decision;
  /** Why the agent threw the answer away. */
  readonly rejected?: string;
}

const GO_ON: Heard = { decision: "continue" };
const STOPS = new Set(["pre_verify", "Stop", "SubagentStop", "AfterAgent", "stop", "subagentStop", "agentStop"]);

type Listen = (event: string, answer: NativeAnswer) => Heard;

/** What an agent does with an answer. */
export function judge(agent: AgentContract, event: string, answer: NativeAnswer): Heard {
  return LISTENERS[agent.dialect](event, answer);
}

function blocked(event: string): Heard {
  return { decision: STOPS.has(event) ? "again" : "deny" };
}

function parse<Schema extends z.ZodType>(schema: Schema, stdout: string): { output?: z.infer<Schema>; rejected?: string } {
  const parsed = schema.safeParse(stdout === "" ? {} : JSON.parse(stdout));
  return parsed.success ? { output: parsed.data } : { rejected: z.prettifyError(parsed.error) };
}

// ---- Claude Code: unknown fields are tolerated, a wrong one makes the answer void -------------------------------------------

const text = z.string();
const claudeOutput = z.object({
  continue: z.boolean().optional(),
  stopReason: text.optional(),
  systemMessage: text.optional(),
  decision: z.enum(["approve", "block"]).optional(),
  reason: text.optional(),
  hookSpecificOutput: z
    .object({
      hookEventName: text,
      permissionDecision: z.enum(["allow", "deny", "ask", "defer"]).optional(),
      permissionDecisionReason: text.optional(),
      decision: z
        .union([
          z.strictObject({
            behavior: z.literal("allow"),
            updatedInput: z.record(text, z.any()).optional(),
            updatedPermissions: z.any().optional(),
          }),
          // VS Code's, when the agent stops.
          z.literal("block"),
          z.strictObject({ behavior: z.literal("deny"), message: text.optional(), interrupt: z.boolean().optional() }),
        ])
        .optional(),
      updatedInput: z.record(text, z.any()).optional(),
      additionalContext: text.optional(),
      action: z.enum(["accept", "decline", "cancel"]).optional(),
    })
    .optional(),
});

function hearClaude(event: string, { exitCode, stdout }: NativeAnswer): Heard {
  if (exitCode === 2) return event === "PermissionRequest" ? GO_ON : blocked(event);
  const { output, rejected } = parse(claudeOutput, stdout);
  if (output === undefined) return { decision: "continue", rejected: rejected! };
  const inside = output.hookSpecificOutput;
  if (inside !== undefined && inside.hookEventName !== event)
    return { decision: "continue", rejected: `it is for ${inside.hookEventName}` };
  if (output.continue === false) return { decision: "deny" };
  if (inside?.permissionDecision !== undefined && (event === "PreToolUse" || event === "PreModelSwitch")) {
    return { decision: inside.permissionDecision as Decision };
  }
  if (inside?.decision === "block") return blocked(event);
  if (inside?.decision !== undefined && event === "PermissionRequest") return { decision: inside.decision.behavior };
  if (inside?.action === "decline" && event.startsWith("Elicitation")) return { decision: "deny" };
  return output.decision === "block" ? blocked(event) : GO_ON;
}

// ---- Codex: every struct denies unknown fields, and what is invalid lets the call go on -------------------------------------

const universal = { systemMessage: text.optional(), continue: z.literal(true).optional() };
const filled = z.string().regex(/\S/);
const block = { decision: z.literal("block").optional(), reason: filled.optional() };
const context = (event: string) =>
  z.strictObject({ hookEventName: z.literal(event), additionalContext: text.optional() }).optional();

const codexOutputs: Readonly<Record<string, z.ZodType>> = {
  PreToolUse: z.strictObject({
    systemMessage: text.optional(),
    ...block,
    hookSpecificOutput: z
      .union([
        z.strictObject({
          hookEventName: z.literal("PreToolUse"),
          permissionDecision: z.literal("deny"),
          permissionDecisionReason: filled,
          additionalContext: text.optional(),
        }),
        z.strictObject({
          hookEventName: z.literal("PreToolUse"),
          permissionDecision: z.literal("allow"),
          updatedInput: z.any(),
          additionalContext: text.optional(),
        }),
        z.strictObject({ hookEventName: z.literal("PreToolUse"), additionalContext: text.optional() }),
      ])
      .optional(),
  }),
  PermissionRequest: z.strictObject({
    systemMessage: text.optional(),
    hookSpecificOutput: z
      .strictObject({
        hookEventName: z.literal("PermissionRequest"),
        decision: z.strictObject({ behavior: z.enum(["allow", "deny"]), message: text.optional() }).optional(),
      })
      .optional(),
  }),
  PostToolUse: z.strictObject({ ...universal, ...block, hookSpecificOutput: context("PostToolUse") }),
  UserPromptSubmit: z.strictObject({ ...universal, ...block, hookSpecificOutput: context("UserPromptSubmit") }),
  SessionStart: z.strictObject({ ...universal, hookSpecificOutput: context("SessionStart") }),
  Stop: z.strictObject({ ...universal, ...block }),
  SubagentStart: z.strictObject({ ...universal, hookSpecificOutput: context("SubagentStart") }),
  SubagentStop: z.strictObject({ ...universal, ...block }),
};

function hearCodex(event: string, { exitCode, stdout }: NativeAnswer): Heard {
  if (exitCode === 2) return blocked(event);
  if (event === "Stop" && stdout === "") return { decision: "continue", rejected: "no JSON" };
  const { output, rejected } = parse(codexOutputs[event] ?? z.strictObject(universal), stdout);
  if (rejected !== undefined) return { decision: "continue", rejected };
  const said = output as { decision?: string; reason?: string; hookSpecificOutput?: any };
  const inside = said.hookSpecificOutput;
  if (inside?.permissionDecision === "deny") return { decision: "deny" };
  if (inside?.decision !== undefined) return { decision: inside.decision.behavior };
  if (said.decision === "block")
    return said.reason === undefined ? { decision: "continue", rejected: "a block without a reason" } : blocked(event);
  return GO_ON;
}

// ---- The others -------------------------------------------------------------------------------------------------------------

function hearGemini(event: string, { exitCode, stdout, stderr }: NativeAnswer): Heard {
  const words = stdout === "" ? stderr : stdout;
  let output: { decision?: string; continue?: boolean };
  try {
    output = JSON.parse(words);
  } catch {
    return exitCode <= 1 ? GO_ON : blocked(event);
  }
  if (exitCode === 2 || output.continue === false) return blocked(event);
  if (output.decision === "deny" || output.decision === "block") return blocked(event);
  return output.decision === "ask" ? { decision: "ask" } : GO_ON;
}

const cursorOutput = z.object({
  permission: z.enum(["allow", "deny", "ask"]).optional(),
  user_message: text.optional(),
  agent_message: text.optional(),
  updated_input: z.record(text, z.any()).optional(),
  additional_context: text.optional(),
  continue: z.boolean().optional(),
  followup_message: text.optional(),
});

const ASKED_BY_CURSOR = new Set(["beforeShellExecution", "beforeMCPExecution"]);

function hearCursor(event: string, { exitCode, stdout }: NativeAnswer): Heard {
  if (exitCode === 2) return { decision: "deny" };
  const { output, rejected } = parse(cursorOutput, stdout);
  if (output === undefined) return { decision: "continue", rejected: rejected! };
  if (event === "beforeSubmitPrompt") {
    if (output.continue === undefined) return { decision: "continue", rejected: "no continue" };
    return output.continue ? GO_ON : { decision: "deny" };
  }
  if (STOPS.has(event) && output.followup_message !== undefined) return { decision: "again" };
  if (output.permission === "ask") return { decision: ASKED_BY_CURSOR.has(event) ? "ask" : "continue" };
  return { decision: output.permission ?? "continue" };
}

function hearCopilot(event: string, { exitCode, stdout }: NativeAnswer): Heard {
  if (exitCode !== 0)
    return event === "preToolUse" || (event === "permissionRequest" && exitCode === 2) ? { decision: "deny" } : GO_ON;
  if (stdout === "") return GO_ON;
  const output = JSON.parse(stdout) as Record<string, string>;
  if (event === "preToolUse" && output.permissionDecision !== undefined)
    return { decision: output.permissionDecision as Decision };
  if (event === "permissionRequest" && output.behavior !== undefined) return { decision: output.behavior as Decision };
  return STOPS.has(event) && output.decision === "block" ? { decision: "again" } : GO_ON;
}

function hearHermes(event: string, { stdout }: NativeAnswer): Heard {
  const { decision, action } = JSON.parse(stdout) as Record<string, unknown>;
  if (decision === "block" || action === "block") return blocked(event);
  return action === "approve" ? { decision: "ask" } : GO_ON;
}

function hearOpenClaw(event: string, { stdout }: NativeAnswer): Heard {
  const { block, outcome, action, requireApproval } = JSON.parse(stdout) as Record<string, unknown>;
  if (event === "before_tool_call" && block === true) return { decision: "deny" };
  if (event === "before_tool_call" && requireApproval !== undefined) return { decision: "ask" };
  if (event === "before_agent_run" && outcome === "block") return { decision: "deny" };
  return event === "before_agent_finalize" && action === "revise" ? { decision: "again" } : GO_ON;
}

const LISTENERS: Readonly<Record<AgentContract["dialect"], Listen>> = {
  claude: hearClaude,
  codex: hearCodex,
  gemini: hearGemini,
  cursor: hearCursor,
  copilot: hearCopilot,
  cline: (_event, { stdout }) => ({ decision: (JSON.parse(stdout) as { cancel: boolean }).cancel ? "deny" : "continue" }),
  "exit-code": (event, { exitCode }) => ({ decision: exitCode === 2 && /^pre/i.test(event) ? "deny" : "continue" }),
  hermes: hearHermes,
  // Both by what our plugins do with an answer: OpenCode stops at an error, OpenClaw takes the answer as what its hook returned.
  opencode: (_event, { stdout }) => ({ decision: "deny" in JSON.parse(stdout) ? "deny" : "continue" }),
  openclaw: hearOpenClaw,
  // What it cannot read makes it ask, and its own `allow` leaves its own question standing.
  antigravity(_event, { stdout }) {
    const { decision } = JSON.parse(stdout) as { decision?: string };
    if (decision === "allow") return GO_ON;
    return { decision: decision === "deny" ? "deny" : "ask" };
  },
};
