// Settings from environment variables, one per setting, and the refusal of variables that look like ours and are not.
// `loadConfig` calls it.

import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import { problemIn, type ConfigProblem, type ConfigSource } from "./config-source.ts";
import { describeValue } from "./describe-value.ts";
import { OTHER_VARIABLES } from "./other-names.ts";
import { ENVIRONMENT_PREFIX, SETTINGS, type Setting } from "./settings.ts";

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const WITH_VARIABLE = SETTINGS.filter(({ environmentVariable }) => environmentVariable !== undefined);
const BY_VARIABLE: ReadonlyMap<string, Setting> = new Map(
  WITH_VARIABLE.map((setting) => [setting.environmentVariable!, setting]),
);
const VARIABLE_OF: ReadonlyMap<string, string> = new Map(
  WITH_VARIABLE.map(({ key, environmentVariable }) => [key, environmentVariable!]),
);

/** Read by programs that ask a daemon; they may well be set where one is started. */
const OF_CLIENTS: ReadonlySet<string> = new Set(["HOOKLOOM_URL", "HOOKLOOM_TOKEN"]);

/** The settings of the environment. An empty variable counts as not set. */
export function readEnvironment(env: Environment, cwd: string): ConfigSource {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  const place = { name: "environment", locate: () => undefined };
  for (const [variable, { key, opposite }] of Object.entries(OTHER_VARIABLES)) {
    const value = readText(env[variable]?.toLowerCase() ?? "", "boolean");
    if (typeof value === "boolean") putValue(values, key, opposite ? !value : value);
    else if (value !== "")
      problems.push(problemIn(place, [variable], `${variable} must be true or false, not ${describeValue(value)}.`));
  }
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(ENVIRONMENT_PREFIX) || OF_CLIENTS.has(variable)) continue;
    const setting = BY_VARIABLE.get(variable);
    if (setting === undefined) problems.push(problemIn(place, [variable], describeUnknown(variable)));
    else if (text !== undefined && text !== "") putValue(values, setting.key, readText(text, setting.type));
  }
  return { ...place, values, problems, folder: cwd, nameOf: (key) => VARIABLE_OF.get(key) ?? key };
}

function putValue(values: Record<string, unknown>, key: string, value: unknown): void {
  const path = key.split(".");
  let table = values;
  for (const name of path.slice(0, -1)) table = (table[name] ??= {}) as Record<string, unknown>;
  table[path.at(-1)!] = value;
}

/** The value that a text stands for; a text that stands for none is left to the schema, which refuses it. */
function readText(text: string, type: Setting["type"]): unknown {
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type === "integer") return /^-?\d+$/.test(text) ? Number(text) : text;
  if (type === "array")
    return text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  return text;
}

function describeUnknown(variable: string): string {
  const rest = variable.slice(ENVIRONMENT_PREFIX.length);
  const known = [...BY_VARIABLE.keys()];
  // Most often the section was left out, but hardly one of a built-in hook; else compare without the prefix, which all have in common.
  const sameEnding = known.filter((name) => rest !== "" && name.endsWith(`_${rest}`) && !name.includes("_BUILTIN_"));
  const near = suggestNames(
    rest,
    known.map((name) => name.slice(ENVIRONMENT_PREFIX.length)),
  );
  const suggestions = sameEnding.length > 0 ? sameEnding : near.map((name) => `${ENVIRONMENT_PREFIX}${name}`);
  return `The variable ${describeValue(variable)} stands for no setting.${didYouMean(suggestions)}`;
}
