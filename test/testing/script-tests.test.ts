// Tests of scripts: how they are found, run in the sandbox, and reported.

import { describe, expect, it } from "vitest";
import { coverageOfPoints, describePoint, neverAsked } from "../../src/testing/script-tests/coverage.ts";
import { HookloomError } from "../../src/foundation/errors.ts";
import { findTests, type TestFile } from "../../src/testing/script-tests/find-tests.ts";
import { reportJson } from "../../src/testing/script-tests/report-json.ts";
import { reportJunit } from "../../src/testing/script-tests/report-junit.ts";
import { reportTap } from "../../src/testing/script-tests/report-tap.ts";
import { runTests, type TestReport } from "../../src/testing/script-tests/run-tests.ts";
import { parseTestCases } from "../../src/testing/script-tests/test-cases.ts";
import { createRuntime } from "../../src/index.ts";
import { EXAMPLES_FOLDER } from "../scripts-examples/example-scripts.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { PATIENT } from "../support/patient.ts";

const ENDINGS = [".js", ".lua", ".py"];
const CALL = `{ tool_name: "Bash", parameters: { command: "ls" } }`;

const SCRIPT = `import { on, cancel, state, events, wants } from "hookloom";
on("BeforeToolExecution", { id: "counter" }, async () => {
  events.publish("calls.counted", {});
  if (await state.increment("calls", 1, { ttl_ms: 60_000 }) > 2) return cancel("too often");
});
on("SessionStart", { id: "broken" }, () => { throw new Error("out of order"); });
on("SessionEnd", { id: "unasked" }, () => {});
on("acme:echo", { id: "echo", phase: "observe" }, () => {});
`;

async function run(files: Record<string, string>): Promise<TestReport> {
  const folder = createTemporaryFolder(files);
  try {
    const grants = { "*": { publish: ["calls.*"], subscribe: [] } };
    // A machine that runs all tests at once is slow; whether a hook is fast enough is not what is tested here.
    const runtime = { logger: createRecordingLogger(), grants, limits: { timeoutMs: 5000 }, breaker: { slowMs: 5000 } };
    return await runTests(await findTests(folder.path, folder.path, ENDINGS), { runtime, timeoutMs: 5000, onResult: () => {} });
  } finally {
    folder.dispose();
  }
}

/** What came of each test: "ok", or why not. */
const came = ({ results }: TestReport): Record<string, string> =>
  Object.fromEntries(results.map(({ name, failure }) => [name, failure?.message ?? "ok"]));

