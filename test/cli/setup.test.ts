import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryProject } from "./hookloom.ts";

const SETUP = fileURLToPath(new URL("../../tools/setup.mjs", import.meta.url));
const manifest = (name: string, more: object): string => JSON.stringify({ name, version: "1.0.0", ...more });

// A dependency in a folder needs no registry.
const project = temporaryProject({
  "package.json": manifest("project", { dependencies: { part: "file:part" } }),
  "part/package.json": manifest("part", {}),
  "package-lock.json": JSON.stringify({
    name: "project",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "project", version: "1.0.0", dependencies: { part: "file:part" } },
      "node_modules/part": { resolved: "part", link: true },
      part: { version: "1.0.0" },
    },
  }),
});
afterAll(() => project[Symbol.dispose]());

async function setUp(): Promise<string> {
  return (await promisify(execFile)(process.execPath, [SETUP], { cwd: project.path })).stderr;
}

describe("npm start in a fresh clone", () => {
  it("installs the dependencies once, and again when they are gone", async () => {
    expect(await setUp()).toBe("Installing dependencies with npm ci (once, and when they change)\n");
    expect(existsSync(join(project.path, "node_modules/part/package.json"))).toBe(true);
    expect(await setUp()).toBe("");
    rmSync(join(project.path, "node_modules"), { recursive: true });
    expect(await setUp()).toContain("npm ci");
  });

  it("ends as npm ends, with what npm said", async () => {
    writeFileSync(
      join(project.path, "package.json"),
      manifest("project", { dependencies: { part: "file:part", other: "file:other" } }),
    );
    rmSync(join(project.path, "node_modules"), { recursive: true });
    await expect(setUp()).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/lock file.*npm ci failed\./s) });
  });
});
