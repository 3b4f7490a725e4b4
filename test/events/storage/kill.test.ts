import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";

const PROGRAM = fileURLToPath(new URL("publish-until-killed.ts", import.meta.url));
const TIMES = 50;

const environment = (path: string) => ({ ...process.env, NODE_COMPILE_CACHE: join(dirname(path), "compiled") });

/** Kills a publisher some milliseconds after it acknowledged something; the last position it acknowledged. */
async function publishUntilKilled(path: string, looked: number, acknowledged: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [PROGRAM, path, String(looked), String(acknowledged)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(path),
  });
  let said = "";
  let complaint = "";
  child.stderr.on("data", (chunk) => (complaint += String(chunk)));
  child.stdout.on("data", (chunk) => {
    if (said === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
    said += String(chunk);
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(complaint).toBe("");
  expect(signal).toBe("SIGKILL");
  return Number(said.split("\n").at(-2));
}

test(
  "kill -9 in the middle of publishing, 50 times, loses nothing that was acknowledged, and the file opens again",
  {
    timeout: 120_000,
  },
  async () => {
    const folder = createTemporaryFolder();
    spawnSync(process.execPath, [PROGRAM], { env: environment(join(folder.path, "any.db")) });
    // Two files, as starting a process is what takes the time.
    await Promise.all(
      ["one.db", "other.db"].map(async (file) => {
        let looked = 0;
        let acknowledged = 0;
        for (let time = 0; time < TIMES / 2; time += 1) {
          const next = await publishUntilKilled(join(folder.path, file), looked, acknowledged, (time * 7) % 30);
          expect(next).toBeGreaterThan(acknowledged);
          looked = acknowledged;
          acknowledged = next;
        }
      }),
    );
    folder.dispose();
  },
);
