// Builds the dashboard into dist/dashboard when it is missing or its sources have changed. `npm start`, `npm run build` and the
// tests of the dashboard call it.

import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "dist/dashboard");
const STAMP = join(OUT, ".built-from");
const PACKAGES = ["preact", "@preact/signals", "uplot", "vite"];

/** Builds what is not built yet. */
export async function buildDashboard(): Promise<void> {
  const wanted = hashSources();
  if (readStamp() === wanted) return;
  const { build } = await import("vite");
  await build({
    configFile: false,
    root: join(ROOT, "dashboard"),
    base: "./",
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { outDir: OUT, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false },
  });
  writeFileSync(STAMP, wanted);
}

function hashSources(): string {
  const files = [
    ...globSync("dashboard/**/*", { cwd: ROOT }).filter((file) => statSync(join(ROOT, file)).isFile()),
    ...PACKAGES.map((name) => `node_modules/${name}/package.json`),
    "tools/build-dashboard.ts",
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest("hex");
}

function readStamp(): string | undefined {
  try {
    return readFileSync(STAMP, "utf8");
  } catch {
    return undefined;
  }
}

if (import.meta.main) await buildDashboard();
