// A desk whose hooks answer what a test says, and payloads as the agents' documentation shows them.

import { readFileSync } from "node:fs";
import { AgentDesk, type DeskOptions, type DeskRecord } from "../../src/agents/agent-desk.ts";
import type { AgentContract } from "../../src/agents/contract.ts";
import { DEFAULT_POLICY } from "../../src/agents/fallback.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { uuidSource } from "../../src/foundation/ids.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import type { RunOptions } from "../../src/hooks/executor.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { ComponentRegistry } from "../../src/runtime/operation/components.ts";

export interface Asked {
  readonly point: string;
  readonly data: JsonObject;
  readonly options: RunOptions | undefined;
}

export interface TestDesk {
  readonly desk: AgentDesk;
  readonly asked: Asked[];
  readonly records: DeskRecord[];
  readonly components: ComponentRegistry;
}

/** A desk; `answer` stands for all hooks. */
export function createDesk(
  answer: HookOutcome | ((point: string, data: JsonObject) => HookOutcome | Promise<HookOutcome>),
  options: Partial<DeskOptions> = {},
): TestDesk {
  const asked: Asked[] = [];
  const records: DeskRecord[] = [];
  const components = new ComponentRegistry();
  const run = (point: string, data: JsonObject, runOptions?: RunOptions): HookOutcome | Promise<HookOutcome> => {
    asked.push({ point, data, options: runOptions });
    return typeof answer === "function" ? answer(point, data) : answer;
  };
  const desk = new AgentDesk({
    runtime: { run, ready: true, components },
    clock: systemClock,
    newId: uuidSource,
    enabled: true,
    policy: DEFAULT_POLICY,
    record: (record) => void records.push(record),
    ...options,
  });
  return { desk, asked, records, components };
}

/** A payload for every event of an agent. */
export function payloadsOf({ name }: Pick<AgentContract, "name">): Record<string, JsonObject> {
  return JSON.parse(readFileSync(new URL(`./payloads/${name}.json`, import.meta.url), "utf8"));
}
