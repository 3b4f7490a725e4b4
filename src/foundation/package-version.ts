// The version in package.json, for `--version` and the daemon.

import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** The version of the package this file belongs to. */
export function readPackageVersion(): string {
  const manifest = JSON.parse(readFileSync(findPackageJSON("..", import.meta.url)!, "utf8")) as { version: string };
  return manifest.version;
}
