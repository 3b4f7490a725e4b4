// The walls around a runner process: that they stand where the machine has them, and that the probe says why not elsewhere.

import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { javascript } from "../../bridges/javascript/language.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { confine, probeConfinement } from "../../src/sandbox/confinement.ts";
import { runnerCommand } from "../../src/sandbox/runner-command.ts";
import { RunnerProcess } from "../../src/sandbox/runner-process.ts";
import { UNHEARD } from "../support/unheard.ts";

const confinement = probeConfinement();
const off = { active: false, why: "for this test" } as const;
const on = { active: true } as const;

describe("a started runner", () => {
  let runner: RunnerProcess;
  beforeAll(async () => {
    runner = await RunnerProcess.start(runnerCommand(javascript, 32, undefined), systemClock, UNHEARD);
  });
  afterAll(async () => {
    await runner.kill();
  });

  test("finds itself without files, processes, addons and environment", () => {
    expect(runner.walls).toMatchObject({ files: true, processes: true, addons: true, environment: true });
  });

  test.runIf(confinement.network.active)("finds itself without a network where user namespaces work", () => {
    expect(runner.walls.network).toBe(true);
  });
});

describe("the probe", () => {
  test("says of every wall that it stands, or why not", () => {
    for (const wall of [confinement.network, confinement.limits]) {
      if (!wall.active) expect(wall.why).toMatch(/exist on Linux only|is not installed|failed: ./);
    }
  });

  test("is made once", () => {
    expect(probeConfinement()).toBe(confinement);
  });

  test.runIf(process.platform === "linux" && existsSync("/usr/bin/prlimit"))("finds the limits of util-linux on Linux", () => {
    expect(confinement.limits).toEqual(on);
  });
});

describe("a confined command", () => {
  test("stands behind the walls this machine has, and only those", () => {
    expect(confine(["node", "x"], { network: off, limits: off })).toEqual(["node", "x"]);
    expect(confine(["node"], { network: on, limits: off })).toEqual(["unshare", "--user", "--net", "--ipc", "--", "node"]);
    expect(confine(["node"], { network: off, limits: on }).slice(0, 2)).toEqual(["prlimit", "--core=0"]);
    expect(confine(["node"], { network: on, limits: on }).join(" ")).toMatch(/^unshare .* -- prlimit .* -- node$/);
  });
});
