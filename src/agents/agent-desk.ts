// Where agents come with their payloads and leave with their answers: reads, asks the hooks, words what they said. The daemon
// has one desk; `hookloom agents canary` and the tests use it as well.

import type { Clock } from "../foundation/clock.ts";
import type { IdSource } from "../foundation/ids.ts";
import { formatError, HookloomError } from "../foundation/errors.ts";
import { findPrototypeKey, isJsonObject, isNestedDeeper, type JsonObject, type JsonValue } from "../foundation/json.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import { OperationCall } from "../runtime/operation/operation.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { ANSWER_WITHIN_MS, type AgentContract } from "./contract.ts";
import { isCanary, CANARY_VERDICT } from "./canary.ts";
import { decodeCall, type AgentCall } from "./decode.ts";
import { findSender, type Environment } from "./detect.ts";
import { fitVerdict, type Content, type Downgrade } from "./downgrade.ts";
import { encodeVerdict } from "./encode.ts";
import { fallbackVerdict, type FallbackPolicy } from "./fallback.ts";
import type { NativeAnswer } from "./native-answer.ts";
import { StopGuard } from "./stop-guard.ts";
import { primaryField, readOutcome, type Decision, type Reading, type Verdict } from "./verdict.ts";

/** A call, and the id of everything that happens about it. */
interface Asked {
  readonly call: AgentCall;
  readonly correlationId: string;
}

/** What comes to the desk. */
export interface DeskRequest {
  /** The agent's name; found out from the payload when nobody says it. */
  readonly agent?: string | undefined;
  /** The event as the agent's settings name it, for payloads that do not name theirs. */
  readonly event?: string | undefined;
  readonly body: string;
  readonly environment?: Environment;
}

/** What was made of one payload, for the log, the ledger and whoever subscribes. */
export interface DeskRecord {
  readonly agent: string;
  readonly event: string;
  readonly point: string;
  /** Of the run, if there was one, and of everything about the same tool call. */
  readonly correlationId: string;
  /** What the hooks answered: a type of result, a permission, or why they were not asked. */
  readonly raw: string;
  /** What the agent was told. */
  readonly effective: Decision;
  readonly downgrades: readonly Downgrade[];
  readonly missing: readonly string[];
  /** Fields of the data that hooks changed and that no agent takes back. */
  readonly lost: readonly string[];
  readonly session?: string;
  readonly reason?: string;
}

export interface DeskOptions {
  readonly runtime: Pick<Runtime, "run" | "ready" | "components">;
  readonly newId: IdSource;
  readonly clock: Clock;
  /** Whether hooks are asked at all; else every agent is told to go on. */
  readonly enabled: boolean;
  readonly policy: FallbackPolicy;
  /** Told about every answer. */
  readonly record: (record: DeskRecord) => void;
}

/** How often a runtime that is loading is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 10;
/** Nesting allowed in payloads. */
const MAX_DEPTH = 100;

