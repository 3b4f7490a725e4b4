// The hooks that an agent has on this machine, read from its settings file or from the folder in which each hook is a file. The
// commands of `hookloom agents` and the doctor ask.

import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import type { AgentContract } from "../contract.ts";
import { commandInFile, hookFileName } from "./hook-file.ts";
import { listHandlers, type FoundHandler } from "./settings-file.ts";

/** Every handler in an agent's settings; `undefined` when they are not there. */
export function readHandlers(agent: AgentContract, path: string): FoundHandler[] | undefined {
  if (agent.settings.layout === "files") return readFolder(agent, path);
  const text = readText(path);
  return text === undefined ? undefined : listHandlers(text, agent);
}

/** What stands in a folder of hooks: also files that belong to no event. `undefined` when there is no such folder. */
function readFolder({ events }: AgentContract, folder: string): FoundHandler[] | undefined {
  if (!isFolder(folder)) return undefined;
  const names = new Map(Object.keys(events).map((event) => [hookFileName(event), event]));
  return readdirSync(folder).flatMap((name): FoundHandler[] => {
    const file = join(folder, name);
    const text = isFolder(file) ? undefined : readText(file, "program");
    if (text === undefined) return [];
    const command = commandInFile(text);
    const handler = { type: "file", ...(command === undefined ? {} : { command }) };
    return [{ event: names.get(name) ?? name, path: [name], handler, file, ours: command !== undefined }];
  });
}

/** Whether a hook that is a file can be started as one; everywhere but on Windows, where agents name the program that runs it. */
export function isExecutable(file: string): boolean {
  if (process.platform === "win32") return true;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * The text of a file, `undefined` when there is none. A program may be anything; what is no text in it is of no use here.
 * @throws HookloomError AGENT_SETTINGS_INVALID when it cannot be read, or should be text and is not
 */
export function readText(path: string, kind: "text" | "program" = "text"): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new HookloomError("AGENT_SETTINGS_INVALID", `${path} could not be read (${(thrown as NodeJS.ErrnoException).code}).`, {
      cause: thrown,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: kind === "text", ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HookloomError("AGENT_SETTINGS_INVALID", `${path} is not UTF-8 text.`);
  }
}
