// Languages by the names that people type, and the call that every template of a script answers. `new` and `init` use them.

import { LANGUAGES } from "../../bridges/index.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import type { ScriptLanguage } from "../sandbox/bridge.ts";
import { usageError } from "./usage-error.ts";

/** A call the templates cancel. */
export const TRY_DATA = JSON.stringify({ tool_name: "Bash", parameters: { command: "shutdown now" } });

/** `js, lua, py`. */
export function shortNames(): string[] {
  return LANGUAGES.map(({ extensions }) => extensions[0]!.slice(1));
}

/** The language of a name or an ending. @throws HookloomError REQUEST_INVALID */
export function findLanguage(wanted: string): ScriptLanguage {
  const plain = wanted.replace(/^\./, "").toLowerCase();
  const found = LANGUAGES.find(({ name, extensions }) => name === plain || extensions.includes(`.${plain}`));
  if (found !== undefined) return found;
  const known = [...shortNames(), ...LANGUAGES.map(({ name }) => name)];
  const hint = didYouMean(suggestNames(plain, known));
  throw usageError(`There is no language ${JSON.stringify(wanted)}.${hint}`, `Languages: ${shortNames().join(", ")}.`);
}
