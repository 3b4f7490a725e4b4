// What becomes of a script's hooks when the last step of its taking over fails.

import { afterAll, expect, test } from "vitest";
import { javascript } from "../../../bridges/javascript/language.ts";
import { EventBus } from "../../../src/events/event-bus.ts";
import { systemClock } from "../../../src/foundation/clock.ts";
import { uuidSource } from "../../../src/foundation/ids.ts";
import { HookRegistry } from "../../../src/hooks/registry.ts";
import { createSandboxes } from "../../../src/runtime/scripts/create-sandboxes.ts";
import { ScriptFile } from "../../../src/runtime/scripts/script-file.ts";
import { ScriptGrants } from "../../../src/runtime/scripts/script-grants.ts";
import { ScriptSettings } from "../../../src/runtime/scripts/script-settings.ts";
import { SharedModules } from "../../../src/runtime/scripts/shared-modules.ts";
import { Reports } from "../../../src/runtime/reports.ts";
import { MemoryStateStore } from "../../../src/runtime/state/memory-state-store.ts";
import { createPut } from "../../../src/runtime/state/put-value.ts";
import { StateVersions } from "../../../src/runtime/state/state-versions.ts";
import { defaultCacheFolder } from "../../../src/runtime/user-folders.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";

/** As on a disk that is full: all of it was done, and then it cannot be written. */
class FullDisk extends MemoryStateStore {
  isFull = false;

  override atomically<Value>(act: () => Value): Value {
    return super.atomically(() => {
      const value = act();
      if (this.isFull) throw new Error("the disk is full");
      return value;
    });
  }
}

const reports = new Reports(new EventBus(systemClock, uuidSource, () => {}), createRecordingLogger());
const settings = new ScriptSettings();
const sandboxes = createSandboxes([javascript], {
  clock: systemClock,
  cacheDir: defaultCacheFolder(),
  observer: reports,
  scripts: settings,
});
afterAll(async () => {
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
});

test("a version whose state cannot be written leaves the hooks of the one before where they were", async () => {
  const version = (number: number): string => `import { on, script } from "hookloom";
script({ version: ${number} });
on("test:point", { id: "of-version-${number}" }, () => {});`;
  using folder = createTemporaryFolder({ "a.js": version(2) });
  const grants = new ScriptGrants();
  const store = new FullDisk(systemClock);
  const registry = new HookRegistry(systemClock);
  const file = new ScriptFile({
    id: "a.js",
    path: `${folder.path}/a.js`,
    sandbox: sandboxes[0]!,
    registry,
    reports,
    settings,
    clock: systemClock,
    grants,
    modules: new SharedModules(folder.path, grants, undefined),
    versions: new StateVersions(store, createPut(store, {}), reports),
    quiesce: () => Promise.resolve(),
  });
  const names = (): string[] => registry.list().map(({ id }) => id);

  await file.refresh();
  expect(names()).toEqual(["of-version-2"]);

  store.isFull = true;
  folder.write("a.js", version(3));
  await file.refresh();
  expect(file.status).toMatchObject({
    kind: "broken",
    serving: true,
    error: { message: expect.stringContaining("the disk is full") },
  });
  expect(names()).toEqual(["of-version-2"]);

  store.isFull = false;
  await file.refresh();
  expect(names()).toEqual(["of-version-3"]);
  await file.unload();
  expect(names()).toEqual([]);
});
