// Compiles a match into a predicate once, when a hook or a subscription is registered; the host calls it before every hook
// that has one.

import { compileGlob } from "../foundation/glob.ts";
import { valueAtPath } from "../foundation/json.ts";
import { compileExpression } from "../foundation/regular-expression.ts";
import { isCombination, type FieldConditions, type FieldMatch, type Match, type Scalar } from "./match.ts";

/** Whether an operation's data fulfils a match. */
export type Matcher = (data: unknown) => boolean;

type ValueTest = (value: unknown) => boolean;

/** Thrown by a test that cannot be done without holding the host up. */
const UNDECIDED = Symbol("undecided");

/**
 * Compiles a well-formed match. What cannot be decided, because a text is too long for a regular expression, counts as
 * fulfilled: a match spares calls, it is no place to let something slip through.
 */
export function compileMatch(match: Match): Matcher {
  const test = compileTable(match);
  if (!usesExpressions(match)) return test;
  return (data) => {
    try {
      return test(data);
    } catch (thrown) {
      if (thrown === UNDECIDED) return true;
      throw thrown;
    }
  };
}

function compileTable(match: Match): Matcher {
  return every(
    Object.entries(match).map(([key, value]) => {
      if (!isCombination(key)) return compileField(key.split("."), compileTest(value as FieldMatch));
      if (key === "not") return negate(compileTable(value as Match));
      return combine(key, (value as readonly Match[]).map(compileTable));
    }),
  );
}

function compileField(path: readonly string[], test: ValueTest): Matcher {
  const [key = "", ...inside] = path;
  // Most fields stand at the top.
  if (inside.length === 0) return (data) => test(ownValue(data, key));
  return (data) => test(valueAtPath(ownValue(data, key), inside));
}

function ownValue(data: unknown, key: string): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, key)
    ? (data as Record<string, unknown>)[key]
    : undefined;
}

function compileText(test: (text: string) => boolean): ValueTest {
  return (value) => typeof value === "string" && test(value);
}

function compileTest(match: FieldMatch): ValueTest {
  if (isList(match)) {
    const values = new Set<unknown>(match);
    return (value) => values.has(value);
  }
  if (typeof match === "object" && match !== null) return every(compileConditions(match));
  return (value) => value === match;
}

function compileConditions(conditions: FieldConditions): ValueTest[] {
  const tests: ValueTest[] = [];
  const { glob, regex, gt, gte, lt, lte, exists, not, any, all } = conditions;
  if (glob !== undefined) tests.push(compileText(compileGlob(glob)));
  if (gt !== undefined) tests.push((value) => typeof value === "number" && value > gt);
  if (gte !== undefined) tests.push((value) => typeof value === "number" && value >= gte);
  if (lt !== undefined) tests.push((value) => typeof value === "number" && value < lt);
  if (lte !== undefined) tests.push((value) => typeof value === "number" && value <= lte);
  if (exists !== undefined) tests.push((value) => (value !== undefined) === exists);
  if (not !== undefined) tests.push(negate(compileTest(not)));
  if (any !== undefined) tests.push(combine("any", any.map(compileTest)));
  if (all !== undefined) tests.push(combine("all", all.map(compileTest)));
  // Last, because it costs most.
  if (regex !== undefined) tests.push(compileRegex(regex));
  return tests;
}

function compileRegex(source: string): ValueTest {
  const expression = compileExpression(source);
  return (value) => {
    if (typeof value !== "string") return false;
    const verdict = expression(value);
    if (verdict === "too_long") throw UNDECIDED;
    return verdict === "matches";
  };
}

function combine(how: "any" | "all", tests: readonly ValueTest[]): ValueTest {
  return how === "all" ? every(tests) : (value) => tests.some((test) => test(value));
}

function every(tests: readonly ValueTest[]): ValueTest {
  if (tests.length === 1) return tests[0]!;
  return (value) => tests.every((test) => test(value));
}

function negate(test: ValueTest): ValueTest {
  return (value) => !test(value);
}

function usesExpressions(match: Match): boolean {
  return JSON.stringify(match).includes('"regex":');
}

function isList(match: FieldMatch): match is readonly Scalar[] {
  return Array.isArray(match);
}
