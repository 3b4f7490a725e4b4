// The logging of runs: what a line says, and what it does not.

import { afterEach, expect, it } from "vitest";
import { createRedactingLogger } from "../../../src/cli/redacting-logger.ts";
import { createRuntime, results, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";

let runtime: Runtime | undefined;
let logger: RecordingLogger;
afterEach(() => runtime?.close());

// Made of parts, so that no scanner takes this file for a leak.
const TOKEN = `ghp_${"a1B2c3D4e5".repeat(4)}`.slice(0, 40);

async function logged(
  logging: NonNullable<RuntimeOptions["builtin"]>["logging"],
  point: string,
  data: JsonObject,
): Promise<RecordingLogger["lines"]> {
  logger = createRecordingLogger();
  runtime = await createRuntime({ logger, builtin: { metrics: { enabled: false }, logging: { enabled: true, ...logging } } });
  runtime.register("BeforeToolExecution", () => results.cancel("no shell"), { id: "guard", match: { tool_name: "Bash" } });
  await runtime.run(point, data, { component: { id: "agent-1" }, correlationId: "c1" });
  await runtime.drain();
  return logger.lines.filter(({ message }) => message.includes("agent-1"));
}

it("a line says the point, who, and what hooks made of it", async () => {
  expect(await logged({}, "BeforeToolExecution", { tool_name: "Bash", parameters: { command: "ls" } })).toEqual([
    {
      level: "info",
      message: "BeforeToolExecution of agent-1: cancel by guard: no shell",
      details: {
        point: "BeforeToolExecution",
        component: "agent-1",
        correlation_id: "c1",
        outcome: "cancel",
        hook: "guard",
        reason: "no shell",
        data: { tool_name: "Bash", parameters: { command: "ls" } },
      },
    },
  ]);
});

it.each([
  ["BeforeToolExecution", { inputs: false }, false],
  ["BeforeToolExecution", {}, true],
  ["AfterToolExecution", {}, false],
  ["AfterToolExecution", { outputs: true }, true],
])("inputs and outputs are in the line when they are asked for: %s with %j", async (point, settings, expected) => {
  const [line] = await logged(settings, point, { tool_name: "Read", result: "text" });
  expect("data" in line!.details).toBe(expected);
});

it("secrets and chosen fields are not in the line", async () => {
  const parameters = { password: "hunter2!", note: `use ${TOKEN}`, address: { street: "Main Street", city: "Rome" } };
  const [line] = await logged({ redact: ["parameters.address.street", "parameters.none.such"] }, "BeforeToolExecution", {
    tool_name: "Read",
    parameters,
  });
  const text = JSON.stringify(line);
  for (const secret of ["hunter2!", TOKEN, "Main Street"]) expect(text).not.toContain(secret);
  expect(line!.details.data).toMatchObject({ parameters: { address: { street: "[redacted]", city: "Rome" } } });
});

it("every field that a path with a star names is not in the line", async () => {
  const parameters = { "a.ts": { pin: 1234 }, list: [{ pin: 5678, note: "kept" }] };
  const [line] = await logged({ redact: ["parameters.*.pin", "parameters.list.*.pin"] }, "BeforeToolExecution", {
    tool_name: "Read",
    parameters,
  });
  expect(line!.details.data).toMatchObject({
    parameters: { "a.ts": { pin: "[redacted]" }, list: [{ pin: "[redacted]", note: "kept" }] },
  });
});

it("secrets are in the line when that is asked for", async () => {
  const [line] = await logged({ secrets: false, level: "warn" }, "BeforeToolExecution", {
    tool_name: "Read",
    parameters: { note: TOKEN },
  });
  expect(JSON.stringify(line)).toContain(TOKEN);
  expect(line!.level).toBe("warn");
});

it("other points are logged when they are named", async () => {
  expect(await logged({ points: ["acme:deploy"] }, "acme:deploy", {})).toHaveLength(1);
});

it("the daemon's log lines lose secrets of known shapes, in messages and details, and keep ids", () => {
  const written = createRecordingLogger();
  const id = "0199f2a4-8c7e-7d31-b7ad-6b7169203331";
  createRedactingLogger(written).warn({ id, authorization: "Bearer abcdefghijkl" }, `the script said ${TOKEN} about ${id}`);
  const [line] = written.lines;
  expect(JSON.stringify(line)).not.toContain(TOKEN);
  expect(JSON.stringify(line)).not.toContain("abcdefghijkl");
  expect(line).toMatchObject({ level: "warn", details: { id }, message: expect.stringContaining(id) });
});
