// Which addresses tools must not open, in all their spellings.

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createUrlCheck } from "../../../src/builtin/url-guard/check-url.ts";
import { startWith, type GuardedRuntime } from "../support.ts";

let guarded: GuardedRuntime | undefined;
afterEach(() => guarded?.runtime.close());

const check = createUrlCheck();

describe("createUrlCheck", () => {
  it.each([
    "https://example.com",
    "http://example.com:8080/path?x=http://10.0.0.1/",
    "https://sub.example.co.uk/a@b",
    "https://8.8.8.8/dns",
    "https://[2606:4700:4700::1111]/",
    "https://bücher.example/",
    "https://example.com/#user@host",
  ])("lets %s be opened", (url) => {
    expect(check(url)).toBeUndefined();
  });

  it.each([
    ["http://127.0.0.1/", "private_address"],
    ["http://10.0.0.5/", "private_address"],
    ["http://192.168.1.1", "private_address"],
    ["http://172.16.0.9", "private_address"],
    ["http://169.254.1.1", "private_address"],
    ["http://100.64.0.1", "private_address"],
    ["http://0.0.0.0:80", "private_address"],
    ["http://0/", "private_address"],
    ["http://2130706433/", "private_address"],
    ["http://0x7f000001/", "private_address"],
    ["http://0x7f.0.0.1/", "private_address"],
    ["http://0177.0.0.1/", "private_address"],
    ["http://127.1/", "private_address"],
    ["http://127.0.0.1./", "private_address"],
    ["http://①②⑦.⓪.⓪.①/", "private_address"],
    ["http://１２７。０。０。１/", "private_address"],
    ["http://%31%32%37.0.0.1/", "private_address"],
    ["http://[::1]/", "private_address"],
    ["http://[::]/", "private_address"],
    ["http://[::ffff:127.0.0.1]/", "private_address"],
    ["http://[::ffff:7f00:1]/", "private_address"],
    ["http://[::127.0.0.1]/", "private_address"],
    ["http://[64:ff9b::10.0.0.1]/", "private_address"],
    ["http://[2002:7f00:1::]/", "private_address"],
    ["http://[fe80::1]/", "private_address"],
    ["http://[fc00::1]/", "private_address"],
    ["http://224.0.0.1/", "private_address"],
    ["http://127.0.0.1.nip.io/", "private_address"],
    ["http://localtest.me/", "private_address"],
    ["http://169.254.169.254/latest/meta-data/", "metadata"],
    ["http://2852039166/", "metadata"],
    ["http://0xA9FEA9FE/", "metadata"],
    ["http://[::ffff:169.254.169.254]/", "metadata"],
    ["http://[fd00:ec2::254]/", "metadata"],
    ["http://metadata.google.internal/", "metadata"],
    ["http://METADATA.google.internal./", "metadata"],
    ["http://168.63.129.16/machine", "metadata"],
    ["http://localhost:3000/", "local_name"],
    ["http://app.localhost/", "local_name"],
    ["http://db.internal/", "local_name"],
    ["http://printer.local/", "local_name"],
    ["http://db/", "local_name"],
    ["http://web.default.svc.cluster.local/", "local_name"],
    ["file:///etc/passwd", "scheme"],
    ["gopher://example.com/", "scheme"],
    ["ftp://example.com/", "scheme"],
    ["javascript:alert(1)", "scheme"],
    ["data:text/plain,x", "scheme"],
    ["http://example.com@10.0.0.1/", "userinfo"],
    ["http://user:pass@example.com/", "userinfo"],
    ["http://a@b@c/", "userinfo"],
    ["http:example.com", "disguise"],
    ["http:///example.com", "disguise"],
    ["http:\\\\example.com", "disguise"],
    ["http://example.com\\@10.0.0.1/", "disguise"],
    ["http://exa\tmple.com/", "disguise"],
    [" http://example.com", "disguise"],
    ["example.com", "no_url"],
    ["", "no_url"],
    ["//example.com", "no_url"],
  ])("keeps %s closed: %s", (url, kind) => {
    expect(check(url)?.kind).toBe(kind);
  });

  it("keeps a private address closed however its number is written", () => {
    const privates = fc.constantFrom([10, 8], [127, 8], [169 * 256 + 254, 16], [192 * 256 + 168, 16]);
    const addresses = fc.tuple(privates, fc.integer({ min: 0, max: 0xffffff })).map(([[head, bits], rest]) => {
      const value = head! * 2 ** (32 - bits!) + (rest % 2 ** (32 - bits!));
      return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
    });
    const spellings = fc.constantFrom<((bytes: number[]) => string)[]>(
      (bytes) => bytes.join("."),
      (bytes) => bytes.map((byte) => `0x${byte.toString(16)}`).join("."),
      (bytes) => bytes.map((byte) => `0${byte.toString(8)}`).join("."),
      (bytes) => String(bytes.reduce((sum, byte) => sum * 256 + byte, 0)),
      (bytes) => `0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
      (bytes) => `${bytes[0]}.${bytes[1]! * 65536 + bytes[2]! * 256 + bytes[3]!}`,
      (bytes) => `[::ffff:${bytes.join(".")}]`,
      (bytes) => `[64:ff9b::${bytes.join(".")}]`,
    );
    fc.assert(
      fc.property(addresses, spellings, (bytes, spell) => {
        expect(check(`http://${spell(bytes)}/`)).toBeDefined();
      }),
    );
  });

  it("opens what its rules allow, and nothing that they deny", () => {
    const own = createUrlCheck({
      schemes: ["https", "wss"],
      allowHosts: ["*.corp"],
      denyHosts: ["*.example.com"],
      allowNetworks: ["10.0.0.0/8"],
    });
    expect(own("https://wiki.corp/")).toBeUndefined();
    expect(own("wss://10.1.1.1/")).toBeUndefined();
    expect(own("https://192.168.0.1/")?.kind).toBe("private_address");
    expect(own("https://a.example.com/")?.kind).toBe("denied_host");
    expect(own("http://example.org/")?.kind).toBe("scheme");
  });
});

describe("the URL guard", () => {
  it("cancels calls of tools that would open such an address, and counts by what was wrong", async () => {
    guarded = await startWith({ urlGuard: { enabled: true } });
    const run = (parameters: object): unknown =>
      guarded!.runtime.run("BeforeToolExecution", { tool_name: "WebFetch", parameters: { ...parameters } });
    expect(run({ url: "https://example.com" })).toEqual({ type: "continue" });
    expect(run({ urls: ["https://example.com", "http://10.0.0.1/x"] })).toMatchObject({
      type: "cancel",
      reason: '"http://10.0.0.1/x" must not be opened: 10.0.0.1 is not public (private).',
    });
    expect(await guarded.violations()).toEqual([{ violation_type: "ssrf", action: "block", reason: "private_address" }]);
  });
});
