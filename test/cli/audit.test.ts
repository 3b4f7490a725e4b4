// `hookloom audit verify` as a person runs it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AuditWriter } from "../../src/builtin/audit/audit-writer.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import { runHookloom, temporaryProject } from "./hookloom.ts";

it("finds the audit log of the config as it was written, and then the line that was changed", async () => {
  using project = temporaryProject({ "hookloom.toml": 'state_dir = "state"\n[builtin.audit]\npath = "audit/log"\n' });
  const path = join(project.path, "state", "audit", "log");
  const limits = { flushMs: 1, queueLines: 100, maxFileBytes: 1e6, maxFiles: 9, anchorLines: 100 };
  const writer = new AuditWriter({ path, anchorPath: `${path}.anchors`, format: "text", ...limits }, systemClock, {
    log: () => {},
    publish: () => {},
  });
  for (const peer of ["a", "b", "c"]) writer.add({ timeMs: 0, event: "AuthSuccess", fields: { peer_addr: peer } });
  await writer.close();

  expect(await runHookloom(project.path, ["audit", "verify"])).toEqual({
    code: 0,
    stdout: "state/audit/log is as it was written (3 lines, #1 to #3 in 1 file, 1 anchor)\n",
    stderr: "",
  });

  writeFileSync(path, readFileSync(path, "utf8").replace('"b"', '"x"'));
  const changed = await runHookloom(project.path, ["audit", "verify"]);
  expect(changed.code).toBe(1);
  expect(changed.stdout).toContain("changed state/audit/log:2: #2 was changed");
  expect(changed.stdout).toContain("state/audit/log is not as it was written: 1 fault");
  expect(JSON.parse((await runHookloom(project.path, ["audit", "verify", path, "--json"])).stdout)).toMatchObject({
    lines: 3,
    faults: [{ kind: "changed", line: 2 }],
  });
});

it("says so when there is no audit log", async () => {
  using project = temporaryProject({});
  const ended = await runHookloom(project.path, ["audit", "verify", "none.log"]);
  expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("There is no audit log") });
});
