// Which addresses scripts may reach, held against the lists that the registries of the internet keep.

import { BlockList } from "node:net";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { kindOfAddress } from "../../../src/runtime/http/address-kind.ts";

// The special-purpose registries of IANA, written down apart from the library that the code uses.
const SPECIAL_V4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
const SPECIAL_V6 =
  "::/3 4000::/2 8000::/1 2001::/32 2001:2::/48 2001:10::/28 2001:20::/28 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20";
// One list for each version: a list of both holds addresses of version 4 against the ranges of version 6, too.
const special = { ipv4: listOf(SPECIAL_V4, "ipv4"), ipv6: listOf(SPECIAL_V6, "ipv6") };

function listOf(ranges: string, family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(" ")) {
    const [network, bits] = range.split("/") as [string, string];
    list.addSubnet(network, Number(bits), family);
  }
  return list;
}

describe("an address", () => {
  it.each([
    ["93.184.215.14", "public"],
    ["2606:4700::1111", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["127.0.0.1", "private"],
    ["::1", "private"],
    ["fd12::1", "private"],
    ["169.254.169.254", "never"],
    ["fe80::1", "never"],
    ["fd00:ec2::254", "never"],
    ["100.100.100.200", "never"],
    ["168.63.129.16", "never"],
    ["0.0.0.0", "never"],
    ["::", "never"],
    ["255.255.255.255", "never"],
    ["224.0.0.1", "never"],
    ["ff02::1", "never"],
    ["::ffff:93.184.215.14", "never"],
    ["::7f00:1", "never"],
    ["64:ff9b::7f00:1", "never"],
    ["2002:7f00:1::", "never"],
    ["localhost", "never"],
    ["", "never"],
  ])("%j is %s", (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it("is public only if no registry has set it aside, of either version", () => {
    const bytes = (count: number): fc.Arbitrary<number[]> => fc.array(fc.nat(255), { minLength: count, maxLength: count });
    const near = fc.constantFrom(...`${SPECIAL_V4} ${SPECIAL_V6}`.split(" ")).map((range) => range.split("/")[0]!);
    const anywhere = fc.oneof(bytes(4), bytes(16)).map((given) => ipaddr.fromByteArray(given).toString());
    fc.assert(
      fc.property(fc.oneof(anywhere, near), (address) => {
        const kind = ipaddr.parse(address).kind();
        const isSpecial = special[kind].check(address, kind);
        if (isSpecial) expect(kindOfAddress(address)).not.toBe("public");
        else expect(["public", "never"]).toContain(kindOfAddress(address));
      }),
      { numRuns: 2000 },
    );
  });
});
