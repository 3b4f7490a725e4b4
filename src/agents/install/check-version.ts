// Whether the agent on this machine is new enough for what its contract says. The doctor of `hookloom agents` asks.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import semver from "semver";
import type { AgentContract } from "../contract.ts";
import type { Finding } from "./diagnose.ts";

/** Programs that do not say their version by then are not asked, in milliseconds. */
const VERSION_WITHIN_MS = 10_000;

/** Asks the agent's program for its version. */
export async function checkVersion({ program, title, versionFloor }: AgentContract): Promise<Finding> {
  const since = versionFloor === undefined ? "since which one it works is not known" : `it must be ${versionFloor} or newer`;
  if (program === undefined) return { level: "note", text: `the version of ${title} is not known; ${since}` };
  let said: string;
  try {
    said = (await promisify(execFile)(program, ["--version"], { timeout: VERSION_WITHIN_MS })).stdout;
  } catch {
    return { level: "note", text: `${program} is not on this machine, or does not say its version` };
  }
  const version = semver.coerce(said)?.version ?? "";
  if (versionFloor === undefined || version === "") {
    return { level: "note", text: `${title} ${version === "" ? said.trim() : version}; ${since}` };
  }
  if (semver.gte(version, versionFloor)) return { level: "good", text: `${title} ${version}` };
  return { level: "bad", text: `${title} ${version} is older than ${versionFloor}, the first that is known to work` };
}
