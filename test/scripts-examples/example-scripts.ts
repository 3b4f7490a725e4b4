// Loads the example scripts into sandboxes of their own and asks them, without a runtime. The tests of this folder use it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { javascript } from "../../bridges/javascript/language.ts";
import { lua } from "../../bridges/lua/language.ts";
import { python } from "../../bridges/python/language.ts";
import { systemClock } from "../../src/foundation/clock.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { compileMatch } from "../../src/model/compile-match.ts";
import type { Match } from "../../src/model/match.ts";
import { parseHookResult } from "../../src/model/parse-result.ts";
import { MemoryStateStore } from "../../src/runtime/state/memory-state-store.ts";
import { createCheckServices } from "../../src/runtime/scripts/check-services.ts";
import { createStateServices } from "../../src/runtime/state/state-services.ts";
import { defaultCacheFolder } from "../../src/runtime/user-folders.ts";
import { AssetStore } from "../../src/sandbox/asset-store.ts";
import type { ScriptLanguage } from "../../src/sandbox/bridge.ts";
import { LanguageSandbox } from "../../src/sandbox/language-sandbox.ts";
import { readCallReply, SandboxedScript } from "../../src/sandbox/sandboxed-script.ts";

export const EXAMPLES_FOLDER = fileURLToPath(new URL("../../scripts-examples", import.meta.url));
export const LANGUAGES: readonly ScriptLanguage[] = [javascript, lua, python];

/** Generous: the tests are about answers, and machines that run tests are busy. */
const TIMEOUT_MS = 2000;

export function createSandbox(language: ScriptLanguage): LanguageSandbox {
  return new LanguageSandbox(language, {
    clock: systemClock,
    assets: new AssetStore(defaultCacheFolder()),
    services: new Map([
      ...createStateServices(new MemoryStateStore(systemClock), systemClock),
      ...createCheckServices(systemClock),
    ]),
    observer: {
      scriptLogged: () => {},
      limitExceeded: () => {},
      scriptQuarantined: () => {},
      scriptReleased: () => {},
      runnerEnded: () => {},
      notice: () => {},
    },
  });
}

/** `name` is the path below `scripts-examples`, without the ending. */
export function loadExample(sandbox: LanguageSandbox, name: string): Promise<SandboxedScript> {
  const file = `${name}${sandbox.language.extensions[0]}`;
  return SandboxedScript.load(sandbox, { file, source: readFileSync(`${EXAMPLES_FOLDER}/${file}`, "utf8") });
}

/** What the script's hook at the point answers; `undefined` when it continues, or when its match does not let it be asked. */
export async function ask(script: SandboxedScript, point: string, data: JsonObject, metadata: JsonObject = {}): Promise<unknown> {
  const hook = script.hooks.find((candidate) => candidate.point === point)!;
  const { match } = hook.options;
  if (match !== undefined && !compileMatch(match as Match)(data)) return undefined;
  const envelope = { point, data, metadata, state: {}, component: { id: "host" }, correlation_id: "1" };
  const reply = await script.call(hook.handle, JSON.stringify(envelope), TIMEOUT_MS);
  const answer = readCallReply(reply, script.script.file);
  return answer === undefined ? undefined : parseHookResult(answer);
}
