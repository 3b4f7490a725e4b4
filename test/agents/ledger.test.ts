import { afterAll, expect, it } from "vitest";
import type { DeskRecord } from "../../src/agents/agent-desk.ts";
import { AgentLedger, readLedger } from "../../src/agents/ledger.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";

const folder = createTemporaryFolder();
afterAll(() => folder.dispose());

const answered = (more: Partial<DeskRecord> = {}): DeskRecord => ({
  agent: "codex",
  event: "PreToolUse",
  point: "BeforeToolExecution",
  correlationId: "c",
  raw: "continue",
  effective: "continue",
  downgrades: [],
  missing: [],
  lost: [],
  ...more,
});

it("remembers for each event how often it fired, when, what was said last, and how often that could not be done", () => {
  const clock = new ManualClock();
  const ledger = new AgentLedger(folder.path, clock);
  ledger.add(answered());
  ledger.add(answered({ raw: "ask", effective: "deny", downgrades: [{ from: "ask", to: "deny" }] }));
  ledger.add(answered({ event: "Stop", raw: "cancel", effective: "again" }));
  // Answers that come close together are one write.
  expect(readLedger(folder.path)).toEqual({});
  clock.advance(1000);
  expect(readLedger(folder.path)).toMatchObject({
    codex: {
      PreToolUse: { times: 2, last_raw: "ask", last_effective: "deny", downgraded: 1 },
      Stop: { times: 1, last_raw: "cancel", last_effective: "again", downgraded: 0 },
    },
  });
});

it("goes on counting after a restart, and writes when it is closed", () => {
  const clock = new ManualClock();
  const ledger = new AgentLedger(folder.path, clock);
  ledger.add(answered());
  ledger.close();
  expect(readLedger(folder.path).codex?.PreToolUse).toMatchObject({ times: 3, last_at: clock.now(), last_raw: "continue" });
  clock.advance(5000);
  expect(readLedger(folder.path).codex?.PreToolUse?.times).toBe(3);
});
