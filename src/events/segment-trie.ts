// The trie of `pattern-index.ts`: globs by their segments. A type walks down all ways at once, one step per segment and way, and
// never the same way twice; so no pattern makes it slower than types are long times patterns are many.

import { getOrInsert } from "../foundation/get-or-insert.ts";
import type { PatternSegment } from "./pattern.ts";

interface Node<Entry> {
  readonly literals: Map<string, Node<Entry>>;
  /** By the text of the glob. */
  readonly globs: Map<string, { readonly matches: (segment: string) => boolean; readonly node: Node<Entry> }>;
  one: Node<Entry> | undefined;
  any: Node<Entry> | undefined;
  readonly entries: Set<Entry>;
  /** It is reached by `**`, so it stays reached for every further segment. */
  readonly stays: boolean;
  /** The step in which it was reached last. */
  reached: number;
}

export class SegmentTrie<Entry> {
  readonly #root = createNode<Entry>(false);
  #step = 0;

  /** Adds an entry at the end of these segments; the returned function takes it out. */
  insert(segments: readonly PatternSegment[], entry: Entry): () => void {
    const path = [this.#root];
    for (const segment of segments) path.push(childOf(path.at(-1)!, segment));
    path.at(-1)!.entries.add(entry);
    return () => {
      path.at(-1)!.entries.delete(entry);
      for (let index = segments.length; index > 0 && isEmpty(path[index]!); index -= 1) {
        removeChild(path[index - 1]!, segments[index - 1]!);
      }
    };
  }

  /** Adds the entries of every glob that these segments match. */
  collect(segments: readonly string[], found: Set<Entry>): void {
    let reached: Node<Entry>[] = [];
    this.#step += 1;
    this.#reach(this.#root, reached);
    for (const segment of segments) {
      const next: Node<Entry>[] = [];
      this.#step += 1;
      for (const node of reached) {
        if (node.stays) this.#reach(node, next);
        this.#reach(node.one, next);
        this.#reach(node.literals.get(segment), next);
        for (const { matches, node: child } of node.globs.values()) if (matches(segment)) this.#reach(child, next);
      }
      reached = next;
    }
    for (const node of reached) for (const entry of node.entries) found.add(entry);
  }

  /** Notes that a node is reached, and with it the one behind `**`, which may stand for nothing. */
  #reach(node: Node<Entry> | undefined, reached: Node<Entry>[]): void {
    for (let at = node; at !== undefined && at.reached !== this.#step; at = at.any) {
      at.reached = this.#step;
      reached.push(at);
    }
  }
}

function createNode<Entry>(stays: boolean): Node<Entry> {
  return { literals: new Map(), globs: new Map(), one: undefined, any: undefined, entries: new Set(), stays, reached: 0 };
}

function childOf<Entry>(node: Node<Entry>, segment: PatternSegment): Node<Entry> {
  switch (segment.kind) {
    case "literal":
      return getOrInsert(node.literals, segment.text, () => createNode(false));
    case "one":
      return (node.one ??= createNode(false));
    case "any":
      return (node.any ??= createNode(true));
    case "glob": {
      const { text, matches } = segment;
      return getOrInsert(node.globs, text, () => ({ matches, node: createNode<Entry>(false) })).node;
    }
  }
}

function removeChild<Entry>(node: Node<Entry>, segment: PatternSegment): void {
  if (segment.kind === "literal") node.literals.delete(segment.text);
  else if (segment.kind === "glob") node.globs.delete(segment.text);
  else node[segment.kind] = undefined;
}

function isEmpty({ literals, globs, one, any, entries }: Node<unknown>): boolean {
  return entries.size === 0 && literals.size === 0 && globs.size === 0 && one === undefined && any === undefined;
}
