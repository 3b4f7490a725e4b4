// How hosts are granted, and what a grant covers.

import { describe, expect, it } from "vitest";
import { coversHost, hostOf, parseHostPattern } from "../../../src/runtime/http/host-pattern.ts";

describe("a pattern of hosts", () => {
  it.each([
    ["api.example.com", "https://api.example.com/x", true],
    ["api.example.com", "http://API.example.com./x", true],
    ["API.Example.com", "https://api.example.com", true],
    ["api.example.com", "https://api.example.com:8443", false],
    ["api.example.com:8443", "https://api.example.com:8443", true],
    ["api.example.com:8443", "https://api.example.com", false],
    ["api.example.com", "https://evil-api.example.com", false],
    ["api.example.com", "https://api.example.com.evil.org", false],
    ["*.example.com", "https://a.b.example.com", true],
    ["*.example.com", "https://example.com", false],
    ["*.example.com", "https://evilexample.com", false],
    ["*.example.com", "https://x.example.com@evil.org", false],
    ["*", "https://anything.org", true],
    ["*", "https://anything.org:22", false],
    ["127.0.0.1:80", "http://0x7f.1:81", false],
    ["127.0.0.1:81", "http://0x7f.1:81", true],
    ["[::1]:81", "http://[0:0::1]:81", true],
    ["bücher.example", "https://xn--bcher-kva.example", true],
  ])("%s covers %s: %s", (pattern, url, covered) => {
    expect(coversHost(parseHostPattern(pattern)!, hostOf(new URL(url)))).toBe(covered);
  });

  it.each([
    "",
    "https://example.com",
    "example.com/path",
    "user@example.com",
    "a*.example.com",
    "example.com:99999",
    "exa mple.com",
    "*.*",
  ])("%j is none", (text) => {
    expect(parseHostPattern(text)).toBeUndefined();
  });
});