export class AgentDesk {
  readonly #options: DeskOptions;
  readonly #stopGuard = new StopGuard();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /**
   * Answers a payload. Hooks that fail, or are too slow, never make it fail.
   * @throws HookloomError AGENT_UNKNOWN, AGENT_EVENT_UNKNOWN, REQUEST_INVALID when the payload cannot be read and nobody names its event
   */
  async answer(request: DeskRequest): Promise<NativeAnswer> {
    const { payload, problem } = readPayload(request.body);
    const { agent, event } = findSender(request.agent, request.event, payload, request.environment ?? {});
    const call = this.#decode(agent, payload, event, problem);
    const { tool_id: toolId } = call.data;
    const asked: Asked = { call, correlationId: typeof toolId === "string" ? toolId : this.#options.newId() };
    if (!this.#options.enabled) return this.#conclude(asked, { raw: "disabled", verdict: { decision: "continue" } });
    if (problem !== undefined) return this.#conclude(asked, this.#fallback(call, "unreadable", `The payload ${problem}.`));
    if (isCanary(call)) return this.#conclude(asked, { raw: "canary", verdict: CANARY_VERDICT });
    return this.#conclude(asked, await this.#ask(asked, request.environment ?? {}));
  }

  #decode(agent: AgentContract, payload: JsonObject, event: string | undefined, problem: string | undefined): AgentCall {
    try {
      return decodeCall(agent, payload, event);
    } catch (thrown) {
      if (problem === undefined) throw thrown;
      throw new HookloomError("REQUEST_INVALID", `The payload ${problem}.`, { cause: thrown });
    }
  }

  /** What the hooks say, in time. */
  async #ask({ call, correlationId }: Asked, environment: Environment): Promise<Reading> {
    const { clock, runtime } = this.#options;
    // A tool call that does not say what it calls would match no guard.
    if (call.event.point === "BeforeToolExecution" && typeof call.data.tool_name !== "string") {
      return this.#fallback(call, "unreadable", "The payload does not name the tool.");
    }
    const deadline = clock.now() + ANSWER_WITHIN_MS;
    while (!runtime.ready) {
      if (clock.now() >= deadline) return this.#fallback(call, "not_ready", "The daemon is not ready.");
      await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
    }
    try {
      const options = { ...this.#runOptions(call, environment), correlationId, deadline };
      const outcome = await this.#inTime(runtime.run(call.event.point, call.data, options));
      if (outcome === undefined) return this.#fallback(call, "timed_out", "The hooks did not answer in time.");
      return readOutcome(call, outcome, await this.#component(call, outcome, deadline));
    } catch (thrown) {
      return this.#fallback(call, "failed", `The hooks could not be asked: ${formatError(thrown)}`);
    }
  }

  #runOptions(call: AgentCall, environment: Environment): NonNullable<Parameters<Runtime["run"]>[2]> {
    const { agent, eventName, data, missing, nativeTool } = call;
    const project = projectFolder(data, environment);
    return {
      component: { id: agent.name, name: agent.title, type: "agent" },
      metadata: {
        agent: agent.name,
        agent_event: eventName,
        ...(project === undefined ? {} : { project_dir: project }),
        ...(nativeTool === undefined || nativeTool === data.tool_name ? {} : { native_tool_name: nativeTool }),
        ...(missing.length === 0 ? {} : { missing }),
      },
    };
  }

  /** The outcome, or `undefined` when it takes too long. */
  #inTime(outcome: HookOutcome | Promise<HookOutcome>): Promise<HookOutcome | undefined> | HookOutcome {
    if (!(outcome instanceof Promise)) return outcome;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(ANSWER_WITHIN_MS, () => resolve(undefined));
      outcome.then(resolve, reject).finally(cancel);
    });
  }

  /** What the component yields that a hook put in the place of the agent's operation. */
  async #component(call: AgentCall, outcome: HookOutcome, deadline: number): Promise<{ value: JsonValue } | undefined> {
    if (outcome.type !== "replace") return undefined;
    const found = this.#options.runtime.components.find(outcome.result.component);
    if (found?.run === undefined) return undefined;
    const signal = AbortSignal.timeout(Math.max(1, deadline - this.#options.clock.now()));
    const value = await found.run(outcome.data ?? call.data, new OperationCall(found.component, 1, signal));
    return { value: (JSON.parse(JSON.stringify(value ?? null)) ?? null) as JsonValue };
  }

  #fallback(call: AgentCall, raw: string, why: string): Reading {
    return { raw, verdict: fallbackVerdict(call, this.#options.policy, why) };
  }

  #conclude({ call, correlationId }: Asked, { raw, verdict, lost = [] }: Reading): NativeAnswer {
    const admitted = verdict.decision === "again" && !this.#stopGuard.admit(call) ? letGo(verdict) : verdict;
    const { verdict: fitted, downgrades } = fitVerdict(admitted, call.event.powers, contentOf(call), call.agent.title);
    const session = call.data.session_id ?? call.data.conversation_id;
    this.#options.record({
      agent: call.agent.name,
      event: call.eventName,
      point: call.event.point,
      correlationId,
      raw,
      effective: fitted.decision,
      downgrades: admitted === verdict ? downgrades : [{ from: "again", to: "continue" }, ...downgrades],
      missing: call.missing,
      lost,
      ...(typeof session === "string" ? { session } : {}),
      ...(fitted.reason === undefined ? {} : { reason: fitted.reason }),
    });
    return encodeVerdict(call, fitted);
  }
}

/** An agent that was sent back often enough may stop. */
function letGo(verdict: Verdict): Verdict {
  const { reason: _, ...rest } = verdict;
  return { ...rest, decision: "continue" };
}

/** The content of a call's point: what hooks may change. */
export function contentOf(call: AgentCall): Content {
  const known = resolvePoint(call.event.point);
  const primary = primaryField(call);
  const side = known.kind === "known" && known.point.mode === "transform" ? "output" : "input";
  return { side, before: primary === undefined ? undefined : call.data[primary] };
}

function projectFolder(data: JsonObject, environment: Environment): string | undefined {
  const named = Object.entries(environment).find(([name]) => name.endsWith("_PROJECT_DIR"))?.[1];
  const roots = data.workspace_roots ?? data.workspaceRoots ?? data.workspacePaths;
  const [first] = Array.isArray(roots) ? roots : [];
  for (const candidate of [named, first, data.cwd]) if (typeof candidate === "string" && candidate !== "") return candidate;
  return undefined;
}

function readPayload(body: string): { payload: JsonObject; problem?: string } {
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch {
    return { payload: {}, problem: "is not JSON" };
  }
  if (!isJsonObject(payload)) return { payload: {}, problem: "is not a JSON object" };
  if (isNestedDeeper(payload, MAX_DEPTH)) return { payload: {}, problem: `is nested more than ${MAX_DEPTH} levels deep` };
  if (findPrototypeKey(payload) !== undefined) return { payload: {}, problem: "has a key __proto__" };
  return { payload };
}
