// Access by address in a runtime.

import { afterEach, expect, it } from "vitest";
import { HookloomError } from "../../../src/index.ts";
import { startWith, type GuardedRuntime } from "../support.ts";

let guarded: GuardedRuntime | undefined;
afterEach(() => guarded?.runtime.close());

const connect = (peer_addr: string, rest = {}): unknown => guarded!.runtime.run("Connection", { peer_addr, ...rest });

it("lets in who is allowed and not denied, and tells of the others", async () => {
  guarded = await startWith({ ipAccess: { enabled: true, allow: ["10.0.0.0/8", "2001:db8::/32"], deny: ["10.9.0.0/16"] } });
  expect(connect("10.1.2.3:4000")).toEqual({ type: "continue" });
  expect(connect("[2001:db8::7]:4000")).toEqual({ type: "continue" });
  expect(connect("::ffff:10.1.2.3")).toEqual({ type: "continue" });
  expect(connect("10.9.2.3:4000")).toMatchObject({ type: "cancel", reason: "10.9.2.3 is denied." });
  expect(connect("11.0.0.1:1", { peer_ip: "11.0.0.1" })).toMatchObject({
    reason: "11.0.0.1 is not among the addresses that are allowed.",
  });
  expect((await guarded.violations()).map(({ violation_type, peer_addr }) => [violation_type, peer_addr])).toEqual([
    ["ip_denied", "10.9.2.3:4000"],
    ["ip_denied", "11.0.0.1:1"],
  ]);
});

it("does not let in whose address is none, also when nobody is named", async () => {
  guarded = await startWith({ ipAccess: { enabled: true } });
  expect(connect("10.1.2.3:4000")).toEqual({ type: "continue" });
  expect(connect("somewhere")).toMatchObject({ type: "cancel", reason: '"somewhere" is no address.' });
});

it("refuses a network that is none", async () => {
  await expect(startWith({ ipAccess: { enabled: true, allow: ["10.0.0.0/99"] } })).rejects.toThrow(HookloomError);
});
