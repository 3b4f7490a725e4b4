// Patterns of event types, as hosts, scripts and the command line write them, and what each may cost. `pattern-index.ts` finds
// by them; what is written here is only read, never tried.

import { HookloomError } from "../foundation/errors.ts";
import { compileExpression, findExpressionFault } from "../foundation/regular-expression.ts";
import { expandBraces } from "./expand-braces.ts";
import { compileSegment } from "./segment-glob.ts";

/** One way in which a pattern can match. A glob with braces has several. */
export type PatternAlternative =
  | { readonly kind: "glob"; readonly segments: readonly PatternSegment[] }
  | { readonly kind: "prefix" | "suffix"; readonly text: string }
  | { readonly kind: "regex"; readonly source: string; readonly matches: (eventType: string) => boolean };

/** What stands between two dots: a text, `*`, `**`, or a glob within the segment. */
export type PatternSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "one" }
  | { readonly kind: "any" }
  | { readonly kind: "glob"; readonly text: string; readonly matches: (segment: string) => boolean };

/** In characters. */
const MAX_PATTERN_LENGTH = 256;
/** What braces may be written out to. */
const MAX_ALTERNATIVES = 100;

const SEGMENT = /^(?:[a-z0-9_*?]|\[[!^]?(?:[a-z0-9_]-[a-z0-9_]|[a-z0-9_])+\])+$/;

/**
 * Reads a pattern: an event type, or a glob in which `*` stands for one segment or for any characters within one, `**` for any
 * number of segments, `?` for one character, `[a-z]` and `[!a-z]` for one of a range and of no range, and `{a,b}` for either;
 * or `prefix:` or `suffix:` and a text; or `regex:` and an expression in RE2's syntax that matches anywhere in the type.
 * @throws HookloomError EVENT_PATTERN_INVALID
 */
export function parsePattern(pattern: string): PatternAlternative[] {
  if (pattern.length > MAX_PATTERN_LENGTH) throw invalid(pattern, `has more than ${MAX_PATTERN_LENGTH} characters`);
  const [, scheme, rest = ""] = /^(prefix|suffix|regex):(.*)$/s.exec(pattern) ?? [];
  if (scheme === "regex") return [parseExpression(pattern, rest)];
  if (scheme === "prefix" || scheme === "suffix") {
    if (!/^[a-z0-9_.]+$/.test(rest)) throw invalid(pattern, `needs a part of an event type after ${scheme}:`);
    return [{ kind: scheme, text: rest }];
  }
  const expanded = expandBraces(pattern, MAX_ALTERNATIVES);
  if ("fault" in expanded) throw invalid(pattern, expanded.fault);
  return expanded.texts.map((text) => ({
    kind: "glob",
    segments: text.split(".").map((segment) => parseSegment(pattern, segment)),
  }));
}

function parseExpression(pattern: string, source: string): PatternAlternative {
  const fault = findExpressionFault(source);
  if (fault !== undefined) throw invalid(pattern, fault);
  const expression = compileExpression(source);
  return { kind: "regex", source, matches: (eventType) => expression(eventType) === "matches" };
}

function parseSegment(pattern: string, text: string): PatternSegment {
  if (text === "*") return { kind: "one" };
  if (text === "**") return { kind: "any" };
  if (text.includes("**")) throw invalid(pattern, "has ** beside other characters of a segment; it stands for whole segments");
  if (!SEGMENT.test(text)) {
    throw invalid(pattern, `has the segment ${JSON.stringify(text)}; event types are dotted lower case, such as tool.failed`);
  }
  return /[*?[]/.test(text) ? { kind: "glob", text, matches: compileSegment(text) } : { kind: "literal", text };
}

function invalid(pattern: string, fault: string): HookloomError {
  const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern;
  return new HookloomError("EVENT_PATTERN_INVALID", `The event pattern ${JSON.stringify(shown)} ${fault}.`, {
    details: { pattern: shown },
  });
}
