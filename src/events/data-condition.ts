// Conditions on the data of events, beside the pattern of their type: the matches that hooks have.

import { HookloomError } from "../foundation/errors.ts";
import { compileMatch, type Matcher } from "../model/compile-match.ts";
import { findMatchFault, type Match } from "../model/match.ts";

const MAX_LENGTH = 4096;

/**
 * Compiles a condition.
 * @throws HookloomError EVENT_PATTERN_INVALID
 */
export function compileCondition(where: Match): Matcher {
  const length = JSON.stringify(where)?.length ?? 0;
  const fault = length > MAX_LENGTH ? `where must have at most ${MAX_LENGTH} characters of JSON` : findMatchFault(where, "where");
  if (fault !== undefined) {
    throw new HookloomError("EVENT_PATTERN_INVALID", `The condition on the data of events is wrong: ${fault}.`);
  }
  return compileMatch(where);
}
