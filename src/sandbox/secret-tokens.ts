// Tokens in the place of the secrets in what a script is sent, where the config asks for them: it can compare secrets and hand them
// on in its answer, and never reads one. The runtime knows what secrets look like and makes the tokens; whoever sends a script
// data asks for them.

import { isJsonObject } from "../foundation/json.ts";

/** What scripts get in the place of secrets. */
export const SECRET_VIEWS = ["plain", "tokens"] as const;
export type SecretView = (typeof SECRET_VIEWS)[number];

export interface SecretTokens {
  hide<Value>(value: Value): HiddenSecrets<Value>;
}

export interface HiddenSecrets<Value> {
  /** A copy with tokens. */
  readonly value: Value;
  /**
   * What was answered, with the secrets of this value in the place of their tokens; those of others stay tokens.
   * @throws HookloomError RESULT_INVALID when it becomes too large
   */
  reveal(answer: unknown): unknown;
}

/** A hook's result, unvalidated, with secrets in the data that it makes. What it tells people keeps the tokens. */
export function revealResult(result: unknown, { reveal }: HiddenSecrets<unknown>): unknown {
  if (!isJsonObject(result)) return result;
  const { branches } = result;
  return {
    ...result,
    ...("data" in result && { data: reveal(result.data) }),
    ...("result" in result && { result: reveal(result.result) }),
    ...(Array.isArray(branches) && { branches: branches.map((branch) => revealBranch(branch, reveal)) }),
  };
}

function revealBranch(branch: unknown, reveal: HiddenSecrets<unknown>["reveal"]): unknown {
  return isJsonObject(branch) && "data" in branch ? { ...branch, data: reveal(branch.data) } : branch;
}
