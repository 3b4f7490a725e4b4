// Patterns of event types: dotted segments, `*` for exactly one, `**` for any number. Compiled once per subscription.

/** Whether an event type matches. */
export type EventPattern = (eventType: string) => boolean;

/** Compiles a pattern. */
export function compilePattern(pattern: string): EventPattern {
  if (pattern === "**") return () => true;
  if (!pattern.includes("*")) return (eventType) => eventType === pattern;
  const segments = pattern.split(".");
  return (eventType) => matchSegments(segments, eventType.split("."));
}

/** Backs up to the last `**` only, so that the cost is at most pattern length times type length. */
function matchSegments(pattern: readonly string[], type: readonly string[]): boolean {
  let inPattern = 0;
  let at = 0;
  let starAt = -1;
  let starType = 0;
  while (at < type.length) {
    if (pattern[inPattern] === "**") {
      starAt = inPattern;
      starType = at;
      inPattern += 1;
    } else if (inPattern < pattern.length && (pattern[inPattern] === "*" || pattern[inPattern] === type[at])) {
      inPattern += 1;
      at += 1;
    } else if (starAt >= 0) {
      inPattern = starAt + 1;
      starType += 1;
      at = starType;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "**") inPattern += 1;
  return inPattern === pattern.length;
}
