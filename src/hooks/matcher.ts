// Compiles a match into a predicate once, at registration; the executor calls it before every hook that has one.

import { valueAtPath } from "../foundation/json.ts";
import type { FieldConditions, FieldMatch, Match } from "../model/match.ts";

/** Whether an operation's data fulfils a match. */
export type Matcher = (data: unknown) => boolean;

type ValueTest = (value: unknown) => boolean;

/** Compiles a well-formed match. */
export function compileMatch(match: Match): Matcher {
  const tests = Object.entries(match).map(([path, field]) => compileField(path.split("."), compileTest(field)));
  if (tests.length === 1) return tests[0]!;
  return (data) => tests.every((test) => test(data));
}

function compileField(path: readonly string[], test: ValueTest): Matcher {
  return (data) => test(valueAtPath(data, path));
}

function compileTest(match: FieldMatch): ValueTest {
  if (isList(match)) {
    const values = new Set<unknown>(match);
    return (value) => values.has(value);
  }
  if (typeof match === "object" && match !== null) return compileConditions(match);
  return (value) => value === match;
}

function compileConditions(conditions: FieldConditions): ValueTest {
  const tests: ValueTest[] = [];
  const { glob, gt, gte, lt, lte, not, exists } = conditions;
  if (glob !== undefined) tests.push((value) => typeof value === "string" && matchesGlob(glob, value));
  if (gt !== undefined) tests.push((value) => typeof value === "number" && value > gt);
  if (gte !== undefined) tests.push((value) => typeof value === "number" && value >= gte);
  if (lt !== undefined) tests.push((value) => typeof value === "number" && value < lt);
  if (lte !== undefined) tests.push((value) => typeof value === "number" && value <= lte);
  if (exists !== undefined) tests.push((value) => (value !== undefined) === exists);
  if (not !== undefined) {
    const inner = compileTest(not);
    tests.push((value) => !inner(value));
  }
  return (value) => tests.every((test) => test(value));
}

/**
 * Whether a text matches a glob of `*` and `?`. Backs up to the last star only, so that no pattern takes more than
 * pattern length times text length.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let inGlob = 0;
  let starAt = -1;
  let starText = 0;
  while (at < text.length) {
    if (glob[inGlob] === "*") {
      starAt = inGlob;
      starText = at;
      inGlob += 1;
    } else if (glob[inGlob] === "?") {
      inGlob += 1;
      // A character outside the basic plane is one character of two units.
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    } else if (inGlob < glob.length && glob[inGlob] === text[at]) {
      inGlob += 1;
      at += 1;
    } else if (starAt >= 0) {
      inGlob = starAt + 1;
      starText += 1;
      at = starText;
    } else {
      return false;
    }
  }
  while (glob[inGlob] === "*") inGlob += 1;
  return inGlob === glob.length;
}

function isList(match: FieldMatch): match is readonly (string | number | boolean | null)[] {
  return Array.isArray(match);
}
