// TOML texts for property tests, built from a small model together with the offset at which each path is first written.

import fc from "fast-check";
import type { TomlPath } from "../../../src/runtime/config/toml-places.ts";

type Node =
  | { readonly kind: "scalar"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Node[]; readonly gap: string }
  | { readonly kind: "inline"; readonly entries: readonly Entry[] }
  | { readonly kind: "dotted"; readonly entries: readonly Entry[] }
  | { readonly kind: "table"; readonly entries: readonly Entry[] }
  | { readonly kind: "tables"; readonly tables: readonly (readonly Entry[])[] };

interface Entry {
  readonly name: string;
  readonly style: "plain" | "basic" | "literal";
  /** What stands on the lines above. */
  readonly above: string;
  readonly indent: string;
  readonly around: string;
  readonly comment: string;
  readonly node: Node;
}

// Everything that looks like a key, a header or the end of something, where it is none.
const scalar = fc.constantFrom(
  "1",
  "-1_000",
  "0x1F",
  "1.5e3",
  "inf",
  "true",
  "1979-05-27T07:32:00Z",
  "1979-05-27 07:32:00",
  '""',
  "''",
  '"a = 1 # no"',
  '"\\" ] = }"',
  "'\\'",
  '"""\n[a]\nb = "1"\n"""',
  '"""\\""""',
  '"""x"""""',
  "'''\n[[a]] # '' \n'''",
  "'''x'''''",
  '"""\\\n  a"""',
  '"é😀"',
);

const name = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "limits",
    "timeout_ms",
    "-",
    "0",
    "with space",
    "dot.ted",
    'quo"te',
    "apos'trophe",
    "",
    "#",
    "=",
    "[a]",
    "é😀",
    "a\tb",
    "\\",
    "__proto__",
    "constructor",
  ),
  fc.string({ maxLength: 4, unit: "grapheme" }),
);

const blank = fc.constantFrom("", " ", "\t ");
const above = fc
  .array(fc.constantFrom("\n", "\r\n", "  \n", "# [a]\n", '#a = """\n', "\t# '''\r\n"), { maxLength: 3 })
  .map((lines) => lines.join(""));
const comment = fc.constantFrom("", " # a = 1", '#"', "  # [[a]]");
const gap = fc.constantFrom("", " ", "\n", " # ] , [ \n\t");

function entriesOf(node: fc.Arbitrary<Node>, minLength = 0): fc.Arbitrary<Entry[]> {
  const style = fc.constantFrom("plain" as const, "basic" as const, "literal" as const);
  const entry = fc.record({ name, style, above, indent: blank, around: blank, comment, node });
  return fc.uniqueArray(entry, { minLength, maxLength: 4, selector: (each) => each.name });
}

const { node } = fc.letrec<{ value: Node; node: Node }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "toml" },
    fc.record({ kind: fc.constant("scalar" as const), text: scalar }),
    fc.record({ kind: fc.constant("list" as const), items: fc.array(tie("value"), { maxLength: 3 }), gap }),
    fc.record({ kind: fc.constant("inline" as const), entries: entriesOf(tie("value")) }),
  ),
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: "toml" },
    tie("value"),
    fc.record({ kind: fc.constant("dotted" as const), entries: entriesOf(tie("value"), 1) }),
    fc.record({ kind: fc.constant("table" as const), entries: entriesOf(tie("node")) }),
    fc.record({ kind: fc.constant("tables" as const), tables: fc.array(entriesOf(tie("node")), { minLength: 1, maxLength: 3 }) }),
  ),
}));

/** A TOML text and where each of its paths is first written. */
export interface PlacedToml {
  readonly text: string;
  readonly offsets: readonly (readonly [path: TomlPath, offset: number])[];
}

export const anyPlacedToml: fc.Arbitrary<PlacedToml> = entriesOf(node).map((entries) => {
  const writer = new TomlWriter();
  writer.writeTable([], [], entries);
  return { text: writer.text, offsets: [...writer.offsets].map(([id, offset]) => [JSON.parse(id) as TomlPath, offset]) };
});

