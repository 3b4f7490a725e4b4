// What is wrong with the settings of a source, in words: the setting, what was found, what is accepted. `loadConfig` calls it.

import { isJsonObject, valueAtPath } from "../../foundation/json.ts";
import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import { configSchema } from "./config-schema.ts";
import { problemIn, type ConfigProblem, type ConfigSource, type SettingPath } from "./config-source.ts";
import { describeValue } from "./describe-value.ts";
import { depthOf, findSetting, sectionName, sectionOf, SECTIONS, SETTINGS } from "./settings.ts";

/** All mistakes of a source. */
export function findProblems(source: ConfigSource): ConfigProblem[] {
  const { error } = configSchema.safeParse(source.values);
  const found = (error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as SettingPath;
    if (issue.code !== "unrecognized_keys") return problemIn(source, path, describeWrongValue(source, path, issue.message));
    return issue.keys.map((key) => problemIn(source, [...path, key], describeUnknownKey(source, path, key)));
  });
  return [...source.problems, ...found];
}

function describeWrongValue(source: ConfigSource, path: SettingPath, complaint: string): string {
  const setting = findSetting(path);
  const value = valueAtPath(source.values, path.map(String));
  // Only a section is a part of the schema without being a setting.
  if (setting === undefined) return `${path.join(".")} must be a table, not ${describeValue(value)}.`;
  // Inside a list of tables, only the schema knows what is accepted.
  if (path.some((key, at) => typeof key === "number" && at < path.length - 1)) return `${path.join(".")} is wrong: ${complaint}.`;
  const named = setting.section.includes("*")
    ? path.slice(0, depthOf(setting.section) + 1).join(".")
    : source.nameOf(setting.key);
  const accepted = `${named} must be ${setting.accepts.replaceAll("`", "")}`;
  if (value === undefined) return `${named} is missing. It must be ${setting.accepts.replaceAll("`", "")}.`;
  return typeof path.at(-1) === "number"
    ? `${accepted}; ${describeValue(value)} is none.`
    : `${accepted}, not ${describeValue(value)}.`;
}

function describeUnknownKey(source: ConfigSource, path: SettingPath, name: string): string {
  const section = sectionOf(path);
  const known = SETTINGS.filter((setting) => setting.section === section).map((setting) => setting.name);
  const hint = hintAt(section, name);
  if (section !== "" && known.length > 0)
    return `There is no setting ${describeValue([...path, name].join("."))}; [${sectionName(section)}] has ${known.join(", ")}.${hint}`;
  // What has no settings of its own has sections: `builtin` has `builtin.audit` and others.
  const sections = listSections(section);
  if (section !== "") return `There is no section ${describeValue([...path, name].join("."))}; there are ${sections}.${hint}`;
  if (isJsonObject(source.values[name])) return `There is no section ${describeValue(name)}; there are ${sections}.${hint}`;
  return `There is no setting ${describeValue(name)}; there are ${known.join(", ")} and the sections ${sections}.${hint}`;
}

/** The sections inside a section; of the file as a whole, without all those of the built-in hooks. */
function listSections(section: string): string {
  const inside = SECTIONS.filter((each) => section === "" || each.startsWith(`${section}.`)).map(sectionName);
  const shown = section === "" ? inside.map((name) => name.replace(/^builtin\..*/, "builtin.<name>")) : inside;
  return [...new Set(shown)].map((name) => `[${name}]`).join(", ");
}

/** Where the setting belongs that was probably meant: most often it is right but stands in the wrong section. */
function hintAt(section: string, name: string): string {
  // The built-in hooks have settings of all kinds of names, which are seldom meant.
  const elsewhere = SETTINGS.filter((setting) => setting.section !== section && !setting.section.startsWith("builtin."));
  const same = elsewhere.find((setting) => setting.name === name);
  if (same !== undefined) {
    return same.section === ""
      ? " It belongs at the top of the file, above the first section."
      : ` It belongs into [${sectionName(same.section)}].`;
  }
  const here = SETTINGS.filter((setting) => setting.section === section).map((setting) => setting.name);
  const sections = SECTIONS.map((each) => each.replace(".*", ""));
  const inside = sections.filter((each) => each.startsWith(`${section}.`)).map((each) => each.slice(section.length + 1));
  const near = suggestNames(name, [...here, ...(section === "" ? sections : inside)]);
  if (near.length > 0) return didYouMean(near);
  const far = suggestNames(
    name,
    elsewhere.map((setting) => setting.name),
  );
  return didYouMean(far.flatMap((other) => elsewhere.filter((setting) => setting.name === other).map(({ key }) => key)));
}
