// How dangerous a shell command is. The command is parsed, not matched: every program it would start is held against the rules,
// and so is every text that it gives to another shell. The command guard, scripts and hosts call it.

import { matchesGlob } from "../../foundation/glob.ts";
import { Assessment, NOTHING_FOUND } from "./assessment.ts";
import { compileCustomRule, type CustomRule } from "./custom-rules.ts";
import { createCallJudge } from "./judge-call.ts";
import type { Invocation } from "./invocation.ts";
import { findDisguise } from "./look-alikes.ts";
import { compileRule } from "./rule.ts";
import { RULE_GROUPS } from "./rules.ts";
import { ScriptReader } from "./script-reader.ts";
import type { Verdict } from "./verdict.ts";

const MAXIMUM_LENGTH = 100_000;
/** Substitutions may be nested, and parsing takes longer the deeper they are. */
const MAXIMUM_SUBSTITUTIONS = 500;
/** Longer commands are not kept, so that the cache holds a few megabytes at most. */
const MAXIMUM_CACHED_LENGTH = 2000;
const COMPILED = Object.values(RULE_GROUPS).flat().map(compileRule);

export interface AssessOptions {
  /** Rules besides ours. */
  readonly rules?: readonly CustomRule[];
  /** Commands that are never held against a rule: globs over a program with its arguments, quotes taken off. */
  readonly allow?: readonly string[];
  /** Verdicts that are kept. They depend on nothing but the command, so they never get old. Default 1000. */
  readonly maxCachedVerdicts?: number;
}

export type Assess = (command: string) => Verdict;

/** Makes a function that assesses commands by these options. */
export function createAssess(options: AssessOptions = {}): Assess {
  const { rules = [], allow = [], maxCachedVerdicts = 1000 } = options;
  const isAllowed = (call: Invocation): boolean => {
    const text = [call.path, ...call.words].join(" ");
    return allow.some((glob) => matchesGlob(glob, text));
  };
  const judge = createCallJudge([...COMPILED, ...rules.map(compileCustomRule)], allow.length === 0 ? () => false : isAllowed);
  const kept = new Map<string, Verdict>();

  const assessAnew = (command: string): Verdict => {
    const assessment = new Assessment(command);
    const whole = { start: 0, end: command.length };
    try {
      const disguise = findDisguise(command);
      if (disguise !== undefined) assessment.find(disguise.id, { start: disguise.at, end: disguise.at + 1 });
      if (command.length > MAXIMUM_LENGTH) assessment.find("too-long", whole);
      else if (command.split("$(", MAXIMUM_SUBSTITUTIONS + 1).length > MAXIMUM_SUBSTITUTIONS) assessment.find("too-much", whole);
      else new ScriptReader(assessment, judge).read(command, whole, 0);
    } catch (thrown) {
      assessment.find("assessment-failed", whole, `: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    return assessment.verdict;
  };

  return (command) => {
    if (command.trim() === "") return NOTHING_FOUND;
    if (command.length > MAXIMUM_CACHED_LENGTH || maxCachedVerdicts === 0) return assessAnew(command);
    const known = kept.get(command);
    const verdict = known ?? assessAnew(command);
    if (known !== undefined) kept.delete(command);
    else if (kept.size >= maxCachedVerdicts) kept.delete(kept.keys().next().value!);
    kept.set(command, verdict);
    return verdict;
  };
}

let byDefault: Assess | undefined;

/** How dangerous a command for a POSIX shell or bash is, by the rules that come with Hookloom. Never throws: what cannot be assessed is CRITICAL. */
export function assessCommand(command: string): Verdict {
  byDefault ??= createAssess();
  return byDefault(command);
}
