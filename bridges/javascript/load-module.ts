// Loads one script as an ES module into a booted isolate and turns whatever goes wrong into a reply that names the place.
// Called by bridge.ts.

import type ivm from "isolated-vm";
import { GuestReply, type GuestError, type GuestFrame } from "../../src/sandbox/guest-protocol.ts";

/** Evaluates after the script, and only if its top-level awaits settled. */
const MAIN_MODULE = `import "script"; import { markLoaded } from "hookloom:internal"; markLoaded();`;

export interface ScriptModules {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  readonly api: ivm.Module;
  readonly internal: ivm.Module;
}

/** Compiles, links and evaluates the script; a reply when it failed, `undefined` when it ran. Rejects when the isolate was torn. */
export async function loadModule(
  modules: ScriptModules,
  file: string,
  source: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const { isolate, context, api, internal } = modules;
  let script: ivm.Module;
  try {
    script = await isolate.compileModule(source, { filename: file });
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return errorReply(syntaxError(thrown, file));
  }
  const main = await isolate.compileModule(MAIN_MODULE, { filename: "hookloom" });
  let refused: string | undefined;
  try {
    await main.instantiate(context, (specifier, importer) => {
      if (specifier === "hookloom") return api;
      if (importer === main) return specifier === "script" ? script : internal;
      refused = specifier;
      throw new Error("refused");
    });
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return errorReply(importError(thrown, refused, file, source));
  }
  try {
    await main.evaluate({ timeout: timeoutMs });
    return undefined;
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return errorReply(exception(thrown, file));
  }
}

// What went wrong in an isolate that was ended meanwhile, such as at its limit of time, is not the script's mistake.
function rethrowIfTorn(thrown: unknown, isolate: ivm.Isolate): void {
  if (isolate.isDisposed) throw thrown;
  if (thrown instanceof Error && /^Script execution timed out|memory limit/.test(thrown.message)) throw thrown;
}

function errorReply(error: GuestError): string {
  return GuestReply.error + JSON.stringify({ ...error, message: error.message.slice(0, 2000) });
}

/** isolated-vm ends a syntax error's message with its place: `… [file:line:column]`. */
function syntaxError(thrown: unknown, file: string): GuestError {
  const message = messageOf(thrown);
  const place = / \[[^[\]]*:(\d+):(\d+)\]$/.exec(message);
  if (place === null) return { kind: "syntax", message, file };
  return { kind: "syntax", message: message.slice(0, place.index), file, line: Number(place[1]), column: Number(place[2]) };
}

function importError(thrown: unknown, refused: string | undefined, file: string, source: string): GuestError {
  if (refused === undefined) return syntaxError(thrown, file);
  const line = source.split("\n").findIndex((text) => text.includes(refused)) + 1;
  const message = `a script can import only "hookloom", not ${JSON.stringify(refused)}`;
  return line === 0 ? { kind: "exception", message, file } : { kind: "exception", message, file, line };
}

function exception(thrown: unknown, file: string): GuestError {
  const frames = thrown instanceof Error ? framesOf(String(thrown.stack), file) : [];
  const name = thrown instanceof Error ? `${thrown.name}: ` : "thrown: ";
  const first = frames[0];
  return { kind: "exception", message: name + messageOf(thrown), file, ...(first && { line: first.line }), frames };
}

const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/;

function framesOf(stack: string, file: string): GuestFrame[] {
  return stack
    .split("\n")
    .map((line) => FRAME.exec(line))
    .filter((match) => match !== null && match[2] === file)
    .map((match) => ({ file, line: Number(match![3]), ...(match![1] ? { function: match![1] } : {}) }));
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
