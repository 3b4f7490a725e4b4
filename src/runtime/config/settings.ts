// The settings of the schema as a flat list, with the names they go by. Reading the environment, wording mistakes and
// generating the documentation go through it.

import { z } from "zod";
import { configSchema, settingNotes } from "./config-schema.ts";

/** One setting. */
export interface Setting {
  /** As messages name it: `limits.timeout_ms`. */
  readonly key: string;
  /** The section it stands in; the empty text for the top of the file; `profiles.*` for sections that the user names. */
  readonly section: string;
  readonly name: string;
  /** Absent for settings in sections that the user names. */
  readonly environmentVariable?: string;
  readonly type: "string" | "integer" | "boolean" | "array";
  /** What is accepted, in words. */
  readonly accepts: string;
  /** The default, in words. */
  readonly defaultText: string;
  readonly meaning: string;
  readonly isFolder: boolean;
}

/** What every environment variable of ours begins with. */
export const ENVIRONMENT_PREFIX = "HOOKLOOM_";

/** All settings in the order of the schema. */
export const SETTINGS: readonly Setting[] = Object.entries(configSchema.shape).flatMap(([key, schema]) => {
  if (schema instanceof z.ZodPrefault) return describeSection(key, schema.unwrap());
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
  return inner instanceof z.ZodRecord
    ? describeSection(`${key}.*`, inner.valueType as z.ZodObject)
    : describeSetting("", key, schema);
});

/** The names of the sections in the order of the schema. */
export const SECTIONS: readonly string[] = [...new Set(SETTINGS.map(({ section }) => section))].filter((name) => name !== "");

/** What a section is called to people: `limits`, `profiles.<name>`. */
export function sectionName(section: string): string {
  return section.replace(".*", ".<name>");
}

/** The section that a path of keys is in, or the empty text. */
export function sectionOf(path: readonly PropertyKey[]): string {
  const [first, second] = path;
  if (first === undefined) return "";
  return SECTIONS.includes(`${String(first)}.*`) && second !== undefined ? `${String(first)}.*` : String(first);
}

/** The setting at a path of keys, or the one whose value the path reaches into. */
export function findSetting(path: readonly PropertyKey[]): Setting | undefined {
  const inside = sectionOf(path);
  const name = path[inside.endsWith(".*") ? 2 : 1];
  return SETTINGS.find((setting) =>
    setting.section === "" ? path[0] === setting.name : inside === setting.section && name === setting.name,
  );
}

function describeSection(section: string, schema: z.ZodObject): Setting[] {
  return Object.entries(schema.shape).map(([name, inner]) => describeSetting(section, name, inner as z.ZodType));
}

function describeSetting(section: string, name: string, schema: z.ZodType): Setting {
  const notes = settingNotes.get(schema);
  if (notes === undefined) throw new Error(`the setting ${name} has no notes in the schema`);
  const json = z.toJSONSchema(schema, { io: "input" });
  const key = section === "" ? name : `${section}.${name}`;
  const variable = `${ENVIRONMENT_PREFIX}${key.replace(".", "_").toUpperCase()}`;
  return {
    key,
    section,
    name,
    ...(section.endsWith(".*") ? {} : { environmentVariable: variable }),
    type: json.type as Setting["type"],
    accepts: notes.accepts ?? describeAccepted(json),
    defaultText: notes.defaultText ?? `\`${JSON.stringify(json.default)}\``,
    meaning: notes.meaning,
    isFolder: notes.isFolder === true,
  };
}

function describeAccepted({ type, enum: values, minimum, maximum }: z.core.JSONSchema.BaseSchema): string {
  if (values !== undefined) return listChoices(values.map((value) => JSON.stringify(value)));
  if (type === "boolean") return "true or false";
  if (type === "integer") return `an integer from ${minimum} to ${maximum}`;
  return "a text that is not empty";
}

/** `a, b or c`. */
function listChoices(choices: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(choices);
}
