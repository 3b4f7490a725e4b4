// What the shell would make of a word, as far as that is known without running anything: quotes and escapes gone, braces
// expanded, variables replaced whose value the same command sets.

import type { ParameterExpansionPart, Script, Word, WordPart } from "unbash";

/** Stands in an expanded word for what only running the command could tell. */
export const UNKNOWN = "\u0001";
/** Separates the fields into which an unquoted expansion falls apart. */
const FIELD = "\u0000";
const MAXIMUM_ALTERNATIVES = 64;
/** Characters of one word made of variables; what is longer is nothing that a person wrote. */
const MAXIMUM_EXPANSION = 100_000;
const SLASH_FIRST = new Set(["HOME", "PATH", "PWD", "OLDPWD", "SHELL", "BASH"]);

/** What every shell begins with. Positional parameters that nobody gave are empty, which hides words well. */
const PRESET: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["HOME", ["~"]],
  ["PWD", ["."]],
  ["TMPDIR", ["/tmp"]],
  ["SHELL", ["/bin/bash"]],
  ["BASH", ["/bin/bash"]],
  ["0", ["bash"]],
  ...["@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"].map((name) => [name, [""]] as const),
]);

/** What is known of the shell that reads a word. */
export interface Surroundings {
  /** Values by name. Several mean that each of them may stand there: those of an array, or of a loop. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
  /** What a command substitution prints, or `undefined`. */
  outputOf(script: Script): string | undefined;
}

/** The fields a word becomes; several after brace expansion or the splitting of a variable's value. */
export function expandWord(word: Word, around: Surroundings): string[] {
  if (word.parts === undefined) return [word.value];
  return combine(word.parts, around, false).flatMap((text) =>
    text.includes(FIELD) ? text.split(FIELD).filter((field) => field !== "") : [text],
  );
}

/** The text of a here-document or another list of parts that is not split into fields. */
export function expandParts(parts: readonly WordPart[], around: Surroundings): string {
  return combine(parts, around, true).join(" ");
}

function combine(parts: readonly WordPart[], around: Surroundings, quoted: boolean): string[] {
  let texts = [""];
  for (const part of parts) {
    const endings = alternativesOf(part, around, quoted);
    if (texts.length * endings.length > MAXIMUM_ALTERNATIVES || texts[0]!.length > MAXIMUM_EXPANSION) return [UNKNOWN];
    texts =
      endings.length === 1 ? texts.map((text) => text + endings[0]!) : texts.flatMap((text) => endings.map((end) => text + end));
  }
  return texts;
}

function alternativesOf(part: WordPart, around: Surroundings, quoted: boolean): string[] {
  switch (part.type) {
    case "DoubleQuoted":
    case "LocaleString":
      return combine(part.parts, around, true);
    case "SimpleExpansion":
      return split(valuesOf(part.text.slice(1), around, quoted) ?? [UNKNOWN], around, quoted);
    case "ParameterExpansion":
      return split(expandParameter(part, around, quoted), around, quoted);
    case "CommandExpansion": {
      const output = part.script && around.outputOf(part.script);
      return output === undefined ? [UNKNOWN] : split([output.replace(/\n+$/, "")], around, quoted);
    }
    case "ArithmeticExpansion":
    case "ProcessSubstitution":
      return [UNKNOWN];
    case "BraceExpansion":
      return expandBraces(part.text);
    case "ExtendedGlob":
      return [part.text];
    default:
      return [part.value];
  }
}

