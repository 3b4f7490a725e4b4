// Loads one script as an ES module into a booted isolate, with the shared modules it imports, and turns whatever goes wrong into a
// reply that names the place. Called by bridge.ts.

import type ivm from "isolated-vm";
import {
  describeMissingModule,
  GuestReply,
  MODULES_FOLDER,
  type GuestError,
  type GuestFrame,
  type GuestModule,
  type GuestScript,
} from "../../src/sandbox/guest-protocol.ts";

/** Evaluates after the script, and only if its top-level awaits settled. */
const MAIN_MODULE = `import "script"; import { markLoaded } from "hookloom:internal"; markLoaded();`;

export interface ScriptModules {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  readonly api: ivm.Module;
  readonly internal: ivm.Module;
}

/**
 * Compiles, links and evaluates the script; a reply when it failed, the names of the shared modules it imported when it ran.
 * Rejects when the isolate was torn.
 */
export async function loadModule(modules: ScriptModules, script: GuestScript, timeoutMs: number): Promise<string | string[]> {
  const { isolate, context } = modules;
  const compiled = await compile(isolate, script);
  if (typeof compiled === "string") return compiled;
  const main = await isolate.compileModule(MAIN_MODULE, { filename: "hookloom" });
  const links = new Links(modules, script, compiled, main);
  try {
    await main.instantiate(context, (specifier, importer) => links.resolve(specifier, importer));
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return links.failure ?? errorReply(syntaxError(thrown, script.file));
  }
  try {
    await main.evaluate({ timeout: timeoutMs });
    return links.imported;
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return errorReply(exception(thrown, script));
  }
}

/** The names of a script's own files in messages: its own first, then those of the modules it may import. */
export function filesOf(script: GuestScript): string[] {
  return [script, ...(script.modules ?? [])].map(({ file }) => file);
}

/** What the imports of a script and of its modules lead to. */
class Links {
  readonly #modules: ScriptModules;
  readonly #script: GuestScript;
  readonly #main: ivm.Module;
  readonly #compiled: ivm.Module;
  readonly #shared = new Map<string, Promise<ivm.Module>>();
  /** By what was compiled of them. */
  readonly #sources = new Map<ivm.Module, GuestScript | GuestModule>();
  /** The reply that says why they lead nowhere. */
  failure: string | undefined;

  constructor(modules: ScriptModules, script: GuestScript, compiled: ivm.Module, main: ivm.Module) {
    this.#modules = modules;
    this.#script = script;
    this.#main = main;
    this.#compiled = compiled;
    this.#sources.set(compiled, script);
  }

  get imported(): string[] {
    return [...this.#shared.keys()];
  }

  resolve(specifier: string, importer: ivm.Module): ivm.Module | Promise<ivm.Module> {
    if (specifier === "hookloom") return this.#modules.api;
    if (importer === this.#main) return specifier === "script" ? this.#compiled : this.#modules.internal;
    const name = specifier.startsWith(`${MODULES_FOLDER}/`) ? specifier.slice(MODULES_FOLDER.length + 1) : undefined;
    const known = name === undefined ? undefined : this.#shared.get(name);
    if (known !== undefined) return known;
    const module = this.#script.modules?.find((each) => each.name === name);
    if (module === undefined) throw this.#refuse(specifier, name, importer);
    const compiling = this.#compile(module);
    this.#shared.set(module.name, compiling);
    return compiling;
  }

  async #compile(module: GuestModule): Promise<ivm.Module> {
    const compiled = await compile(this.#modules.isolate, module);
    if (typeof compiled !== "string") {
      this.#sources.set(compiled, module);
      return compiled;
    }
    this.failure ??= compiled;
    throw new Error("it does not compile");
  }

  #refuse(specifier: string, name: string | undefined, importer: ivm.Module): Error {
    const { file, source } = this.#sources.get(importer)!;
    const line = source.split("\n").findIndex((text) => text.includes(specifier)) + 1;
    const message =
      name === undefined
        ? `a script can import only "hookloom" and shared modules ("${MODULES_FOLDER}/…"), not ${JSON.stringify(specifier)}`
        : describeMissingModule(this.#script.file, name, ".js");
    this.failure ??= errorReply({ kind: "exception", message, file, ...(line > 0 && { line }) });
    return new Error("refused");
  }
}

/** The compiled module, or the reply that says why there is none. */
async function compile(isolate: ivm.Isolate, { file, source }: GuestScript | GuestModule): Promise<ivm.Module | string> {
  try {
    return await isolate.compileModule(source, { filename: file });
  } catch (thrown) {
    rethrowIfTorn(thrown, isolate);
    return errorReply(syntaxError(thrown, file));
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
  const place = / \[([^[\]]*):(\d+):(\d+)\]$/.exec(message);
  if (place === null) return { kind: "syntax", message, file };
  const [, named, line, column] = place;
  return { kind: "syntax", message: message.slice(0, place.index), file: named!, line: Number(line), column: Number(column) };
}

function exception(thrown: unknown, script: GuestScript): GuestError {
  const frames = thrown instanceof Error ? framesOf(String(thrown.stack), script) : [];
  const name = thrown instanceof Error ? `${thrown.name}: ` : "thrown: ";
  const { file, line } = frames[0] ?? { file: script.file };
  return { kind: "exception", message: name + messageOf(thrown), file, ...(line !== undefined && { line }), frames };
}

const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/;

function framesOf(stack: string, script: GuestScript): GuestFrame[] {
  const files = filesOf(script);
  return stack
    .split("\n")
    .map((line) => FRAME.exec(line))
    .filter((match) => match !== null && files.includes(match[2]!))
    .map((match) => ({ file: match![2]!, line: Number(match![3]), ...(match![1] ? { function: match![1] } : {}) }));
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
