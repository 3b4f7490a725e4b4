// What a pattern means, by definition and without regard to cost: the oracle of the property tests.

/** Whether an event type matches a pattern. */
export function matchesNaively(pattern: string, eventType: string): boolean {
  const [, scheme, rest = ""] = /^(prefix|suffix|regex):(.*)$/s.exec(pattern) ?? [];
  if (scheme === "prefix") return eventType.startsWith(rest);
  if (scheme === "suffix") return eventType.endsWith(rest);
  if (scheme === "regex") return new RegExp(rest).test(eventType);
  return writeOut(pattern).some((text) => matchSegments(text.split("."), eventType.split(".")));
}

/** Innermost braces first. */
function writeOut(pattern: string): string[] {
  const brace = /\{([^{}]*)\}/.exec(pattern);
  if (brace === null) return [pattern];
  const [whole, inside = ""] = brace;
  const end = brace.index + whole.length;
  return inside.split(",").flatMap((option) => writeOut(pattern.slice(0, brace.index) + option + pattern.slice(end)));
}

function matchSegments(pattern: readonly string[], type: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return type.length === 0;
  if (first === "**") return type.some((_, index) => matchSegments(rest, type.slice(index))) || matchSegments(rest, []);
  return type.length > 0 && matchText(first, type[0]!) && matchSegments(rest, type.slice(1));
}

function matchText(glob: string, text: string): boolean {
  if (glob === "") return text === "";
  if (glob[0] === "*") return matchText(glob.slice(1), text) || (text !== "" && matchText(glob, text.slice(1)));
  if (text === "") return false;
  const [one = "", negated = "", listed] = /^\[([!^]?)([^\]]+)\]|^./.exec(glob)!;
  const inClass = (): boolean => new RegExp(`[${listed}]`).test(text[0]!) !== (negated !== "");
  const accepted = listed === undefined ? one === "?" || one === text[0] : inClass();
  return accepted && matchText(glob.slice(one.length), text.slice(1));
}
