// Settings in YAML. What is there stays byte by byte: the parser only says where things stand, and lines are put in or taken out.

import { isCollection, isMap, isScalar, parseDocument, stringify, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import type { JsonValue } from "../../foundation/json.ts";
import type { SettingsPath, SettingsText } from "./settings-text.ts";

type Collection = Extract<Node, { items: unknown[] }>;
type Item = Node | Pair<Node, Node | null>;

export const yamlText: SettingsText = {
  notation: "YAML",
  empty: "",
  parse: (text) => parseDocument(text).toJS() as unknown,
  findSyntaxProblem(text) {
    const { errors, contents } = parseDocument(text);
    const [error] = errors;
    if (error !== undefined) return { message: error.message.split(" at line ")[0]!, line: error.linePos?.[0].line ?? 1 };
    return contents === null || isMap(contents) ? undefined : { message: "it is no mapping", line: 1 };
  },
  appendToList(text, path, value) {
    const document = parseDocument(text);
    let known = path.length;
    while (known > 0 && !isFilled(nodeAt(document, path.slice(0, known)))) known -= 1;
    if (known === path.length) return append(text, nodeAt(document, path) as Collection, [value]);
    const rest = path.slice(known + 1).toReversed();
    const made = rest.reduce<JsonValue>((inside, key) => ({ [key]: inside }), [value]);
    return putField(text, nodeAt(document, path.slice(0, known)), String(path[known]), made);
  },
  ensureField(text, name, value) {
    const { contents } = parseDocument(text);
    return isMap(contents) && contents.has(name) ? text : putField(text, contents, name, value);
  },
  removeAt(text, path) {
    const document = parseDocument(text);
    let last = path;
    while (last.length > 1 && (nodeAt(document, last.slice(0, -1)) as Collection).items.length === 1) last = last.slice(0, -1);
    const parent = nodeAt(document, last.slice(0, -1)) as Collection;
    const key = last.at(-1)!;
    const items = parent.items as Item[];
    const index = typeof key === "number" ? key : items.findIndex((item) => String((item as Pair).key) === key);
    const [from, to] = parent.flow === true ? spanInFlow(items, index) : spanOfLines(text, items[index]!);
    return text.slice(0, from) + text.slice(to);
  },
};

function nodeAt(document: Document, path: SettingsPath): Node | null {
  return path.length === 0 ? document.contents : ((document.getIn(path, true) as Node | undefined) ?? null);
}

function isFilled(node: Node | null): node is Collection {
  return isCollection(node) && node.items.length > 0;
}

/** Puts a field into a map, which may be the empty document: behind the others, or where the field stands without a value. */
function putField(text: string, map: Node | null, name: string, value: JsonValue): string {
  const pair = isMap(map) ? ((map as YAMLMap<Node, Node | null>).items.find(({ key }) => String(key) === name) ?? null) : null;
  if (pair === null) return append(text, map, { [name]: value });
  const { key, value: old } = pair;
  const isEmpty = old === null || (isScalar(old) ? old.value === null : isCollection(old) && old.items.length === 0);
  if (!isEmpty) throw new TypeError(`"${name}" has a value into which nothing can be put.`);
  const written = old !== null && !(isScalar(old) && old.source === "");
  const [from, to] = written ? [old.range![0], old.range![1]] : [key.range![1], key.range![1]];
  if ((map as Collection).flow === true) return text.slice(0, from) + JSON.stringify(value) + text.slice(to);
  const lineEnd = endOfLine(text, to);
  const head = (text.slice(0, from) + text.slice(to, lineEnd)).trimEnd();
  return head + eolOf(text) + block(value, `${lineIndent(text, key.range![0])}  `, text) + text.slice(lineEnd);
}

/** Puts the items of a list, or the fields of an object, behind those of a collection that has some, or into the empty document. */
function append(text: string, parent: Node | null, added: readonly JsonValue[] | { readonly [name: string]: JsonValue }): string {
  if (isCollection(parent) && parent.flow === true) return appendInFlow(text, parent, JSON.stringify(added).slice(1, -1));
  if (!isFilled(parent)) return `${onLineOfItsOwn(text, text.length)}${block(added, "", text)}`;
  const items = parent.items as Item[];
  const at = endOfLine(text, endOf(items.at(-1)!));
  return onLineOfItsOwn(text, at) + block(added, lineIndent(text, startOf(items[0]!)), text) + text.slice(at);
}

function appendInFlow(text: string, { items, range }: Collection, json: string): string {
  const last = items.at(-1) as Item | undefined;
  const at = last === undefined ? range![0] + 1 : endInFlow(last);
  return text.slice(0, at) + (last === undefined ? "" : ", ") + json + text.slice(at);
}

/** A value in lines of its own. */
function block(value: JsonValue, indent: string, text: string): string {
  const lines = stringify(value, { lineWidth: 0 }).trimEnd().split("\n");
  return lines.map((line) => indent + line + eolOf(text)).join("");
}

function onLineOfItsOwn(text: string, at: number): string {
  const before = text.slice(0, at);
  return before === "" || before.endsWith("\n") ? before : before + eolOf(text);
}

function startOf(item: Item): number {
  return "key" in item ? item.key.range![0] : item.range![0];
}

/** Where the last value inside ends, without a comment behind it. */
function endOf(item: Item | null): number {
  if (item !== null && "key" in item) return item.value === null || isAbsent(item.value) ? item.key.range![1] : endOf(item.value);
  const node = item as Node;
  return isFilled(node) && node.flow !== true ? endOf(node.items.at(-1) as Item) : node.range![1];
}

function isAbsent(node: Node): boolean {
  return isScalar(node) && node.source === "" && node.value === null;
}

function spanOfLines(text: string, item: Item): [from: number, to: number] {
  return [text.lastIndexOf("\n", startOf(item) - 1) + 1, endOfLine(text, endOf(item))];
}

/** With the comma before it, or behind it when it is the first. */
function spanInFlow(items: readonly Item[], index: number): [from: number, to: number] {
  if (index > 0) return [endInFlow(items[index - 1]!), endInFlow(items[index]!)];
  return [startOf(items[0]!), items.length > 1 ? startOf(items[1]!) : endInFlow(items[0]!)];
}

function endInFlow(item: Item): number {
  return "key" in item ? (item.value ?? item.key).range![1] : item.range![1];
}

/** The place behind the end of the line that a place is in. */
function endOfLine(text: string, at: number): number {
  if (text[at - 1] === "\n") return at;
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found + 1;
}

function lineIndent(text: string, at: number): string {
  return /^ */.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1))![0];
}

function eolOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
