// Settings in JSON, with comments and commas after the last item. `settings-text.ts` says what each of these does.

import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parse,
  parseTree,
  type Node,
  type ParseError,
  printParseErrorCode,
} from "jsonc-parser";
import type { JsonValue } from "../../foundation/json.ts";
import type { SettingsPath, SettingsText } from "./settings-text.ts";

export const jsonText: SettingsText = {
  notation: "JSON",
  empty: "{}\n",
  parse: (text) => parse(text, [], { allowTrailingComma: true }) as unknown,
  findSyntaxProblem(text) {
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
    if (errors[0] !== undefined) return { message: printParseErrorCode(errors[0].error), line: lineAt(errors[0].offset) };
    return tree?.type === "object" ? undefined : { message: "it is no object", line: 1 };
  },
  appendToList(text, path, value) {
    for (let known = path.length; ; known -= 1) {
      const node = nodeAt(text, path.slice(0, known));
      if (node === undefined) continue;
      if (node.type !== (known === path.length ? "array" : "object"))
        throw new TypeError(`"${path[known - 1]}" has a value into which nothing can be put.`);
      if (known === path.length) return insertChild(text, node, value);
      const rest = path.slice(known + 1).toReversed();
      const made = rest.reduce<JsonValue>((inside, key) => ({ [key]: inside }), [value]);
      return insertChild(text, node, made, String(path[known]));
    }
  },
  ensureField(text, name, value) {
    return nodeAt(text, [name]) === undefined ? insertChild(text, nodeAt(text, [])!, value, name) : text;
  },
  removeAt(text, path) {
    let last = path;
    while (last.length > 1 && nodeAt(text, last.slice(0, -1))?.children?.length === 1) last = last.slice(0, -1);
    return applyEdits(text, modify(text, [...last], undefined, {}));
  },
};

function nodeAt(text: string, path: SettingsPath): Node | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree && findNodeAtLocation(tree, [...path]);
}

/** Inserts behind the last child of a list or object, in the manner of the children that are there. */
function insertChild(text: string, parent: Node, value: JsonValue, name?: string): string {
  const last = parent.children?.at(-1);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const unit = indentUnit(text);
  const prefix = name === undefined ? "" : `${JSON.stringify(name)}: `;
  if (last === undefined) {
    const outer = lineIndent(text, parent.offset);
    const inner = outer + unit;
    const written = `${eol}${inner}${prefix}${pretty(value, inner, unit, eol)}${eol}${outer}`;
    return replaced(text, parent.offset + 1, parent.offset + parent.length - 1, written);
  }
  const end = last.offset + last.length;
  const indent = lineIndent(text, last.offset);
  const ownLine = text.slice(0, last.offset).trimEnd().length < text.slice(0, last.offset).lastIndexOf("\n") + 1;
  const comma = commaAfter(text, end, parent);
  const at = ownLine ? behindComment(text, comma ?? end, parent) : (comma ?? end);
  const written = ownLine ? `${eol}${indent}${prefix}${pretty(value, indent, unit, eol)}` : ` ${prefix}${JSON.stringify(value)}`;
  const inserted = replaced(text, at, at, written);
  return comma === undefined ? replaced(inserted, end, end, ",") : inserted;
}

/** The place behind the comma that stands behind the last child already, if there is one. */
function commaAfter(text: string, end: number, parent: Node): number | undefined {
  const rest = text.slice(end, parent.offset + parent.length - 1);
  const gap = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*,/.exec(rest)?.[0];
  return gap === undefined ? undefined : end + gap.length;
}

/** The place behind a comment that belongs to what stands before it on the same line. */
function behindComment(text: string, at: number, parent: Node): number {
  const rest = text.slice(at, parent.offset + parent.length - 1);
  return at + (/^[ \t]*(?:\/\/.*|\/\*.*?\*\/)/.exec(rest)?.[0].trimEnd().length ?? 0);
}

function pretty(value: JsonValue, indent: string, unit: string, eol: string): string {
  return JSON.stringify(value, undefined, unit).replaceAll("\n", `${eol}${indent}`);
}

function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))![0];
}

/** The indentation of the first indented line; two spaces when there is none. */
function indentUnit(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

function replaced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}
