// Changes to a settings file as text, so that everything else in a user's file stays as it was: comments, spaces, the order of keys.
// `json-text.ts` and `yaml-text.ts` do it, each for its notation; the installer, the doctor and the linter take the agent's.

import type { JsonValue } from "../../foundation/json.ts";
import type { AgentContract } from "../contract.ts";
import { jsonText } from "./json-text.ts";
import { yamlText } from "./yaml-text.ts";

export type SettingsPath = readonly (string | number)[];

export interface SettingsText {
  readonly notation: "JSON" | "YAML";
  /** What a file that is not there yet begins with. */
  readonly empty: string;
  /** What a text holds; only for texts without a syntax problem. */
  parse(text: string): unknown;
  /** What is wrong with a text that should hold an object, and where. */
  findSyntaxProblem(text: string): { readonly message: string; readonly line: number } | undefined;
  /**
   * Puts a value at the end of the list at a path; lists and objects on the way are made when they are missing.
   * @throws TypeError when something else stands there
   */
  appendToList(text: string, path: SettingsPath, value: JsonValue): string;
  /** Puts a field into the object at the top, unless it is there. */
  ensureField(text: string, name: string, value: JsonValue): string;
  /** Takes out what is at a path, and what it stood in when nothing else is in there. */
  removeAt(text: string, path: SettingsPath): string;
}

/** How an agent's settings are written. */
export function textOf({ settings }: AgentContract): SettingsText {
  return settings.notation === "yaml" ? yamlText : jsonText;
}
