// The audit log in a runtime: what it records of runs, and that it is there when the runtime is drained and closed.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, results, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let runtime: Runtime | undefined;

beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(async () => {
  await runtime?.close();
  folder.dispose();
});

async function start(audit: NonNullable<RuntimeOptions["builtin"]>["audit"], options: RuntimeOptions = {}): Promise<Runtime> {
  const logger = createRecordingLogger();
  runtime = await createRuntime({ logger, stateDir: folder.path, builtin: { audit: { enabled: true, ...audit } }, ...options });
  return runtime;
}

const ask = (point: string, data: JsonObject): unknown => runtime!.run(point, data);

/** What the lines say, without time, number and hash. */
async function recorded(): Promise<string[]> {
  await runtime!.drain();
  const path = join(folder.path, "audit.log");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => line.replace(/^\[[^\]]+\] /, "").replace(/ #\d+ [0-9a-f]{64}$/, ""));
}

describe("the audit log", () => {
  it("records authentication, sensitive tools, violations and changes of the configuration, under their names in the log", async () => {
    await start({});
    await ask("AuthSuccess", { peer_addr: "10.0.0.1:9", method: "totp", user_id: "u" });
    await ask("AuthFailure", { peer_addr: "10.0.0.1:9", attempts: 3, locked_out: true });
    await ask("BeforeToolExecution", { tool_name: "secrets_get", tool_id: "call-1", parameters: { name: "key" } });
    await ask("PreToolUse", { tool_name: "Bash", tool_input: {} });
    await ask("SecurityViolation", { violation_type: "ssrf", action: "block", reason: "private address" });
    await ask("ConfigurationChange", { changes: { "a.b": 1 } });
    await ask("BeforeProviderCall", { provider: "x" });
    expect(await recorded()).toEqual([
      'AuthSuccess peer_addr="10.0.0.1:9" method="totp"',
      'AuthFailure peer_addr="10.0.0.1:9" attempts=3 locked_out=true',
      'BeforeToolCall tool_name="secrets_get" tool_id="call-1"',
      'SecurityEvent event_type="ssrf" action="block" reason="private address"',
      String.raw`ConfigReload changes="{\"a.b\":1}"`,
    ]);
  });

  it("says what hooks made of an operation that they did not let pass", async () => {
    await start({});
    runtime!.register("BeforeToolExecution", () => results.cancel("not today"), { id: "guard" });
    await ask("BeforeToolExecution", { tool_name: "gateway" });
    expect(await recorded()).toEqual(['BeforeToolCall tool_name="gateway" outcome="cancel" hook="guard" why="not today"']);
  });

  it("records other points and tools when it is told to, without what is nested", async () => {
    await start({ points: ["BeforeToolExecution"], tools: ["Ba*"] });
    await ask("BeforeToolExecution", { tool_name: "Bash", user_id: "u", parameters: { password: "x" } });
    expect(await recorded()).toEqual(['BeforeToolExecution tool_name="Bash" user_id="u"']);
  });

  it("can be switched off and on at run time", async () => {
    const { switches } = await start({});
    switches.disable("builtin/audit#AuthSuccess");
    await ask("AuthSuccess", { peer_addr: "a" });
    switches.enable("builtin/audit#AuthSuccess");
    await ask("AuthSuccess", { peer_addr: "b" });
    expect(await recorded()).toEqual(['AuthSuccess peer_addr="b"']);
  });

  it("is complete when the runtime is closed", async () => {
    await start({});
    for (let number = 0; number < 500; number += 1) void ask("AuthSuccess", { peer_addr: String(number) });
    await runtime!.close();
    expect(await recorded()).toHaveLength(500);
  });

  it("does not exist where hooks are only tried", async () => {
    await start({}, { trial: true });
    expect(runtime!.count()).toBe(0);
  });

  it("is refused with wrong settings", async () => {
    await expect(start({ flushMs: 0 })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("builtin.audit.flush_ms"),
    });
    await expect(start({ points: ["BeforeToolExecutoin"] })).rejects.toMatchObject({ code: "POINT_UNKNOWN" });
  });
});
