// Regular expressions that strangers write and the host evaluates: RE2's syntax, in a time that grows with the length of the
// text only, never exponentially. No look-around and no back-references.

import { RE2JS } from "re2js";
import { translateExpression } from "./native-expression.ts";

const MAX_LENGTH = 1000;
/** Instructions of a compiled expression. */
const MAX_PROGRAM = 500;
/** Instructions times characters that are tried in one go: about 15 ms. */
const MAX_WORK = 1_000_000;

/** What a text is to an expression; `too_long` when finding out would hold the host up. */
export type ExpressionVerdict = "matches" | "differs" | "too_long";

export type Expression = (text: string) => ExpressionVerdict;

/** What is wrong with an expression, or `undefined`. */
export function findExpressionFault(source: string): string | undefined {
  if (source.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  try {
    return RE2JS.compile(source).programSize() > MAX_PROGRAM ? "is too large once its repetitions are written out" : undefined;
  } catch (thrown) {
    return `is no regular expression: ${thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, "") : String(thrown)}`;
  }
}

/** Compiles an expression without a fault. It matches anywhere in a text unless it is anchored. */
export function compileExpression(source: string): Expression {
  const compiled = RE2JS.compile(source);
  const longest = Math.floor(MAX_WORK / compiled.programSize());
  const test = (text: string): ExpressionVerdict =>
    text.length > longest ? "too_long" : compiled.test(text) ? "matches" : "differs";
  const native = translateExpression(source);
  if (native === undefined) return test;
  const { expression } = native;
  const longestText = Math.min(native.longestText, longest);
  return (text) => (text.length > longestText ? test(text) : expression.test(text) ? "matches" : "differs");
}
