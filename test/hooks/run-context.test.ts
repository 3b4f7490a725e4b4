// What hooks are told about a run, and that what costs something is made only when asked for.

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/foundation/json.ts";
import { RunContext, type RunDetails } from "../../src/hooks/run-context.ts";

function setup(data: JsonObject, details?: RunDetails) {
  const made: string[] = [];
  const emitted: unknown[] = [];
  const environment = {
    newId: () => {
      made.push(`id-${made.length + 1}`);
      return made.at(-1)!;
    },
    emit: (...args: unknown[]) => void emitted.push(args),
  };
  return { context: new RunContext("acme:deploy", data, details, environment), made, emitted };
}

const DETAILS = {
  component: { id: "agent-1", name: "Agent", type: "agent" },
  metadata: { m: 1 },
  state: { s: 2 },
  correlationId: "given",
  deadline: 123,
} as const;

describe("RunContext", () => {
  it("tells what the host said", () => {
    const { context, made } = setup({ a: 1 }, DETAILS);
    expect(context).toMatchObject({ point: "acme:deploy", data: { a: 1 }, ...DETAILS });
    expect(made).toEqual([]);
  });

  it("has defaults for what the host did not say", () => {
    const { context } = setup({});
    expect(context).toMatchObject({ metadata: {}, state: {}, component: { id: "host" } });
    expect(context.deadline).toBeUndefined();
  });

  it("makes a correlation id when it is first read, and then keeps it", () => {
    const { context, made } = setup({});
    expect(made).toEqual([]);
    expect([context.correlationId, context.correlationId]).toEqual(["id-1", "id-1"]);
    expect(made).toHaveLength(1);
  });

  it("emits events with the run's correlation id", () => {
    const { context, emitted } = setup({}, DETAILS);
    context.emit("deploy.checked", { ok: true });
    expect(emitted).toEqual([["deploy.checked", { ok: true }, "given"]]);
  });

  it("writes the envelope in snake_case, without a deadline when there is none", () => {
    expect(JSON.parse(setup({ a: 1 }, DETAILS).context.envelope())).toEqual({
      point: "acme:deploy",
      data: { a: 1 },
      metadata: { m: 1 },
      state: { s: 2 },
      component: { id: "agent-1", name: "Agent", type: "agent" },
      correlation_id: "given",
      deadline: 123,
    });
    expect(JSON.parse(setup({}).context.envelope())).not.toHaveProperty("deadline");
  });

  it("serialises the envelope once per change of the data", () => {
    let serialised = 0;
    const counting = { toJSON: () => (serialised += 1) } as unknown as JsonObject;
    const { context } = setup({ counting });
    expect(context.envelope()).toBe(context.envelope());
    expect(serialised).toBe(1);
    context.data = { counting, changed: true };
    expect(JSON.parse(context.envelope())).toMatchObject({ data: { changed: true }, correlation_id: "id-1" });
    context.envelope();
    expect(serialised).toBe(2);
  });

  it("is the same run when it is seen with other data", () => {
    const { context, made } = setup({ a: 1 }, { metadata: { m: 1 }, deadline: 5 });
    const other = context.withData({ b: 2 });
    expect(other).toMatchObject({ point: "acme:deploy", data: { b: 2 }, metadata: { m: 1 }, deadline: 5 });
    expect(other.correlationId).toBe(context.correlationId);
    expect(made).toHaveLength(1);
    expect(context.data).toEqual({ a: 1 });
  });
});
