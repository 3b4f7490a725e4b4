// Modules that scripts share: who may import them, and what becomes of their importers when they change.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRuntime, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { Approvals } from "../../../src/runtime/scripts/approvals.ts";
import { PATIENT } from "../../support/patient.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

const importer = (point: string): string => `import { on, cancel } from "hookloom";
import { limit } from "modules/team/limits";
on("${point}", () => cancel("limit " + limit));`;
const LIMITS = "modules/team/limits.js";
const GRANTS = { "a.js": { modules: ["team/*"] } };

let folder: TemporaryFolder;
let runtime: Runtime | undefined;
beforeEach(() => {
  folder = createTemporaryFolder({ "a.js": importer("test:a"), [LIMITS]: "export const limit = 1;" });
});
afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
  folder.dispose();
});

async function start(options: RuntimeOptions = {}): Promise<Runtime> {
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: folder.path,
    watch: false,
    logger: createRecordingLogger(),
    grants: GRANTS,
    ...options,
  });
  return runtime;
}
const asked = async (point: string): Promise<string> => {
  const outcome = await runtime!.run(point, {});
  return outcome.type === "cancel" ? outcome.reason : outcome.type;
};
const statusOf = (id: string): unknown => runtime!.scripts().find((script) => script.id === id)!.status;

describe("a shared module", () => {
  it("is imported by those that it is granted to, who show it, and by no others; and is no script itself", async () => {
    folder.write("b.js", importer("test:b"));
    await start();
    expect(runtime!.scripts().map(({ id }) => id)).toEqual(["a.js", "b.js"]);
    expect(await asked("test:a")).toBe("limit 1");
    expect(runtime!.scripts()[0]!.permissions).toEqual([{ action: "modules", what: "team/limits", granted: true }]);
    expect(statusOf("b.js")).toMatchObject({
      kind: "broken",
      error: {
        code: "SCRIPT_LOAD_FAILED",
        place: { file: "b.js", line: 2 },
        message: expect.stringContaining('[grants."b.js"] modules = ["team/limits"]'),
      },
    });
  });

  it("has its importers loaded anew when it changes, and the last good one serve when it breaks", async () => {
    await start();
    folder.write(LIMITS, "export const limit = 2;");
    await runtime!.reload();
    expect(await asked("test:a")).toBe("limit 2");
    folder.write(LIMITS, "export const limit = ;");
    await runtime!.reload();
    expect(await asked("test:a")).toBe("limit 2");
    expect(statusOf("a.js")).toMatchObject({ kind: "broken", serving: true, error: { place: { file: LIMITS, line: 1 } } });
  });

  it("is followed while the host runs", async () => {
    await start({ watch: true });
    folder.write(LIMITS, "export const limit = 3;");
    await eventually(async () => expect(await asked("test:a")).toBe("limit 3"));
  });

  it("is not there for its importers while it is not approved, where trust is pinned", async () => {
    const stateDir = `${folder.path}/.state`;
    const approvals = new Approvals(stateDir);
    approvals.approve("a.js", importer("test:a"), new Date(0));
    await start({ stateDir, trust: "pinned" });
    expect(statusOf("a.js")).toMatchObject({
      kind: "broken",
      error: { code: "SCRIPT_NOT_APPROVED", message: expect.stringContaining(`hookloom trust ${LIMITS}`) },
    });
    approvals.approve(LIMITS, "export const limit = 1;", new Date(0));
    await runtime!.reload();
    expect(await asked("test:a")).toBe("limit 1");
    folder.write(LIMITS, "export const limit = 4;");
    await runtime!.reload();
    expect(await asked("test:a")).toBe("limit 1");
  });

  it("that is too large with the others is refused with the limit", async () => {
    for (const name of ["x", "y", "z"]) folder.write(`modules/team/${name}.js`, `/*${"-".repeat(900_000)}*/`);
    await start();
    expect(statusOf("a.js")).toMatchObject({ error: { code: "SCRIPT_UNREADABLE", message: expect.stringContaining("2097152") } });
  });
});
