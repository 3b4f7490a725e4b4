// Where keys stand in a TOML text, which the parser does not tell. Reading the config file calls it, so that a message about a
// setting can name its line.

import { parse } from "smol-toml";

/** Keys from the outside to the inside; items of lists and of arrays of tables by their number, from 0. */
export type TomlPath = readonly (string | number)[];

/** A place in a text; both numbers count from 1, columns in UTF-16 code units as editors do. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * A function from a path to its place: where the key is first written, in a header too, or where the item begins. It answers
 * `undefined` for a path that is not there. The text should be valid TOML; what follows a mistake has no place or a wrong one.
 * @throws TomlError at a quoted key that is not valid
 */
export function locateToml(text: string): (path: TomlPath) => TextPlace | undefined {
  const offsets = new TomlScanner(text).scan();
  return (path) => {
    const offset = offsets.get(pathId(path));
    return offset === undefined ? undefined : placeAt(text, offset);
  };
}

function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function pathId(path: TomlPath): string {
  return JSON.stringify(path);
}

interface WrittenKey {
  readonly name: string;
  readonly offset: number;
}

const SPACES = /[ \t]*/y;
// In a valid text commas only stand between values, where they say nothing about places.
const BETWEEN_VALUES = /(?:[\s,]|#[^\n]*)*/y;
// A multi-line string may end in one or two quotes of its own, just before the three that close it.
const STRING = /"""(?:[^\\]|\\[^])*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\]|\\.)*"|'[^']*'/y;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BARE_VALUE = /[^,\]}#\r\n]+/y;

/** Walks over a valid text once and notes where each path is first written. */
class TomlScanner {
  readonly #text: string;
  #offset = 0;
  readonly #offsets = new Map<string, number>();
  /** How many tables each array of tables has so far. */
  readonly #tableCounts = new Map<string, number>();

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ReadonlyMap<string, number> {
    let table: TomlPath = [];
    for (this.#take(BETWEEN_VALUES); this.#offset < this.#text.length; this.#take(BETWEEN_VALUES)) {
      if (this.#next() === "[") table = this.#scanHeader();
      else this.#scanPair(table);
    }
    return this.#offsets;
  }

  #scanHeader(): TomlPath {
    const brackets = this.#text.startsWith("[[", this.#offset) ? 2 : 1;
    this.#offset += brackets;
    const keys = this.#scanKeys();
    this.#offset += brackets;
    let path: TomlPath = [];
    for (const [index, { name, offset }] of keys.entries()) {
      path = this.#note([...path, name], offset);
      const id = pathId(path);
      if (brackets === 2 && index === keys.length - 1) this.#tableCounts.set(id, (this.#tableCounts.get(id) ?? 0) + 1);
      const count = this.#tableCounts.get(id);
      // A header goes on in the last table of an array of tables.
      if (count !== undefined) path = this.#note([...path, count - 1], offset);
    }
    return path;
  }

  #scanPair(table: TomlPath): void {
    let path = table;
    for (const { name, offset } of this.#scanKeys()) path = this.#note([...path, name], offset);
    this.#offset += "=".length;
    this.#take(SPACES);
    this.#scanValue(path);
  }

  #scanValue(path: TomlPath): void {
    const first = this.#next();
    if (first === "[") this.#scanInside("]", (index) => this.#scanValue(this.#note([...path, index], this.#offset)));
    else if (first === "{") this.#scanInside("}", () => this.#scanPair(path));
    else this.#takeSome(first === '"' || first === "'" ? STRING : BARE_VALUE);
  }

  #scanInside(end: string, scanItem: (index: number) => void): void {
    this.#offset += 1;
    this.#take(BETWEEN_VALUES);
    for (let index = 0; this.#next() !== end && this.#offset < this.#text.length; index += 1) {
      scanItem(index);
      this.#take(BETWEEN_VALUES);
    }
    this.#offset += end.length;
  }

  /** The keys of a dotted key, with the white space around it. */
  #scanKeys(): WrittenKey[] {
    const keys: WrittenKey[] = [];
    do {
      if (keys.length > 0) this.#offset += ".".length;
      this.#take(SPACES);
      keys.push({ offset: this.#offset, name: this.#scanKey() });
      this.#take(SPACES);
    } while (this.#next() === ".");
    return keys;
  }

  #scanKey(): string {
    const quote = this.#next();
    if (quote === "'") return this.#takeSome(STRING).slice(1, -1);
    if (quote === '"') return parse(`key = ${this.#takeSome(STRING)}`)["key"] as string;
    return this.#takeSome(BARE_KEY);
  }

  #next(): string | undefined {
    return this.#text[this.#offset];
  }

  /** Takes what must not be empty. If it is, the text is not valid after all: nothing after it has a place. */
  #takeSome(pattern: RegExp): string {
    const taken = this.#take(pattern);
    if (taken === "") this.#offset = this.#text.length;
    return taken;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const [taken] = pattern.exec(this.#text) ?? [""];
    this.#offset += taken.length;
    return taken;
  }

  #note(path: TomlPath, offset: number): TomlPath {
    const id = pathId(path);
    if (!this.#offsets.has(id)) this.#offsets.set(id, offset);
    return path;
  }
}
