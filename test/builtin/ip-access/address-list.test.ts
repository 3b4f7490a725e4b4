// Addresses and networks: their spellings, and which are in which.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressList, isNetwork, parseAddress } from "../../../src/builtin/ip-access/address-list.ts";

const isIn = (network: string, address: string): boolean => createAddressList([network])(parseAddress(address)!);

describe("parseAddress", () => {
  it.each([
    ["10.0.0.1", "10.0.0.1"],
    ["10.0.0.1:443", "10.0.0.1"],
    ["[::1]:80", "::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["fe80::1%eth0", "fe80::1"],
  ])("reads %s", (text, address) => {
    expect(parseAddress(text)!.toString()).toBe(address);
  });

  it.each(["", "localhost", "010.0.0.1", "0x7f.1", "127.1", "2130706433", "10.0.0.256", "10.0.0.1:x", "1::2::3", "10.0.0.0/8"])(
    "does not take %j for one",
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});

describe("createAddressList", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["192.168.1.7", "192.168.1.7", true],
    ["192.168.1.7", "192.168.1.8", false],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
    ["::ffff:10.0.0.0/104", "10.1.1.1", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "10.0.0.1", false],
  ])("says whether in %s there is %s", (network, address, expected) => {
    expect(isIn(network, address)).toBe(expected);
  });

  it("agrees with counting bits, for IPv4", () => {
    const number = fc.integer({ min: 0, max: 0xffffffff });
    const text = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
    fc.assert(
      fc.property(number, number, fc.integer({ min: 0, max: 32 }), (network, other, bits) => {
        const near = (network ^ (other >>> Math.min(bits, 31))) >>> 0;
        const same = bits === 0 || network >>> (32 - bits) === near >>> (32 - bits);
        expect(isIn(`${text(network)}/${bits}`, text(near))).toBe(same);
      }),
    );
  });

  it("refuses what is no network", () => {
    expect(["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "x", "::/129", "[::1]/8"].filter(isNetwork)).toEqual([]);
    expect(() => createAddressList(["10.0.0.0/33"])).toThrow(RangeError);
  });
});