describe("tests of scripts", () => {
  it("may import every shared module, which they can be about as well", async () => {
    const files = {
      "modules/words.js": `export const first = (text) => text.split(" ")[0];`,
      "modules/words.test.js": `import { testing } from "hookloom"; import { first } from "modules/words";
testing.test("takes the first", async () => { if (first("git push") !== "git") throw new Error(first("git push")); });`,
    };
    expect(came(await run(files))).toEqual({ "takes the first": "ok" });
  });

  it("are found beside the scripts they are about", async () => {
    const names = [
      "a.js",
      "a.lua",
      "a.test.py",
      "b/c.py",
      "b/c.test.json",
      "all.test.lua",
      "a.test.md",
      "node_modules/x.test.js",
    ];
    const folder = createTemporaryFolder(Object.fromEntries(names.map((name) => [name, ""])));
    const found = async (path: string): Promise<[string, readonly string[]][]> =>
      (await findTests(path, folder.path, ENDINGS)).map(({ id, scripts }) => [id, scripts]);
    expect(await found(folder.path)).toEqual([
      ["a.test.py", ["a.js", "a.lua"]],
      ["all.test.lua", []],
      ["b/c.test.json", ["b/c.py"]],
    ]);
    expect(await found(`${folder.path}/b/c.test.json`)).toEqual([["b/c.test.json", ["b/c.py"]]]);
    await expect(found(`${folder.path}/nowhere`)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    folder.dispose();
  });

  it("ask the hooks, hold outcomes against what they expect, move time on and read events", async () => {
    const tests = `import { testing } from "hookloom";
const { test, run, expect, advance, events } = testing;
test("counts", async () => {
  for (let each = 0; each < 2; each += 1) await expect("BeforeToolExecution", ${CALL}, { type: "continue", data: null });
  const outcome = await expect("BeforeToolExecution", ${CALL}, { type: "cancel", reason: "too *", hook_id: "counter" });
  if (outcome.reason !== "too often") throw new Error(outcome.reason);
});
test("forgets", async () => {
  await advance(60_001);
  await expect("BeforeToolExecution", null, { type: "continue" });
});
test("reads events", async () => {
  if ((await events()).length !== 0) throw new Error("there are events of the test before");
  await run("BeforeToolExecution", null, { component: { id: "agent-1" } });
  const counted = await events("calls.*");
  if (counted.length !== 1) throw new Error(String(counted.length));
});
test("tells failures of hooks", async () => {
  const { errors } = await run("SessionStart");
  if (errors[0].code !== "HOOK_FAILED") throw new Error(errors[0].code);
  await expect("SessionStart", null, { errors: [{ hook_id: "broken" }] });
});
test("fails", async () => {
  await expect("acme:nothing", {}, { type: "cancel" });
});
test("fails for the failure of a hook", () => expect("SessionStart", null, { type: "continue" }));
test("fails for a point that is none", () => run("BeforeToolExecutoin"));
test("fails for data that does not fit", () => run("BeforeToolExecution", { tool_name: 1 }));
test("fails for an option that is none", () => run("SessionEnd", null, { compoment: {} }));
test("fails by itself", () => { throw new TypeError("on purpose"); });
`;
    const report = await run({ "counter.js": SCRIPT, "counter.test.js": tests });
    expect(came(report)).toEqual({
      counts: "ok",
      forgets: "ok",
      "reads events": "ok",
      "tells failures of hooks": "ok",
      fails: 'type is "continue", expected "cancel"; the outcome was {"type":"continue"}.',
      "fails for the failure of a hook": expect.stringMatching(/^errors is \[.*out of order.*\], expected null/),
      "fails for a point that is none": expect.stringContaining('Did you mean "BeforeToolExecution"'),
      "fails for data that does not fit": expect.stringContaining('"tool_name" must be a text'),
      "fails for an option that is none": expect.stringContaining('"compoment"'),
      "fails by itself": "TypeError: on purpose",
    });
    const line = tests.split("\n").findIndex((text) => text.startsWith('test("fails",')) + 2;
    expect(report.results.find(({ name }) => name === "fails")?.failure?.place).toMatchObject({ file: "counter.test.js", line });
    expect(coverageOfPoints(report.coverage).map(describePoint)).toEqual([
      "acme:echo: 0 of 1 hook asked",
      "BeforeToolExecution: 1 of 1 hook asked, answered continue, cancel",
      "SessionEnd: 0 of 1 hook asked",
      "SessionStart: 1 of 1 hook asked, answered failed",
    ]);
    expect(neverAsked(report.coverage).map(({ id }) => id)).toEqual(["unasked", "echo"]);
  });

  it("can be data", async () => {
    const cases = [
      { name: "first", point: "BeforeToolExecution", expect: { type: "continue" } },
      { point: "BeforeToolExecution", data: { tool_name: "x" }, expect: { type: "cancel" } },
      { name: "third", point: "BeforeToolExecution", expect: { type: "cancel", reason: "too often" } },
      { name: "later", point: "BeforeToolExecution", advance_ms: 60_001, expect: { type: "continue" } },
    ];
    const report = await run({ "counter.js": SCRIPT, "counter.test.json": JSON.stringify(cases) });
    expect(came(report)).toEqual({
      first: "ok",
      "BeforeToolExecution 2": 'type is "continue", expected "cancel"; the outcome was {"type":"continue"}.',
      third: "ok",
      later: "ok",
    });
  });

  it.each(["", "{}", "[]", '[{"point": "x"}]', '[{"point": "x", "expect": {}, "excpect": {}}]'])(
    "are refused as data that is %s",
    (text) => {
      expect(() => parseTestCases("a.test.json", text)).toThrow(
        expect.objectContaining({ code: "REQUEST_INVALID", place: { file: "a.test.json" } }),
      );
    },
  );

  it("fail when the script or the test cannot be loaded, and the rest is run", async () => {
    const good = `import { testing } from "hookloom"; testing.test("good", () => {});`;
    const report = await run({
      "a.js": "let = ;",
      "a.test.js": good,
      "b.js": SCRIPT,
      "b.test.js": "let = ;",
      "c.js": SCRIPT,
      "c.test.js": good,
    });
    expect(report.results.map(({ subject, name, failure }) => [subject, name, failure?.code])).toEqual([
      ["a.js", "can be loaded", "SCRIPT_SYNTAX"],
      ["b.test.js", "can be loaded", "SCRIPT_SYNTAX"],
      ["c.js", "good", undefined],
    ]);
  });

  it("end when they take too long", async () => {
    const tests = `import { testing } from "hookloom"; testing.test("hangs", () => { for (;;); });`;
    const folder = createTemporaryFolder({ "a.js": SCRIPT, "a.test.js": tests });
    const options = { runtime: { logger: createRecordingLogger() }, timeoutMs: 200, onResult: () => {} };
    const report = await runTests(await findTests(folder.path, folder.path, ENDINGS), options);
    folder.dispose();
    expect(report.results[0]?.failure?.code).toBe("HOOK_TIMED_OUT");
  });

  it("are no scripts to a runtime, and their functions answer nowhere else", async () => {
    const folder = createTemporaryFolder({
      "a.test.js": "let = ;",
      "b.js": `import { on, testing } from "hookloom"; on("acme:x", { failure_mode: "fail_closed" }, () => testing.run("acme:y"));`,
    });
    const runtime = await createRuntime({
      limits: PATIENT,
      scriptsDir: folder.path,
      watch: false,
      logger: createRecordingLogger(),
    });
    expect(runtime.scripts().map(({ id }) => id)).toEqual(["b.js"]);
    expect(await runtime.run("acme:x", {})).toMatchObject({
      type: "cancel",
      reason: expect.stringContaining('does not serve "testing.run"'),
    });
    await runtime.close();
    folder.dispose();
  });

  it("of the examples pass", async () => {
    const sameLanguage = ({ id, scripts, ...rest }: TestFile): TestFile => {
      const ending = id.endsWith(".json") ? ".js" : id.slice(id.lastIndexOf("."));
      return { ...rest, id, scripts: scripts.filter((script) => script.endsWith(ending)) };
    };
    const files = (await findTests(EXAMPLES_FOLDER, EXAMPLES_FOLDER, ENDINGS)).map(sameLanguage);
    expect(files.map(({ scripts }) => scripts.length)).toEqual([1, 1, 1, 1]);
    const runtime = { logger: createRecordingLogger(), limits: { timeoutMs: 2000 } };
    const report = await runTests(files, { runtime, timeoutMs: 20_000, onResult: () => {} });
    expect(Object.values(came(report)).filter((outcome) => outcome !== "ok")).toEqual([]);
    expect(report.results.length).toBeGreaterThan(10);
  }, 60_000);
});

const REPORT: TestReport = {
  coverage: [
    { subject: "a.js", id: "guard", point: "BeforeToolExecution", answers: ["cancel", "continue"] },
    { subject: "a.js", id: "late", point: "BeforeToolExecution", answers: [] },
    { subject: "b.js", id: "end", point: "SessionEnd", answers: [] },
    { subject: "all.test.js", id: "end", point: "SessionEnd", answers: ["continue"] },
  ],
  results: [
    { subject: "a.js", file: "a.test.js", name: 'says "<hello> & #1"', durationMs: 12.34, failure: undefined },
    {
      subject: "a.js",
      file: "a.test.js",
      name: "fails",
      durationMs: 1,
      failure: new HookloomError("TEST_FAILED", 'it is "\u0000"', { place: { file: "a.test.js", line: 7 } }),
    },
  ],
};

describe("a report", () => {
  it("is TAP 14 for programs that read it", () => {
    expect(reportTap(REPORT)).toBe(`TAP version 14
1..2
ok 1 - a.js: says "<hello> & \\#1" # time=12.3ms
not ok 2 - a.js: fails
  ---
  message: "it is \\"\\u0000\\""
  code: "TEST_FAILED"
  at: "a.test.js:7"
  ...
# BeforeToolExecution: 1 of 2 hooks asked, answered cancel, continue
# SessionEnd: 1 of 1 hook asked, answered continue
# never asked: late at BeforeToolExecution
`);
  });

  it("is JUnit's XML for CI services", () => {
    expect(reportJunit(REPORT)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" time="0.013">
  <testsuite name="a.js (a.test.js)" tests="2" failures="1" time="0.013">
    <properties>
      <property name="points asked" value="1 of 1"/>
      <property name="guard at BeforeToolExecution" value="cancel, continue"/>
      <property name="late at BeforeToolExecution" value="never asked"/>
    </properties>
    <testcase classname="a.js" file="a.test.js" name="says &quot;&lt;hello&gt; &amp; #1&quot;" time="0.012"/>
    <testcase classname="a.js" file="a.test.js" name="fails" time="0.001">
      <failure type="TEST_FAILED" message="it is &quot;\ufffd&quot;">a.test.js:7: it is &quot;\ufffd&quot;</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it("is one JSON object for other programs", () => {
    expect(JSON.parse(reportJson(REPORT))).toEqual({
      tests: [
        { subject: "a.js", file: "a.test.js", name: 'says "<hello> & #1"', passed: true, duration_ms: 12.34 },
        {
          subject: "a.js",
          file: "a.test.js",
          name: "fails",
          passed: false,
          duration_ms: 1,
          failure: { code: "TEST_FAILED", message: 'it is "\u0000"', place: { file: "a.test.js", line: 7 } },
        },
      ],
      hooks: REPORT.coverage,
    });
  });
});
