// Tokens for secrets that scripts shall not read: `secret-` and what a key makes of the secret, so that equal secrets have equal
// tokens while the host runs, and a token says nothing of its secret. A token is good for the answer to the data it came with;
// anywhere else it is text. `scripts.ts` makes one for all scripts.

import { createHmac } from "node:crypto";
import { replaceSecrets, type SecretMarks } from "../../builtin/redaction/redact.ts";
import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import type { HiddenSecrets, SecretTokens } from "../../sandbox/secret-tokens.ts";

const TOKEN = /secret-[0-9a-f]{16}/g;
const TOKEN_DIGITS = 16;
/** What secrets may add to one answer, in UTF-16 units: a script can write a token often. */
const MOST_REVEALED = 1024 * 1024;

export class KeyedTokens implements SecretTokens {
  readonly #key: Buffer;

  /** `key`: bytes that nobody knows. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  hide<Value>(value: Value): HiddenSecrets<Value> {
    const secrets = new Map<string, string>();
    const mark = (_kind: string, secret: string): string => {
      const token = this.#tokenOf(secret);
      secrets.set(token, secret);
      return token;
    };
    const marks: SecretMarks = {
      // Text that only looks like a token must not become the secret of a real one.
      prepare: (text) => text.replaceAll(TOKEN, (literal) => mark("token", literal)),
      mark,
      holdsMark: (text) => text.match(TOKEN)?.some((token) => secrets.has(token)) ?? false,
    };
    return { value: replaceSecrets(value, marks), reveal: (answer) => reveal(answer, secrets) };
  }

  #tokenOf(secret: string): string {
    return `secret-${createHmac("sha256", this.#key).update(secret).digest("hex").slice(0, TOKEN_DIGITS)}`;
  }
}

function reveal(answer: unknown, secrets: ReadonlyMap<string, string>): unknown {
  if (secrets.size === 0) return answer;
  let revealed = 0;
  const inText = (text: string): string =>
    text.replaceAll(TOKEN, (token) => {
      const secret = secrets.get(token);
      revealed += secret?.length ?? 0;
      if (revealed > MOST_REVEALED) throw tooMuch();
      return secret ?? token;
    });
  const inValue = (value: unknown): unknown => {
    if (typeof value === "string") return inText(value);
    if (Array.isArray(value)) return value.map(inValue);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, inValue(inside)]));
  };
  return inValue(answer);
}

function tooMuch(): HookloomError {
  const message = `With the secrets in the place of their tokens the result is too large: they add more than ${MOST_REVEALED} characters.`;
  return new HookloomError("RESULT_INVALID", message, { details: { limit: MOST_REVEALED } });
}
