// Whether a server may be made to open an address that somebody else chose. The address is parsed as programs parse it, so that
// odd spellings of numbers come out as what they are; names are judged by themselves, because only the one who connects knows
// what they stand for at that moment.

import ipaddr from "ipaddr.js";
import { matchesGlob } from "../../foundation/glob.ts";
import { METADATA_ADDRESSES } from "../../foundation/metadata-addresses.ts";
import { createAddressList, parseAddress } from "../ip-access/address-list.ts";

export interface UrlRules {
  /** Without the colon. Default: http and https. */
  readonly schemes?: readonly string[];
  /** Names, or globs of them, that may be opened whatever they are. */
  readonly allowHosts?: readonly string[];
  readonly denyHosts?: readonly string[];
  /** Networks that may be opened although they are not public. */
  readonly allowNetworks?: readonly string[];
}

/** What is wrong with an address: the kind, for counting, and a sentence. */
export interface UrlFault {
  readonly kind: "no_url" | "scheme" | "userinfo" | "metadata" | "private_address" | "local_name" | "denied_host" | "disguise";
  readonly reason: string;
}

const METADATA = createAddressList(METADATA_ADDRESSES);
const METADATA_NAMES = ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"];
const LOCAL_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|svc|cluster\.local)$/;
/** Names under these stand for the address that is written in them. */
const ADDRESS_IN_NAME =
  /(?:^|\.)(?:nip\.io|sslip\.io|xip\.io|traefik\.me|localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|rbndr\.us)$/;

/** Makes a check of addresses by these rules: what is wrong, or `undefined`. */
export function createUrlCheck(rules: UrlRules = {}): (text: string) => UrlFault | undefined {
  const { schemes = ["http", "https"], allowHosts = [], denyHosts = [], allowNetworks = [] } = rules;
  const isAllowedNetwork = createAddressList(allowNetworks);

  return (text) => {
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]|^\s|\s$/.test(text)) return fault("disguise", "it has characters that programs drop");
    if (!URL.canParse(text)) return fault("no_url", "it is no address");
    const url = new URL(text);
    const scheme = url.protocol.slice(0, -1);
    if (!schemes.includes(scheme)) return fault("scheme", `the scheme ${scheme} is not among those that are allowed`);
    if (url.username !== "" || url.password !== "")
      return fault("userinfo", "it has a user or a password, behind which the real host hides");
    // Programs do not agree on where the host ends in such a text.
    if (/^[a-z][a-z0-9+.-]*:[^/]|^[a-z][a-z0-9+.-]*:\/{3,}|\\/i.test(text.split(/[?#]/)[0]!))
      return fault("disguise", "programs do not agree on its host");
    const host = url.hostname.replace(/\.$/, "").toLowerCase();
    if (host === "") return fault("no_url", "it has no host");
    if (denyHosts.some((glob) => matchesGlob(glob, host))) return fault("denied_host", `${host} is denied`);
    if (allowHosts.some((glob) => matchesGlob(glob, host))) return undefined;
    const address = parseAddress(host);
    return address === undefined ? judgeName(host) : judgeAddress(address);
  };

  function judgeAddress(written: ipaddr.IPv4 | ipaddr.IPv6): UrlFault | undefined {
    for (const address of [written, ...embeddedIn(written)]) {
      if (isAllowedNetwork(address)) continue;
      if (METADATA(address)) return fault("metadata", `${address.toString()} gives out the credentials of cloud machines`);
      const range = address.range();
      // Of IPv6, those that carry another address were judged by it.
      if (range !== "unicast" && !CARRIERS.has(range))
        return fault("private_address", `${address.toString()} is not public (${range})`);
    }
    return undefined;
  }

  function judgeName(host: string): UrlFault | undefined {
    if (METADATA_NAMES.includes(host)) return fault("metadata", `${host} gives out the credentials of cloud machines`);
    if (LOCAL_NAME.test(host)) return fault("local_name", `${host} is a name inside a network`);
    if (ADDRESS_IN_NAME.test(host)) return fault("private_address", `${host} stands for whatever address is written in it`);
    return host.includes(".") ? undefined : fault("local_name", `${host} is a name inside a network`);
  }
}

const CARRIERS = new Set(["6to4", "teredo", "rfc6052", "rfc6145", "ipv4Mapped"]);

/** IPv4 addresses that an IPv6 address carries: NAT64, 6to4, Teredo, and the old compatible form. */
function embeddedIn(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4[] {
  if (address.kind() === "ipv4") return [];
  const bytes = address.toByteArray();
  const range = address.range();
  const at = (from: number, flip = 0): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(from, from + 4).map((byte) => byte ^ flip));
  if (range === "6to4") return [at(2)];
  if (range === "teredo") return [at(4), at(12, 0xff)];
  if (range === "rfc6052" || range === "rfc6145") return [at(12)];
  return bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12).some((byte) => byte > 1) ? [at(12)] : [];
}

function fault(kind: UrlFault["kind"], reason: string): UrlFault {
  return { kind, reason };
}
