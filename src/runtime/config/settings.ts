// The settings of the schema as a flat list, with the names they go by. Reading the environment, wording mistakes and
// generating the documentation go through it.

import { z } from "zod";
import { settingNotes } from "../../model/setting-notes.ts";
import { configSchema } from "./config-schema.ts";

/** One setting. */
export interface Setting {
  /** As messages name it: `limits.timeout_ms`. */
  readonly key: string;
  /** The section it stands in, such as `builtin.audit`; the empty text for the top of the file; `profiles.*` for sections that the user names. */
  readonly section: string;
  readonly name: string;
  /** Absent for settings in sections that the user names, and for lists of tables. */
  readonly environmentVariable?: string;
  readonly type: "string" | "integer" | "boolean" | "array" | "object";
  /** What is accepted, in words. */
  readonly accepts: string;
  /** The default, in words. */
  readonly defaultText: string;
  readonly meaning: string;
  readonly isPath: boolean;
}

/** What every environment variable of ours begins with. */
export const ENVIRONMENT_PREFIX = "HOOKLOOM_";

/** All settings in the order of the schema. */
export const SETTINGS: readonly Setting[] = describeTable("", configSchema);

/** The names of the sections in the order of the schema. */
export const SECTIONS: readonly string[] = [...new Set(SETTINGS.map(({ section }) => section))].filter((name) => name !== "");

/** What a section is called to people: `limits`, `profiles.<name>`. */
export function sectionName(section: string): string {
  return section.replace(".*", ".<name>");
}

/** The innermost section that a path of keys is in; what it begins with when that is none; the empty text for no keys. */
export function sectionOf(path: readonly PropertyKey[]): string {
  const around = SECTIONS.filter((section) =>
    section.split(".").every((key, at) => path[at] !== undefined && (key === "*" || key === String(path[at]))),
  );
  return around.toSorted((a, b) => depthOf(a) - depthOf(b)).at(-1) ?? String(path[0] ?? "");
}

/** How many keys lead to a section. */
export function depthOf(section: string): number {
  return section === "" ? 0 : section.split(".").length;
}

/** The setting at a path of keys, or the one whose value the path reaches into. */
export function findSetting(path: readonly PropertyKey[]): Setting | undefined {
  const inside = sectionOf(path);
  return SETTINGS.find(({ section, name }) => (section === "" || section === inside) && path[depthOf(section)] === name);
}

function describeTable(section: string, table: z.ZodObject): Setting[] {
  return Object.entries(table.shape).flatMap(([name, schema]) => {
    const inside = section === "" ? name : `${section}.${name}`;
    if (schema instanceof z.ZodPrefault) return describeTable(inside, schema.unwrap() as z.ZodObject);
    const inner = schema instanceof z.ZodDefault ? schema.unwrap() : undefined;
    return inner instanceof z.ZodRecord
      ? describeTable(`${inside}.*`, inner.valueType as z.ZodObject)
      : describeSetting(section, name, schema as z.ZodType);
  });
}

function describeSetting(section: string, name: string, schema: z.ZodType): Setting {
  const notes = settingNotes.get(schema);
  if (notes === undefined) throw new Error(`the setting ${name} has no notes in the schema`);
  const key = section === "" ? name : `${section}.${name}`;
  const variable = `${ENVIRONMENT_PREFIX}${key.replaceAll(".", "_").toUpperCase()}`;
  let json: z.core.JSONSchema.BaseSchema | undefined;
  // Made when somebody asks: for all settings it takes longer than everything else that a command does before its work.
  const described = (): z.core.JSONSchema.BaseSchema =>
    (json ??= z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return {
    key,
    section,
    name,
    ...(section.includes("*") || isListOfTables(schema) ? {} : { environmentVariable: variable }),
    get type() {
      return described().type as Setting["type"];
    },
    get accepts() {
      return notes.accepts ?? describeAccepted(described());
    },
    get defaultText() {
      return notes.defaultText ?? `\`${JSON.stringify(described().default)}\``;
    },
    meaning: notes.meaning,
    isPath: notes.isPath === true,
  };
}

function isListOfTables(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodExactOptional) return isListOfTables(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodArray && schema.element instanceof z.ZodObject;
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
