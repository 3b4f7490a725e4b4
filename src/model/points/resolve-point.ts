// From a name that a host, a script or a configuration file gives to the point it means. The runtime, the script loader and
// the server call it; what to do about an unknown name is theirs.

import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import { KNOWN_NAMES, KNOWN_NAMES_OF_SYSTEM, type KnownPoint } from "./catalogue.ts";
import type { PointSystem } from "./point.ts";

/** What a name means; suggestions are the nearest known names, nearest first, at most three. */
export type ResolvedPoint =
  | KnownPoint
  | { readonly kind: "custom"; readonly name: string }
  | { readonly kind: "unknown"; readonly suggestions: string[] };

/**
 * The point that a name means. Upper and lower case count. A system chooses whose fields are meant by a name that several
 * systems use; without one, a canonical name means our fields and an alias those of the first system that has it.
 */
export function resolvePoint(name: string, system?: PointSystem): ResolvedPoint {
  const ofSystem = system === undefined ? undefined : KNOWN_NAMES_OF_SYSTEM.get(system)?.get(name);
  const known = ofSystem ?? KNOWN_NAMES.get(name);
  if (known !== undefined) return known;
  if (name.includes(":")) return { kind: "custom", name };
  return { kind: "unknown", suggestions: suggestNames(name, KNOWN_NAMES.keys()) };
}

/**
 * What is wrong with the name of a point, completing "it names ..."; `undefined` for one that there is. `declared`: points that
 * have no colon.
 */
export function describeUnknownPoint(name: string, declared: readonly string[]): string | undefined {
  const resolved = resolvePoint(name);
  if (resolved.kind !== "unknown" || declared.includes(name)) return undefined;
  const near = suggestNames(name, [...resolved.suggestions, ...declared]);
  return `${JSON.stringify(name)}, which is no hook point.${didYouMean(near)}`;
}

/** The catalogue's name of the point that a name means, and other names as they are. */
export function canonicalName(name: string): string {
  return KNOWN_NAMES.get(name)?.point.name ?? name;
}
