// What redirecting to or from a file means. `script-reader.ts` asks it.

import { isPrivateFile, sends } from "./feeds.ts";
import type { FindingId } from "./findings.ts";
import type { Invocation } from "./invocation.ts";
import { isCredential, isPersistence, isRecord, normalise, writingRisk } from "./paths.ts";
import { SHELLS } from "./wrappers.ts";

const NETWORK = /^\/dev\/(?:tcp|udp)\/([^/]*)/;
const LOCAL = /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|::1)$/;

function isEndless({ name, words }: Invocation): boolean {
  return name === "yes" || (name === "cat" && words.some((word) => /^\/dev\/(?:zero|u?random)$/.test(word)));
}

export function judgeRedirection(
  operator: string,
  path: string,
  call: Invocation | undefined,
  folder?: string,
): FindingId | undefined {
  const known = normalise(path, folder);
  const host = NETWORK.exec(known)?.[1];
  if (host !== undefined) {
    if (call !== undefined && (SHELLS.has(call.name) || call.name === "exec")) return "shell-to-network";
    return LOCAL.test(host) ? undefined : "network-by-redirection";
  }
  if (operator === "<" && call !== undefined && sends(call) && isPrivateFile(known)) return "send-secrets";
  if (operator === "<") return isCredential(known) ? "read-credentials" : undefined;
  if (!operator.includes(">")) return undefined;
  if (call !== undefined && isEndless(call) && !known.startsWith("/dev/")) return "fill-disk";
  if (isRecord(known) && operator !== ">>") return "write-records";
  switch (writingRisk(path, folder)) {
    case "CRITICAL":
      return "write-disk-file";
    case "HIGH":
      return isPersistence(known) ? "write-persistence" : "write-system";
    case "MEDIUM":
      return "write-system-settings";
    default:
      return undefined;
  }
}
