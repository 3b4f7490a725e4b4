// JavaScript in the runner: the script is an ES module in its own isolate, and `hookloom` is the one module it can import.

import { readFileSync } from "node:fs";
import type ivm from "isolated-vm";
import type { Guest, GuestEntry, IsolateRoom, LanguageBridge } from "../../src/sandbox/bridge.ts";
import { GuestOperation, type GuestScript } from "../../src/sandbox/guest-protocol.ts";
import { filesOf, loadModule, type ScriptModules } from "./load-module.ts";

const API_NAMES =
  "on, continue_, modified, cancel, redirect, replace, retry, fork, cache, skipped, annotate, log, sleep, state, events, http, shell, secrets, component, script, testing, wants";

/** They take the prelude's functions from a global that is gone before the script runs. */
const API_MODULE = `export const { ${API_NAMES} } = globalThis.__prelude.api; export default globalThis.__prelude.api;`;
const INTERNAL_MODULE = `export const { markLoaded } = globalThis.__prelude; delete globalThis.__prelude;`;

/** `handle` of the load operation. */
const BEGIN_LOAD = 0;
const FINISH_LOAD = 1;

const bridge: LanguageBridge = {
  async open() {
    const base = readExpression("../../src/sandbox/guest/base.js");
    const prelude = readExpression("./guest/prelude.js");
    const hostApi = readExpression("./guest/host-api.js");
    const setUp = `globalThis.__prelude = ${prelude}(${base}($0, $1), ${hostApi}); return globalThis.__prelude.enter;`;
    return { boot: (room, timeoutMs) => boot(room, setUp, timeoutMs) };
  },
};
export default bridge;

async function boot(room: IsolateRoom, setUp: string, timeoutMs: number): Promise<Guest> {
  const { isolate, context, logBuffer, eventBuffer } = room;
  const enter: ivm.Reference<GuestEntry> = await context.evalClosure(setUp, [logBuffer.copyInto(), eventBuffer.copyInto()], {
    filename: "hookloom",
    timeout: timeoutMs,
    result: { reference: true },
  });
  const api = await evaluated(room, API_MODULE);
  const internal = await evaluated(room, INTERNAL_MODULE);
  return { enter, load: (script, limitMs) => load({ isolate, context, api, internal }, enter, script, limitMs) };
}

async function evaluated({ isolate, context }: IsolateRoom, source: string): Promise<ivm.Module> {
  const module = await isolate.compileModule(source, { filename: "hookloom" });
  await module.instantiate(context, () => {
    throw new Error("imports nothing");
  });
  await module.evaluate();
  return module;
}

async function load(
  modules: ScriptModules,
  enter: ivm.Reference<GuestEntry>,
  script: GuestScript,
  timeoutMs: number,
): Promise<string> {
  enter.applySync(undefined, [GuestOperation.load, BEGIN_LOAD, JSON.stringify(filesOf(script))]);
  const loaded = await loadModule(modules, script, timeoutMs);
  if (typeof loaded === "string") return loaded;
  return enter.applySync(undefined, [GuestOperation.load, FINISH_LOAD, JSON.stringify(loaded)], { timeout: timeoutMs });
}

/** A file whose only statement is a function expression, as an expression. */
function readExpression(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8")
    .trim()
    .replace(/;$/, "");
}
