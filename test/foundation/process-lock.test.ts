// A lock that ends with its process, however that ends.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { takeLock } from "../../src/foundation/process-lock.ts";
import { eventually } from "../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(() => (folder = createTemporaryFolder()));
afterEach(() => folder.dispose());

it("one holder at a time has a lock, in one process too, until it releases it", () => {
  const path = join(folder.path, "deep/a.lock");
  const first = takeLock(path)!;
  expect(takeLock(path)).toBeUndefined();
  first.release();
  const second = takeLock(path)!;
  expect(second).toBeDefined();
  second.release();
});

it("a process that is killed gives its locks back", async () => {
  const path = join(folder.path, "a.lock");
  const module = fileURLToPath(new URL("../../src/foundation/process-lock.ts", import.meta.url));
  const program = `import { takeLock } from ${JSON.stringify(module)};
globalThis.lock = takeLock(${JSON.stringify(path)}); console.log("taken"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  expect(takeLock(path)).toBeUndefined();
  child.kill("SIGKILL");
  const lock = await eventually(() => takeLock(path) ?? expect.fail("It is still taken."));
  lock.release();
});
