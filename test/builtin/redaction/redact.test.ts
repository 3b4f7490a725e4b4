// What counts as a secret and what does not, that nothing of a secret is left, and that nothing else changes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactSecrets } from "../../../src/builtin/redaction/redact.ts";
import { SECRET_SHAPES } from "../../../src/builtin/redaction/secret-shapes.ts";
import { anyJson } from "../../support/arbitrary-json.ts";

const redacted = (text: string): string => redactSecrets(text).value;

describe("redactSecrets", () => {
  it.each(SECRET_SHAPES.map((shape) => [shape.kind, shape] as const))("finds a %s in a text", (kind, { example }) => {
    const { value, found } = redactSecrets(`before ${example} after`);
    expect([...found]).toEqual([[kind, 1]]);
    expect(value).toMatch(new RegExp(`^before .*\\[redacted:${kind}\\].* after$`, "s"));
  });

  it("has kinds with names of their own", () => {
    expect(new Set(SECRET_SHAPES.map(({ kind }) => kind)).size).toBe(SECRET_SHAPES.length);
  });

  it("takes the values of keys that say they are secret, whatever they look like", () => {
    const value = {
      password: "hunter22",
      nested: [{ apiKey: "abcd", "X-Auth-Token": "q1w2" }],
      next_token: "page2",
      max_tokens: 7,
      token: 9,
    };
    expect(redactSecrets(value).value).toEqual({
      password: "[redacted:secret-field]",
      nested: [{ apiKey: "[redacted:secret-field]", "X-Auth-Token": "[redacted:secret-field]" }],
      next_token: "page2",
      max_tokens: 7,
      token: 9,
    });
  });

  it("takes a long word that looks random, unless it is told not to", () => {
    const word = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2dE4fG6h";
    expect(redacted(`key material ${word}`)).toBe("key material [redacted:random-text]");
    expect(redactSecrets(word, { entropy: false }).value).toBe(word);
  });

  it.each([
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "sha512-iR8v9cHqXH+aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789==",
    "550e8400-e29b-41d4-a716-446655440000",
    "/home/user/projects/MyProject2/src/components/VeryLongComponentName3/index.tsx",
    "AbstractSingletonProxyFactoryBean2Implementation3Test4",
    "const password = getPassword();",
    "password: string",
    "api_key: ${API_KEY}",
    "PASSWORD=changeme",
    "password=<your password>",
    "The password must be at least 8 characters",
    "max_tokens = 4096",
    "Bearer of good news",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 user@host",
    "https://example.com/oauth2/token1",
    "postgres://${USER}:${PASSWORD}@db/shop",
    "the monkey: banana12",
  ])("leaves %s", (text) => {
    expect(redactSecrets(text)).toEqual({ value: text, found: new Map() });
  });

  it("leaves nothing of a secret wherever it stands, and changes nothing the second time", () => {
    const letters = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    const tail = (length: number) => fc.array(letters, { minLength: length, maxLength: length }).map((all) => all.join(""));
    const secrets = fc.oneof(
      tail(36).map((rest) => `ghp_${rest}`),
      tail(36).map((rest) => `npm_${rest}`),
      tail(20).map((rest) => `glpat-${rest}`),
      tail(16).map((rest) => `AKIA${rest.toUpperCase()}`),
      fc.tuple(tail(20), tail(24), tail(43)).map(([a, b, c]) => `eyJ${a}.eyJ${b}.${c}`),
      tail(64).map((rest) => `-----BEGIN PRIVATE KEY-----\n${rest}\n-----END PRIVATE KEY-----`),
    );
    const around = fc.constantFrom("", " ", "\n", '"', "'", "(", ")", ": ", "=", ", ", "<", ">", "`");
    fc.assert(
      fc.property(secrets, around, around, fc.lorem(), (secret, before, after, words) => {
        const text = `${words}${before === "" ? " " : before}${secret}${after === "" ? " " : after}${words}`;
        const once = redacted(text);
        expect(once).not.toContain(secret);
        expect(once).toContain("[redacted:");
        expect(redacted(once)).toBe(once);
      }),
    );
  });

  it("keeps the shape of any value, and the value itself when there is nothing to take out", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const { value: result, found } = redactSecrets(value);
        if (found.size === 0) expect(result).toBe(value);
        expect(redactSecrets(result).value).toEqual(result);
      }),
    );
  });

  it.each([
    ["bearer ", 30_000],
    ["password=", 30_000],
    [":// : @", 40_000],
    ["-----BEGIN PRIVATE KEY-----", 10_000],
    ["aA1", 100_000],
    ["aws secret ", 30_000],
  ])("takes no long time for %j again and again", (text, count) => {
    const began = performance.now();
    redactSecrets(text.repeat(count));
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
