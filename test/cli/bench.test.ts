import { afterAll, describe, expect, it } from "vitest";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "hooks/a.js": `import { on } from "hookloom"; on("BeforeToolExecution", { match: { tool_name: "Read" } }, () => {});`,
  "hooks/a.test.json": '[{"point":"PreToolUse","data":{"tool_name":"Read","tool_input":{}},"expect":{}}]',
});
afterAll(() => project[Symbol.dispose]());

const bench = (...args: string[]): ReturnType<typeof runHookloom> =>
  runHookloom(project.path, ["bench", "--seconds", "0.2", ...args]);

describe("hookloom bench", () => {
  it("measures the scripts of a folder with the payloads of its tests, and ends with 1 when a limit is missed", async () => {
    const { stdout, code } = await bench("--json", "--sla", "p99=0,success=100");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      met: false,
      points: [
        {
          point: "BeforeToolExecution",
          never_asked: [],
          verdicts: [
            { figure: "p99", limit: 0, met: false },
            { figure: "success", limit: 100, met: true },
          ],
        },
      ],
    });
  });

  it("prints the figures and ends with 0 when every limit is kept", async () => {
    const { stdout, code } = await bench("--sla", "average=60000,throughput=0.001,success=100");
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(
      /^BeforeToolExecution\n {2}average [\d.]+ ms, p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms\n/,
    );
    expect(stdout).toMatch(/\n {2}\d+ runs, \d+ in a second, 100\.00 % without a failure\n/);
    expect(stdout.match(/^ *pass .*$/gm)).toHaveLength(3);
    expect(stdout).toContain("The service level is met.");
  });
});
