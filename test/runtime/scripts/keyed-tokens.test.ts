// Tokens in the place of secrets: what is hidden comes back as it was, and nothing else comes back.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SECRET_SHAPES } from "../../../src/builtin/redaction/secret-shapes.ts";
import { redactSecrets } from "../../../src/builtin/redaction/redact.ts";
import { KeyedTokens } from "../../../src/runtime/scripts/keyed-tokens.ts";

const SECRET = "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789";
const OTHER = "glpat-aBcDeFgHiJkLmNoPqRsT";
const TOKEN = /^secret-[0-9a-f]{16}$/;
const tokens = new KeyedTokens(Buffer.alloc(32, 1));

/** Texts with secrets, with what looks like a token, and with what is one. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        ...SECRET_SHAPES.map(({ example }) => example),
        SECRET,
        " ",
        "=",
        '"',
        "password: ",
        "secret-",
        "secret-0123",
      ),
      fc.stringMatching(/^secret-[0-9a-f]{14,18}$/),
      fc.constantFrom(SECRET, OTHER).map((secret) => tokens.hide(secret).value),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(null, true, 1.5),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("password", "api_key", "note")), tie("any"), {
      maxKeys: 4,
    }),
  ),
})).any;

describe("what is hidden", () => {
  it("comes back as it was, whatever it is", () => {
    fc.assert(
      fc.property(value, (original) => {
        const { value: hidden, reveal } = tokens.hide(original);
        expect(JSON.stringify(reveal(hidden))).toBe(JSON.stringify(original));
      }),
      { numRuns: 500 },
    );
  });

  it("holds no secret that redaction knows", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRET_SHAPES), fc.string(), ({ example }, around) => {
        const { value: hidden } = tokens.hide({ around, note: `${around} ${example} ${around}` });
        const { found } = redactSecrets({ note: `${around} ${example} ${around}` });
        for (const secret of found.size === 0 ? [] : [example])
          expect(JSON.stringify(hidden)).not.toContain(JSON.stringify(secret));
      }),
    );
  });

  it("is the same token for the same secret, wherever it stands, and another for another and with another key", () => {
    const { value: hidden } = tokens.hide({ a: SECRET, b: `use ${SECRET} here`, password: SECRET, c: OTHER });
    expect(hidden.a).toMatch(TOKEN);
    expect(hidden.b).toBe(`use ${hidden.a} here`);
    expect(hidden.password).toBe(hidden.a);
    expect(hidden.c).toMatch(TOKEN);
    expect(hidden.c).not.toBe(hidden.a);
    expect(tokens.hide(SECRET).value).toBe(hidden.a);
    expect(new KeyedTokens(Buffer.alloc(32, 2)).hide(SECRET).value).not.toBe(hidden.a);
  });
});

describe("what comes back", () => {
  it("is only the secrets of the value that was hidden, not those of others", () => {
    const foreign = tokens.hide(OTHER).value;
    const { value: hidden, reveal } = tokens.hide({ secret: SECRET });
    expect(reveal({ moved: hidden.secret, foreign, list: [`x${hidden.secret}y`] })).toEqual({
      moved: SECRET,
      foreign,
      list: [`x${SECRET}y`],
    });
  });

  it("is the text itself for text that looked like the token of a secret beside it", () => {
    const token = tokens.hide(SECRET).value;
    const { value: hidden, reveal } = tokens.hide({ note: SECRET, comment: token });
    expect(hidden.comment).not.toBe(hidden.note);
    expect(reveal({ comment: hidden.comment })).toEqual({ comment: token });
  });

  it("is refused when a token is written so often that its secret would fill the host's memory", () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${"x".repeat(4000)}\n-----END PRIVATE KEY-----`;
    const { value: hidden, reveal } = tokens.hide({ key });
    expect(() => reveal(Array(1000).fill(hidden.key))).toThrow(expect.objectContaining({ code: "RESULT_INVALID" }));
  });
});
