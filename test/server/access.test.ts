import { describe, expect, it } from "vitest";
import { AccessRule } from "../../src/server/access.ts";

const local = new AccessRule("127.0.0.1");

describe("who may talk to the daemon", () => {
  it.each(["127.0.0.1:7077", "localhost", "LOCALHOST:80", "app.localhost:1", "[::1]:7077", "127.0.0.9"])(
    "accepts the loopback host %s",
    (host) => {
      expect(local.findRefusal(host, undefined)).toBeUndefined();
    },
  );

  it.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.1:7077",
    "user@localhost",
    "localhost/x",
    "",
    "::1",
  ])("refuses the host %j, which a web page could have pointed at this machine", (host) => {
    expect(local.findRefusal(host, undefined)).toMatch(/Host header/);
  });

  it("refuses a request without a Host header", () => {
    expect(local.findRefusal(undefined, undefined)).toMatch(/Host header/);
  });

  it("accepts the host it was configured with", () => {
    expect(new AccessRule("hooks.internal").findRefusal("Hooks.internal:7077", undefined)).toBeUndefined();
  });

  it("accepts every address, but no foreign name, when it listens at all addresses", () => {
    const open = new AccessRule("0.0.0.0");
    expect(open.findRefusal("10.0.0.1:7077", undefined)).toBeUndefined();
    expect(open.findRefusal("[fe80::1]:7077", undefined)).toBeUndefined();
    expect(open.findRefusal("evil.example:7077", undefined)).toMatch(/Host header/);
  });

  it.each(["https://evil.example", "http://localhost:3000", "null", "http://127.0.0.1:7078"])(
    "refuses pages of the origin %s",
    (origin) => {
      expect(local.findRefusal("127.0.0.1:7077", origin)).toMatch(/another origin/);
    },
  );

  it("accepts pages of its own origin", () => {
    expect(local.findRefusal("127.0.0.1:7077", "http://127.0.0.1:7077")).toBeUndefined();
  });
});
