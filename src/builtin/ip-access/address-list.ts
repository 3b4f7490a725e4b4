// Addresses and networks of IPv4 and IPv6 as a set. An IPv4 address that is written as IPv6 is the IPv4 address.

import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address in a text, with or without a port and brackets; `undefined` when it is none, or written in an odd way. */
export function parseAddress(text: string): Address | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const plain = bare.replace(/%[\w.-]+$/, "");
  // Octal, hexadecimal and short forms mean something else to every program.
  const isWhole = plain.includes(":") ? ipaddr.IPv6.isValid(plain) : ipaddr.IPv4.isValidFourPartDecimal(plain);
  return isWhole ? ipaddr.process(plain) : undefined;
}

/** Whether a text is an address or a network, such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

function parseNetwork(text: string): [Address, number] | undefined {
  const [written = "", prefix, ...more] = text.split("/");
  const address = parseAddress(written);
  if (address === undefined || more.length > 0 || written.startsWith("[")) return undefined;
  const mapped = written.includes(":") && address.kind() === "ipv4" ? 96 : 0;
  const most = address.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return [address, most];
  const bits = Number(prefix) - mapped;
  return /^\d{1,3}$/.test(prefix) && bits >= 0 && bits <= most ? [address, bits] : undefined;
}

/** Makes a test whether an address is in one of the networks. @throws RangeError when one of them is none */
export function createAddressList(networks: readonly string[]): (address: Address) => boolean {
  const parsed = networks.map((text) => {
    const network = parseNetwork(text);
    if (network === undefined) throw new RangeError(`${JSON.stringify(text)} is no address and no network`);
    return network;
  });
  return (address) => parsed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
