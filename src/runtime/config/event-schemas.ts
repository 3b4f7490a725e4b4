// The schemas of events that a config declares, in files of their own or in place. `loadConfig` calls it, so that a schema which
// cannot be used is a mistake of the config and does not wait for the first event.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { describeThrown } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import { parsePattern } from "../../events/pattern.ts";
import { compileSchema } from "../../events/protection/event-schema.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { areWrong, problemIn, type ConfigProblem, type ConfigSource } from "./config-source.ts";

/** What a section says of the events of its name. */
export const eventSchema = z.strictObject({
  file: z.string().min(1).exactOptional().register(settingNotes, {
    meaning:
      "The file with the JSON Schema that the data of such events must fit; the section is named after a type or a pattern of types.",
    accepts: "the path of a JSON file",
    defaultText: "none: `schema` has it",
  }),
  schema: z.record(z.string(), z.unknown()).exactOptional().register(settingNotes, {
    meaning: "The JSON Schema itself.",
    accepts: "a table that is a JSON Schema",
    defaultText: "none: `file` names it",
  }),
});

interface Declaration {
  readonly file?: string;
  readonly schema?: JsonObject;
}

export interface DeclaredSchemas {
  /** JSON Schemas by patterns of event types. */
  readonly schemas: Readonly<Record<string, JsonObject>>;
  readonly problems: readonly ConfigProblem[];
}

/** The schemas of all sources; a later source has the last word on a pattern. Sections that have `problems` already are passed over. */
export function readEventSchemas(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): DeclaredSchemas {
  const schemas: Record<string, JsonObject> = {};
  const found: ConfigProblem[] = [];
  if (areWrong(problems, "events")) return { schemas, problems: found };
  for (const source of sources) {
    const declared = (source.values.events as { schemas?: Record<string, Declaration> } | undefined)?.schemas ?? {};
    for (const [pattern, declaration] of Object.entries(declared)) {
      try {
        parsePattern(pattern);
        const schema = readDeclaration(declaration, pattern, source.folder);
        compileSchema(pattern, schema);
        schemas[pattern] = schema;
      } catch (thrown) {
        found.push(problemIn(source, ["events", "schemas", pattern], describeThrown(thrown)));
      }
    }
  }
  return { schemas, problems: found };
}

function readDeclaration({ file, schema }: Declaration, pattern: string, folder: string): JsonObject {
  if ((file === undefined) === (schema === undefined)) {
    throw new Error(`The schema for ${JSON.stringify(pattern)} must be in a \`file\` or be a \`schema\`, one of both.`);
  }
  return schema ?? readSchemaFile(file!, resolve(folder, file!));
}

function readSchemaFile(name: string, path: string): JsonObject {
  let schema: unknown;
  try {
    schema = JSON.parse(readFileSync(path, "utf8"));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") throw new Error(`There is no file ${name}.`, { cause: thrown });
    throw new Error(`The file ${name} cannot be read as JSON: ${describeThrown(thrown)}.`, { cause: thrown });
  }
  if (isJsonObject(schema)) return schema;
  throw new Error(`The file ${name} must hold a JSON Schema, which is an object.`);
}
