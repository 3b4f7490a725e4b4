// With pinned trust nothing runs but what was approved, by path and text, whoever writes into the folder.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRuntime, type Runtime, type UniversalEvent } from "../../../src/index.ts";
import { Approvals, hashOf } from "../../../src/runtime/scripts/approvals.ts";
import { createRecordingLogger, type RecordingLogger } from "../../support/recording-logger.ts";
import { eventually } from "../../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

const guard = (word: string): string => `import { on, cancel } from "hookloom"; on("test:ask", () => cancel("${word}"));`;
const NOW = new Date("2026-01-02T03:04:05Z");

let folder: TemporaryFolder;
let stateDir: string;
let approvals: Approvals;
let runtime: Runtime | undefined;
let logger: RecordingLogger;
let seen: UniversalEvent[];

beforeEach(() => {
  folder = createTemporaryFolder({ "scripts/guard.js": guard("first") });
  stateDir = join(folder.path, "state");
  approvals = new Approvals(stateDir);
  logger = createRecordingLogger();
  seen = [];
});
afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
  folder.dispose();
});

async function start(watch = false): Promise<void> {
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: join(folder.path, "scripts"),
    stateDir,
    trust: "pinned",
    watch,
    logger,
  });
  runtime.subscribe("script.*", (event) => void seen.push(event));
}
const ask = async (): Promise<string> => {
  const outcome = await runtime!.run("test:ask", {});
  return outcome.type === "cancel" ? outcome.reason : outcome.type;
};

describe("a script under pinned trust", () => {
  test("does not run while it is new, and its top level does not either", async () => {
    folder.write("scripts/guard.js", `console.log("it ran"); ${guard("first")}`);
    await start();
    expect(await ask()).toBe("continue");
    expect(runtime!.scripts()).toMatchObject([
      { status: { kind: "broken", error: { code: "SCRIPT_NOT_APPROVED" }, serving: false } },
    ]);
    expect(logger.lines.map(({ message }) => message).join("\n")).toMatch(
      /guard\.js is new and was not approved\. Look at it and approve it with: hookloom trust guard\.js/,
    );
    expect(logger.lines.map(({ message }) => message)).not.toContain("it ran");
  });

  test("runs when its text was approved, and goes on with that text when the file changes", async () => {
    approvals.approve("guard.js", guard("first"), NOW);
    await start();
    expect(await ask()).toBe("first");
    folder.write("scripts/guard.js", guard("second"));
    await runtime!.reload();
    expect(await ask()).toBe("first");
    await eventually(() =>
      expect(seen.filter(({ event_type }) => event_type === "script.failed")).toMatchObject([
        { data: { script: "guard.js", code: "SCRIPT_NOT_APPROVED", last_good_serves: true } },
      ]),
    );
    expect(logger.lines.at(-1)!.message).toContain("has changed since it was approved on 2026-01-02T03:04:05.000Z");
    approvals.approve("guard.js", guard("second"), NOW);
    await runtime!.reload();
    expect(await ask()).toBe("second");
  });

  test("is not approved by the approval of the same text elsewhere", async () => {
    approvals.approve("guard.js", guard("first"), NOW);
    folder.write("scripts/other/guard.js", guard("first"));
    await start();
    expect(runtime!.scripts().map(({ id, status }) => [id, status.kind])).toEqual([
      ["guard.js", "serving"],
      ["other/guard.js", "broken"],
    ]);
  });

  test("begins to run while the runtime does, as soon as somebody approves it", async () => {
    await start(true);
    expect(await ask()).toBe("continue");
    approvals.approve("guard.js", guard("first"), NOW);
    await eventually(async () => expect(await ask()).toBe("first"));
  });
});

test("pinned trust needs a folder for its approvals", async () => {
  const scriptsDir = join(folder.path, "scripts");
  await expect(createRuntime({ limits: PATIENT, scriptsDir, trust: "pinned", logger })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("state folder"),
  });
});

test("approvals are read back with the text that was approved, and a broken file is an error, not an approval", () => {
  approvals.approve("a.js", "one", NOW);
  approvals.approve("b.js", "two", NOW);
  approvals.approve("a.js", "three", NOW);
  expect(new Approvals(stateDir).of("a.js")).toEqual({ hash: hashOf("three"), approvedAt: NOW.toISOString(), source: "three" });
  expect(() => approvals.require("b.js", "two")).not.toThrow();
  expect(() => approvals.require("b.js", "two ")).toThrow(expect.objectContaining({ code: "SCRIPT_NOT_APPROVED" }));
  folder.write("state/approvals.json", '{"a.js":{"hash":"x"}}');
  expect(() => approvals.require("a.js", "three")).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
  mkdirSync(join(folder.path, "other", "state"), { recursive: true });
  expect(new Approvals(join(folder.path, "other", "state")).of("a.js")).toBeUndefined();
});