function expandParameter(part: ParameterExpansionPart, around: Surroundings, quoted: boolean): readonly string[] {
  const { operation, parameter } = part;
  let values = valuesOf(parameter, around, quoted);
  // Whatever is taken off it, it separates words.
  if (parameter === "IFS" && !around.variables.has("IFS") && part.prefix === undefined) return values!;
  if (part.prefix === "!") values = values?.flatMap((name) => valuesOf(name, around, quoted) ?? [UNKNOWN]);
  if (part.prefix === "#") return [UNKNOWN];
  if (part.index !== undefined && values !== undefined && /^\d+$/.test(part.index.value)) {
    values = [values[Number(part.index.value)] ?? ""];
  }
  if (operation === undefined) return values ?? [UNKNOWN];
  switch (operation.type) {
    case "Default": {
      const operand = (): readonly string[] => expandWord(operation.operand, around);
      if (operation.operator.endsWith("+")) return operand();
      // With a colon, an empty value counts as none.
      if (operation.operator.startsWith(":") && values?.every((value) => value === "") === true) values = undefined;
      return values ?? (operation.operator.endsWith("?") ? [UNKNOWN] : operand());
    }
    case "Slice": {
      const from = operation.offset.value.trim();
      const length = operation.length?.value.trim();
      if (from === "0" && length === "1" && SLASH_FIRST.has(parameter)) return ["/"];
      if (values === undefined || !/^\d+$/.test(from) || !/^\d*$/.test(length ?? "")) return [UNKNOWN];
      const start = Number(from);
      return values.map((value) => value.slice(start, length === undefined ? undefined : start + Number(length)));
    }
    case "Replace": {
      const pattern = expandWord(operation.pattern, around).join(" ");
      const replacement = expandWord(operation.replacement, around).join(" ");
      if (values === undefined || /[*?[]/.test(pattern) || replacement.length > 100) return [UNKNOWN];
      const everywhere = operation.operator === "//";
      return values.map((value) => (everywhere ? value.replaceAll(pattern, replacement) : value.replace(pattern, replacement)));
    }
    case "CaseModification":
      return (
        values?.map((value) => (operation.operator.startsWith("^") ? value.toUpperCase() : value.toLowerCase())) ?? [UNKNOWN]
      );
    case "Remove":
      // What is above a home is all homes.
      if (parameter === "HOME") return ["/home"];
      return values?.map((value) => removeFrom(value, operation.operator, operation.operand.value)) ?? [UNKNOWN];
    default:
      return [UNKNOWN];
  }
}

/** The value without a plain text, or without its last or all but its last step, at an end. */
function removeFrom(value: string, operator: string, pattern: string): string {
  if (operator.startsWith("%")) {
    if (pattern === "/*")
      return value.includes("/") ? value.slice(0, operator === "%" ? value.lastIndexOf("/") : value.indexOf("/")) : value;
    if (!/[*?[]/.test(pattern)) return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
  } else if (pattern === "*/") {
    return value.slice((operator === "#" ? value.indexOf("/") : value.lastIndexOf("/")) + 1);
  } else if (!/[*?[]/.test(pattern)) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  return UNKNOWN;
}

function valuesOf(name: string, { variables }: Surroundings, quoted: boolean): readonly string[] | undefined {
  if (name === "IFS" && !variables.has(name)) return [quoted ? " " : FIELD];
  return variables.get(name) ?? PRESET.get(name);
}

function split(values: readonly string[], { variables }: Surroundings, quoted: boolean): string[] {
  if (quoted) return [...values];
  const separators = variables.get("IFS")?.[0] ?? " \t\n";
  return values.map((value) => [...value].map((letter) => (separators.includes(letter) ? FIELD : letter)).join(""));
}

/** `{a,{b,c}}` as three texts; what is no such list, such as `{1..9}`, is unknown. */
function expandBraces(text: string): string[] {
  if (!text.startsWith("{") || !text.endsWith("}") || text.includes("$")) return [UNKNOWN];
  const items: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 1; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === "{") depth += 1;
    else if (letter === "}" && at < text.length - 1) depth -= 1;
    else if ((letter === "," && depth === 0) || at === text.length - 1) {
      items.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (items.length < 2 || items.length > MAXIMUM_ALTERNATIVES) return [UNKNOWN];
  return items.flatMap((item) => (item.startsWith("{") ? expandBraces(item) : [item.replaceAll(/["'\\]/g, "")]));
}

/** Whether a program's name is written as it is: quoted as a whole, with one backslash before it, or plainly. */
export function isSameName({ text, value, parts }: Word): boolean {
  if (
    text === value ||
    parts?.some(({ type }) => type !== "Literal" && type !== "SingleQuoted" && type !== "DoubleQuoted" && type !== "AnsiCQuoted")
  )
    return true;
  if (text === `\\${value}` || text === `"${value}"` || text === `'${value}'`) return true;
  return !/^[\w.-]+$/.test(value);
}
