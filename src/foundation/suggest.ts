// "Did you mean": the known names nearest to a mistyped one.

import { distance } from "fastest-levenshtein";

/** Up to `most` names near the given one, nearest first; case does not count. */
export function suggestNames(wrong: string, known: Iterable<string>, most = 3): string[] {
  const lower = wrong.toLowerCase();
  const near: { name: string; cost: number }[] = [];
  for (const name of new Set(known)) {
    // Far lengths cannot be near, and the distance of long texts is costly.
    if (Math.abs(name.length - wrong.length) > name.length) continue;
    const cost = distance(lower, name.toLowerCase());
    // A name of which nothing is left is not near, however short it is.
    if (cost <= Math.max(2, Math.floor(name.length / 3)) && cost < name.length) near.push({ name, cost });
  }
  return near
    .sort((a, b) => a.cost - b.cost)
    .slice(0, most)
    .map(({ name }) => name);
}

/** ` Did you mean "a" or "b"?`, or the empty text when nothing is near. */
export function didYouMean(suggestions: readonly string[]): string {
  if (suggestions.length === 0) return "";
  return ` Did you mean ${suggestions.map((name) => JSON.stringify(name)).join(" or ")}?`;
}
