// What the shim tells an agent when no daemon answers. Loaded by `bin/hookloom-hook.cjs` only then; it needs the contracts, and
// nothing of the runtime.

import { parseJsonObject } from "../foundation/json.ts";
import type { AgentContract } from "./contract.ts";
import { decodeCall, type AgentCall } from "./decode.ts";
import { findSender, type Environment } from "./detect.ts";
import { fitVerdict } from "./downgrade.ts";
import { encodeVerdict } from "./encode.ts";
import { DEFAULT_POLICY, fallbackVerdict, type FallbackPolicy } from "./fallback.ts";
import type { NativeAnswer } from "./native-answer.ts";
import type { Verdict } from "./verdict.ts";

export interface OfflineRequest {
  readonly agent: string | undefined;
  readonly event: string | undefined;
  readonly body: string;
  readonly environment: Environment;
  readonly enabled: boolean;
  /** Default: reading goes on, changing is refused. */
  readonly policy?: FallbackPolicy | undefined;
  /** What is wrong, in one sentence. */
  readonly why: string;
}

/**
 * The answer by the kind of the call.
 * @throws HookloomError AGENT_UNKNOWN, AGENT_EVENT_UNKNOWN
 */
export function answerOffline({
  agent: named,
  event: namedEvent,
  body,
  environment,
  enabled,
  policy,
  why,
}: OfflineRequest): NativeAnswer {
  const payload = parseJsonObject(body) ?? {};
  const { agent, event } = findSender(named, namedEvent, payload, environment);
  const call = decodeCall(agent, payload, event);
  const verdict: Verdict = enabled ? fallbackVerdict(call, policy ?? DEFAULT_POLICY, why) : { decision: "continue" };
  return encodeFitted(call, verdict, agent);
}

function encodeFitted(call: AgentCall, verdict: Verdict, { title }: AgentContract): NativeAnswer {
  return encodeVerdict(call, fitVerdict(verdict, call.event.powers, { side: "input" }, title).verdict);
}
