// What kind of address a script would reach: one of the internet, one of the operator's own networks, or one that leads
// nowhere good. `http-services.ts` asks before it connects.

import ipaddr from "ipaddr.js";
import { METADATA_ADDRESSES } from "../../foundation/metadata-addresses.ts";

/**
 * `public`: a machine of the internet. `private`: this machine or one of the operator's networks, for who granted it.
 * `never`: what gives credentials away, is no machine, or hides another address.
 */
export type AddressKind = "public" | "private" | "never";

const PRIVATE_RANGES: readonly string[] = ["private", "loopback", "uniqueLocal", "carrierGradeNat"];
/** What the internet of version 6 has been given so far. */
const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");

/** The kind of an address in its usual spelling; what is no address is `never`. */
export function kindOfAddress(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return "never";
  const parsed = ipaddr.parse(address);
  if (METADATA_ADDRESSES.includes(parsed.toString())) return "never";
  const range = parsed.range();
  if (PRIVATE_RANGES.includes(range)) return "private";
  if (range !== "unicast") return "never";
  return parsed.kind() === "ipv4" || parsed.match(GLOBAL_UNICAST) ? "public" : "never";
}
