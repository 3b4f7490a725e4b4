// Every name a script can register a hook under, with the fields its data has there. The stubs of each language are made of it.

import { KNOWN_NAMES, type KnownPoint } from "../../model/points/catalogue.ts";
import type { Field } from "../../model/points/point.ts";

/** A name of a point, as a script uses it. */
export interface NamedPoint {
  readonly name: string;
  /** Letters, digits and underscores: for names of types. */
  readonly identifier: string;
  readonly summary: string;
  /** Under the names the system uses whose name of the point it is. */
  readonly fields: readonly (Field & { readonly name: string })[];
}

/** All of them, the catalogue's own first. */
export function listPointNames(): NamedPoint[] {
  const taken = new Set<string>();
  return [...KNOWN_NAMES].map(([name, { point, alias }]) => ({
    name,
    identifier: identifierFor(name, taken),
    summary: point.summary,
    fields: Object.entries(point.fields).map(([field, facts]) => ({ ...facts, name: renamed(field, alias) })),
  }));
}

function renamed(field: string, alias: KnownPoint["alias"]): string {
  return alias?.fields[field] ?? field;
}

// Systems differ in the case of a letter only, which names of types in Lua and Python can bear, but their readers cannot.
function identifierFor(name: string, taken: Set<string>): string {
  const plain = name.replaceAll(/\W+/g, "_").replace(/^./, (letter) => letter.toUpperCase());
  let identifier = plain;
  for (let number = 2; taken.has(identifier); number += 1) identifier = `${plain}${number}`;
  taken.add(identifier);
  return identifier;
}
