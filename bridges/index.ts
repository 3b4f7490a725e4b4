// The languages scripts can be written in. Adding one is adding its folder and its line here.

import type { ScriptLanguage } from "../src/sandbox/bridge.ts";
import { javascript } from "./javascript/language.ts";
import { lua } from "./lua/language.ts";
import { python } from "./python/language.ts";

export const LANGUAGES: readonly ScriptLanguage[] = [javascript, lua, python];
