// The table of docs/reference/results.md, row by row: every result, at every place in a chain, at every kind of point, for both
// failure modes. The page is read, so that it cannot say anything else than what happens.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createRuntime,
  HookCancelled,
  results,
  type HookOutcome,
  type HookResult,
  type JsonObject,
  type Operation,
  type Runtime,
} from "../../../src/index.ts";
import { RESULT_TYPES, type ResultType } from "../../../src/model/results.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";
import { setup } from "./operation-setup.ts";

const KINDS = ["gate", "after success", "after failure", "only observing"] as const;
type Kind = (typeof KINDS)[number];
const PLACES = ["first", "middle", "last"] as const;
const FAILURE_MODES = ["fail_open", "fail_closed"] as const;

const POINTS: Record<Kind, string> = {
  gate: "BeforeToolExecution",
  "after success": "AfterToolExecution",
  "after failure": "ToolError",
  "only observing": "AfterStateWrite",
};

const RESULTS: Record<ResultType, (kind: Kind) => HookResult> = {
  continue: () => results.continue(),
  modified: (kind) =>
    results.modified(
      {
        gate: { parameters: { changed: true } },
        "after success": { result: "changed" },
        "after failure": { error: "changed" },
        "only observing": {},
      }[kind],
    ),
  cancel: () => results.cancel("no"),
  redirect: () => results.redirect("other"),
  replace: () => results.replace("other"),
  retry: () => results.retry({ maxAttempts: 2 }),
  fork: () => results.fork([{}, { component: "other" }]),
  cache: () => results.cache("kept", 1000),
  skipped: () => results.skipped("not mine"),
};

/** What the guard comes to when a hook did what a cell of the table says: the value, who performed it, or the error. */
const EFFECTS: Record<string, (kind: Kind) => { value?: unknown; error?: unknown; performed: string[] }> = {
  "goes on": (kind) =>
    kind === "after failure" ? { error: "boom", performed: ["host"] } : { value: "by host", performed: ["host"] },
  "changes the data": () => ({ value: "by host, changed", performed: ["host"] }),
  "changes the value": () => ({ value: "changed", performed: ["host"] }),
  "changes the error": () => ({ error: "changed", performed: ["host"] }),
  cancels: (kind) => ({ error: "cancelled", performed: kind === "gate" ? [] : ["host"] }),
  "another component performs it": (kind) => ({ value: "by other", performed: kind === "gate" ? ["other"] : ["host", "other"] }),
  "a component takes its place": (kind) => ({ value: "by other", performed: kind === "gate" ? ["other"] : ["host", "other"] }),
  // At the gate and after failure the first attempt fails.
  "tries again": () => ({ value: "by host", performed: ["host", "host"] }),
  "performs it several times": () => ({ value: ["by host", "by other"], performed: ["host", "other"] }),
  "answers with a kept result": (kind) => ({ value: "kept", performed: kind === "gate" ? [] : ["host"] }),
};
const GOING_ON = ["goes on", "changes the data", "changes the value", "changes the error"];