class TomlWriter {
  text = "";
  readonly offsets = new Map<string, number>();

  /** The pairs of a table, then the tables inside it, each under a header of its own. */
  writeTable(path: TomlPath, header: readonly Entry[], entries: readonly Entry[]): void {
    const hasHeader = ({ node: inner }: Entry): boolean => inner.kind === "table" || inner.kind === "tables";
    for (const entry of entries.filter((each) => !hasHeader(each))) {
      this.text += entry.above;
      this.#writeLine(path, [], entry);
    }
    for (const entry of entries.filter(hasHeader)) {
      const { node: inner } = entry;
      if (inner.kind === "table") {
        this.#writeHeader(path, [...header, entry], "[", "]");
        this.writeTable([...path, entry.name], [...header, entry], inner.entries);
      }
      if (inner.kind !== "tables") continue;
      for (const [index, table] of inner.tables.entries()) {
        const offset = this.#writeHeader(path, [...header, entry], "[[", "]]");
        this.#note([...path, entry.name, index], offset);
        this.writeTable([...path, entry.name, index], [...header, entry], table);
      }
    }
  }

  // Outer tables have been written before, so only the last name can be new.
  #writeHeader(path: TomlPath, header: readonly Entry[], open: string, close: string): number {
    const entry = header.at(-1)!;
    this.text += `${entry.above}${entry.indent}${open}${entry.around}`;
    for (const outer of header.slice(0, -1)) this.text += `${spell(outer)}${entry.around}.${entry.around}`;
    const offset = this.text.length;
    this.#note([...path, entry.name], offset);
    this.text += `${spell(entry)}${entry.around}${close}${entry.comment}\n`;
    return offset;
  }

  #writeLine(path: TomlPath, outer: readonly Entry[], entry: Entry): void {
    const { node: inner } = entry;
    if (inner.kind === "dotted") {
      for (const each of inner.entries) this.#writeLine(path, [...outer, entry], each);
      return;
    }
    this.text += entry.indent;
    this.#writePair(path, [...outer, entry], inner);
    this.text += `${entry.comment}\n`;
  }

  #writePair(path: TomlPath, keys: readonly Entry[], inner: Node): void {
    const { around } = keys.at(-1)!;
    let inside = path;
    for (const [index, key] of keys.entries()) {
      if (index > 0) this.text += `${around}.${around}`;
      inside = [...inside, key.name];
      this.#note(inside, this.text.length);
      this.text += spell(key);
    }
    this.text += `${around}=${around}`;
    this.#writeValue(inside, inner);
  }

  #writeValue(path: TomlPath, inner: Node): void {
    if (inner.kind === "scalar") this.text += inner.text;
    if (inner.kind === "list") {
      this.text += `[${inner.gap}`;
      for (const [index, item] of inner.items.entries()) {
        if (index > 0) this.text += `,${inner.gap}`;
        this.#note([...path, index], this.text.length);
        this.#writeValue([...path, index], item);
        this.text += inner.gap;
      }
      this.text += "]";
    }
    if (inner.kind !== "inline") return;
    this.text += "{ ";
    for (const [index, entry] of inner.entries.entries()) {
      if (index > 0) this.text += ", ";
      this.#writePair(path, [entry], entry.node);
    }
    this.text += " }";
  }

  #note(path: TomlPath, offset: number): void {
    const id = JSON.stringify(path);
    if (!this.offsets.has(id)) this.offsets.set(id, offset);
  }
}

function spell({ name: text, style }: Entry): string {
  if (style === "plain" && /^[A-Za-z0-9_-]+$/.test(text)) return text;
  if (style === "literal" && /^[^'\p{Cc}]*$/u.test(text)) return `'${text}'`;
  return JSON.stringify(text).replaceAll("\u007F", "\\u007F");
}
