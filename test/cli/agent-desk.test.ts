import { afterAll, beforeAll, expect, it } from "vitest";
import { AgentLedger, readLedger } from "../../src/agents/ledger.ts";
import { createAgentDesk } from "../../src/cli/agent-desk.ts";
import { describeEffect } from "../../src/cli/describe-run.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { createRuntime, type Runtime, type UniversalEvent } from "../../src/index.ts";
import { viewRun } from "../../src/server/run-views.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { PATIENT } from "../support/patient.ts";

const folder = createTemporaryFolder({});
const state = createTemporaryFolder({});
let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: folder.path,
    watch: false,
    keptRuns: 10,
    logger: createRecordingLogger(),
  });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
  state.dispose();
});

it("tells what became of an answer that an agent cannot carry out: in the run's explanation, as an event, and in the ledger", async () => {
  const ledger = new AgentLedger(state.path, systemClock);
  const settings = { enabled: true, unreachableReading: "continue", unreachableChanging: "deny" } as const;
  const desk = createAgentDesk(runtime, () => settings as never, createRecordingLogger(), ledger);
  using _hook = runtime.register("BeforeToolExecution", () => ({ type: "continue", annotations: { permission: "ask" } }));
  const events: UniversalEvent[] = [];
  using _subscription = runtime.subscribe("agent.**", (event) => void events.push(event));

  const ask = (agent: string, id: string): Promise<unknown> =>
    desk.answer({
      agent,
      event: "PreToolUse",
      body: JSON.stringify({ hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "ls" }, tool_use_id: id }),
    });
  await ask("codex", "call-1");
  await ask("claude-code", "call-2");

  const [run] = runtime.explain("call-1");
  const effect = { raw: "ask", effective: "deny", downgrades: [{ from: "ask", to: "deny" }] };
  expect(run?.effect).toEqual(effect);
  expect(describeEffect(viewRun(run!))).toBe("  codex was told: deny (the hooks answered ask, for ask became deny)\n");
  expect(runtime.explain("call-2")[0]).not.toHaveProperty("effect");
  await expect.poll(() => events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    event_type: "agent.answer.downgraded",
    source: { component: "codex", correlation_id: "call-1" },
    data: { agent: "codex", agent_event: "PreToolUse", point: "BeforeToolExecution", ...effect, lost: [] },
  });
  ledger.close();
  expect(readLedger(state.path).codex?.PreToolUse).toMatchObject({
    times: 1,
    last_raw: "ask",
    last_effective: "deny",
    downgraded: 1,
  });
});
