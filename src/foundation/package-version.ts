// The version in package.json, for `--version` and the daemon.

import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

let version: string | undefined;

/** The version of the package this file belongs to, read once. */
export function readPackageVersion(): string {
  return (version ??= readManifest());
}

function readManifest(): string {
  const manifest = JSON.parse(readFileSync(findPackageJSON("..", import.meta.url)!, "utf8")) as { version: string };
  return manifest.version;
}
