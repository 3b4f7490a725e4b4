// The settings of the schema as a flat list, with the names they go by. Reading the environment, wording mistakes and
// generating the documentation go through it.

import { z } from "zod";
import { configSchema, settingNotes } from "./config-schema.ts";

/** One setting. */
export interface Setting {
  /** As messages name it: `limits.timeout_ms`. */
  readonly key: string;
  /** The section it stands in; the empty text for the top of the file. */
  readonly section: string;
  readonly name: string;
  readonly environmentVariable: string;
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
export const SETTINGS: readonly Setting[] = Object.entries(configSchema.shape).flatMap(([key, schema]) =>
  schema instanceof z.ZodPrefault
    ? Object.entries(schema.unwrap().shape).map(([name, inner]) => describeSetting(key, name, inner))
    : describeSetting("", key, schema),
);

/** The names of the sections in the order of the schema. */
export const SECTIONS: readonly string[] = [...new Set(SETTINGS.map(({ section }) => section))].filter((name) => name !== "");

/** The setting at a path of keys, or the one whose value the path reaches into. */
export function findSetting(path: readonly PropertyKey[]): Setting | undefined {
  return SETTINGS.find(({ section, name }) => (section === "" ? path[0] === name : path[0] === section && path[1] === name));
}

function describeSetting(section: string, name: string, schema: z.ZodType): Setting {
  const notes = settingNotes.get(schema);
  if (notes === undefined) throw new Error(`the setting ${name} has no notes in the schema`);
  const json = z.toJSONSchema(schema, { io: "input" });
  const key = section === "" ? name : `${section}.${name}`;
  return {
    key,
    section,
    name,
    environmentVariable: `${ENVIRONMENT_PREFIX}${key.replace(".", "_").toUpperCase()}`,
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
