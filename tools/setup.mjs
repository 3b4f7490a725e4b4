// Installs the dependencies when they are missing or are not those of package-lock.json. `npm start` and `npm test` run it
// first, so that a fresh clone needs no other command. Plain JavaScript for any Node since 20, with nothing installed.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

if (!isInstalled()) {
  console.error("Installing dependencies with npm ci (once, and when they change)");
  const { status, stdout, stderr, error } = spawnSync("npm ci --no-audit --no-fund", { shell: true, encoding: "utf8" });
  if (status !== 0) {
    console.error(`${stdout}${stderr}${error === undefined ? "" : `${error.message}\n`}npm ci failed.`);
    process.exit(status ?? 1);
  }
}

/** Whether what npm says it installed is what the lock file asks for. */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  // npm writes this when it is done, so it is missing after an installation that was broken off.
  if (!existsSync("node_modules/.package-lock.json")) return Object.keys(wanted).length === 0;
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version && found.integrity === integrity;
  });
}

function packagesOf(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, "utf8"));
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path.startsWith("node_modules/")));
}