function readTable(): Map<ResultType, Record<Kind, string>> {
  const page = readFileSync(new URL("../../../docs/reference/results.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## In a chain"));
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const [heads, , ...rows] = lines.slice(0, RESULT_TYPES.length + 2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(heads!.slice(1).map((head) => head.split(",")[0])).toEqual(KINDS);
  return new Map(
    rows.map(([name, ...cells]) => [
      name!.replaceAll("`", "") as ResultType,
      Object.fromEntries(KINDS.map((kind, index) => [kind, cells[index]!])) as Record<Kind, string>,
    ]),
  );
}

const TABLE = readTable();

async function perform(runtime: Runtime, kind: Kind, failFirst: boolean, options: Partial<Operation<unknown>> = {}) {
  const performed: string[] = [];
  const run: Operation<unknown>["run"] = (data, { component }) => {
    performed.push(component.id);
    if (failFirst && performed.length === 1) throw new Error("boom");
    return `by ${component.id}${(data.parameters as JsonObject | undefined)?.changed === true ? ", changed" : ""}`;
  };
  const dispose = runtime.components.register("other", { run });
  const [point, data] =
    kind === "only observing"
      ? (["BeforeStateWrite", { key: "a", value: 1 }] as const)
      : (["BeforeToolExecution", { tool_name: "Bash", parameters: {} }] as const);
  try {
    const value = await runtime.guard({ point, data, run, ...options });
    return { value, performed };
  } catch (thrown) {
    return { error: thrown instanceof HookCancelled ? "cancelled" : (thrown as Error).message, performed, thrown };
  } finally {
    dispose();
  }
}

describe("the table of results", () => {
  it("has a row for every result, of cells that this test knows", () => {
    expect([...TABLE.keys()]).toEqual([...RESULT_TYPES]);
    for (const row of TABLE.values())
      for (const cell of Object.values(row)) expect([...Object.keys(EFFECTS), "not allowed"]).toContain(cell);
  });

  const rows = RESULT_TYPES.flatMap((type) =>
    KINDS.flatMap((kind) =>
      PLACES.flatMap((place) =>
        FAILURE_MODES.map((failureMode) => ({ type, kind, place, failureMode, cell: TABLE.get(type)![kind] })),
      ),
    ),
  );

  it.each(rows)("$type, $place of three hooks, $kind, $failureMode: $cell", async ({ type, kind, place, failureMode, cell }) => {
    const { runtime, failures } = await setup();
    const asked: string[] = [];
    let askedFirst: string[] | undefined;
    const outcomes: HookOutcome[] = [];
    const register = (): void => {
      for (const here of PLACES) {
        const hook = (): HookResult | undefined => {
          asked.push(here);
          if (here === place) return RESULTS[type](kind);
          return kind === "only observing" ? undefined : results.modified({ [`noted_${here}`]: true });
        };
        runtime.register(POINTS[kind], hook, { id: here, ...(here === place ? { failureMode } : {}) });
      }
    };
    if (kind === "only observing" && failureMode === "fail_closed") {
      expect(register).toThrow(expect.objectContaining({ code: "HOOK_OPTIONS_INVALID" }));
      return;
    }
    register();
    const failFirst = kind === "after failure" || (kind === "gate" && cell === "tries again");
    const got = await perform(runtime, kind, failFirst, {
      onOutcome: (outcome, point) => {
        if (point !== POINTS[kind]) return;
        askedFirst ??= [...asked];
        outcomes.push(outcome);
      },
    });

    const refused = cell === "not allowed";
    const ends = refused ? failureMode === "fail_closed" : !GOING_ON.includes(cell);
    const before = PLACES.slice(0, PLACES.indexOf(place));
    expect(askedFirst).toEqual(ends ? [...before, place] : [...PLACES]);
    expect(failures()).toEqual(refused ? ["RESULT_NOT_ALLOWED"] : []);
    const effect = EFFECTS[refused ? (ends ? "cancels" : "goes on") : cell]!(kind);
    expect({ value: got.value, error: got.error, performed: got.performed }).toEqual({
      value: undefined,
      error: undefined,
      ...effect,
    });
    if (refused && ends) expect(got.thrown).toMatchObject({ hookId: place, failure: "RESULT_NOT_ALLOWED" });
    // The changes of the hooks that were asked count, whatever came after them.
    if (kind === "only observing") return;
    const noted = (ends ? before : PLACES.filter((here) => here !== place)).map((here) => `noted_${here}`);
    const changed = "changes" in outcomes[0]! ? outcomes[0].changes!.map(({ path }) => path) : [];
    expect(changed.filter((path) => path.startsWith("noted"))).toEqual(noted);
  });
});

const SCRIPTS = {
  "answers.js": `import { on, modified, cancel, redirect, replace, retry, fork, cache, skipped } from "hookloom";
const answers = { modified: () => modified({ parameters: { changed: true } }), cancel: () => cancel("no"), redirect: () => redirect("other"),
  replace: () => replace("other"), retry: () => retry({ max_attempts: 2 }), fork: () => fork([{}, { component: "other" }]),
  cache: () => cache("kept", 1000), skipped: () => skipped("not mine") };
on("BeforeToolExecution", { match: { language: "js" } }, (ctx) => ctx.component.id === "other" ? undefined : answers[ctx.data.tool_name]?.());`,
  "answers.lua": `local h = require("hookloom")
local answers = { modified = function() return h.modified({ parameters = { changed = true } }) end, cancel = function() return h.cancel("no") end,
  redirect = function() return h.redirect("other") end, replace = function() return h.replace("other") end,
  retry = function() return h.retry({ max_attempts = 2 }) end, fork = function() return h.fork({ { data = { n = 1 } }, { component = "other" } }) end,
  cache = function() return h.cache("kept", 1000) end, skipped = function() return h.skipped("not mine") end }
h.on("BeforeToolExecution", { match = { language = "lua" } }, function(ctx)
  local answer = answers[ctx.data.tool_name]
  if ctx.component.id == "other" or answer == nil then return end
  return answer()
end)`,
  "answers.py": `from hookloom import on, modified, cancel, redirect, replace, retry, fork, cache, skipped
answers = { "modified": lambda: modified({"parameters": {"changed": True}}), "cancel": lambda: cancel("no"), "redirect": lambda: redirect("other"),
  "replace": lambda: replace("other"), "retry": lambda: retry(max_attempts=2), "fork": lambda: fork([{}, {"component": "other"}]),
  "cache": lambda: cache("kept", 1000), "skipped": lambda: skipped("not mine") }
@on("BeforeToolExecution", match={"language": "py"})
def answer(ctx):
    if ctx.component["id"] != "other" and ctx.data["tool_name"] in answers:
        return answers[ctx.data["tool_name"]]()`,
};

describe("the table of results, answered by scripts", () => {
  const folder = createTemporaryFolder(SCRIPTS);
  const logger = createRecordingLogger();
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger, limits: { timeoutMs: 5000 } });
    expect(runtime.count()).toBe(3);
  }, 60_000);
  afterAll(async () => {
    await runtime.close();
    folder.dispose();
  });

  const rows = ["js", "lua", "py"].flatMap((language) =>
    RESULT_TYPES.map((type) => ({ language, type, cell: TABLE.get(type)!.gate })),
  );
  it.each(rows)("$type from a .$language script at a gate: $cell", async ({ language, type, cell }) => {
    const data = { tool_name: type, parameters: {}, language };
    const got = await perform(runtime, "gate", cell === "tries again", { data });
    expect(logger.lines.filter(({ level }) => level === "error")).toEqual([]);
    expect({ value: got.value, error: got.error, performed: got.performed }).toEqual({
      value: undefined,
      error: undefined,
      ...EFFECTS[cell]!("gate"),
    });
  });
});
