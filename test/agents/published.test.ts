import fc from "fast-check";
import { z } from "zod";
import { describe, expect, it } from "vitest";
import { findAgent } from "../../src/agents/agent-list.ts";
import { installedEvents } from "../../src/agents/contract.ts";
import { decodeCall } from "../../src/agents/decode.ts";
import { handlerFor } from "../../src/agents/install/handler.ts";
import { addHandlers } from "../../src/agents/install/settings-file.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { createDesk, payloadsOf } from "./desk-setup.ts";
import { outcomesAt } from "./outcomes.ts";
import { CODEX_INPUTS, CODEX_OUTPUTS } from "./published/codex-hooks.ts";
import { PUBLISHED_SETTINGS } from "./published/settings.ts";
import type { Shape } from "./published/shape.ts";

const codex = findAgent("codex");
const faultsOf = ({ schema }: Shape, value: unknown): string => {
  const parsed = schema.safeParse(value);
  return parsed.success ? "" : `${JSON.stringify(value)}: ${z.prettifyError(parsed.error)}`;
};

describe("the hooks of Codex, by the schemas that it publishes", () => {
  it("are all known, and what we take for granted of them is promised", () => {
    expect(Object.keys(CODEX_INPUTS).sort()).toEqual(Object.keys(codex.events).sort());
    expect(Object.keys(CODEX_OUTPUTS).sort()).toEqual(Object.keys(codex.events).sort());
  });

  it.each(Object.keys(CODEX_INPUTS))("are understood whatever they send, and answered as they allow, at %s", async (event) => {
    await fc.assert(
      fc.asyncProperty(CODEX_INPUTS[event]!.samples, async (payload) => {
        const call = decodeCall(codex, payload as JsonObject, event);
        expect(call.missing).toEqual([]);
        for (const [name, outcome] of outcomesAt(call.event.point, call.data)) {
          const answer = await createDesk(outcome).desk.answer({ agent: "codex", event, body: JSON.stringify(payload) });
          expect([name, answer.exitCode]).toEqual([name, 0]);
          expect([name, faultsOf(CODEX_OUTPUTS[event]!, JSON.parse(answer.stdout))]).toEqual([name, ""]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it("are what the payloads of our other tests are like, but for the permission mode, which real ones lack as well", () => {
    for (const [event, payload] of Object.entries(payloadsOf(codex))) {
      const modes = event.endsWith("Compact") ? {} : { permission_mode: "default" };
      expect([event, faultsOf(CODEX_INPUTS[event]!, { ...modes, ...payload })]).toEqual([event, ""]);
    }
  });
});

// On Windows Copilot CLI gets the field that only newer versions know.
describe.skipIf(process.platform === "win32")("settings", () => {
  it.each(Object.keys(PUBLISHED_SETTINGS))("of %s are written as its vendor's schema wants them", (name) => {
    const agent = findAgent(name);
    const command = (_agent: string, event: string): string => `hookloom-hook ${name} ${event}`;
    const ways = [
      { kind: "shim", command },
      ...(agent.settings.http === undefined ? [] : [{ kind: "http", url: "http://127.0.0.1:4665", fallback: command } as const]),
    ] as const;
    for (const via of ways) {
      const handlers = new Map(installedEvents(agent).map((event) => [event, handlerFor(agent, event, via)]));
      expect(faultsOf(PUBLISHED_SETTINGS[name]!, JSON.parse(addHandlers("{}", agent, handlers)))).toBe("");
    }
  });
});
