// Who may talk to the daemon: programs, not web pages. A page in the user's browser can send requests to loopback addresses,
// under its own name (Origin) or by pointing a name of its own at them (DNS rebinding). `app.ts` asks before every request.

import { isIP, isIPv4 } from "node:net";

/** Whether a host is this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** Decides by the Host and Origin headers, and keeps what it decided: a server makes one for each certificate that it shows. */
export class AccessRule {
  readonly #configured: string;
  /** Bound to every address of the machine: it is reached under addresses we do not know. */
  readonly #anyAddress: boolean;
  readonly #accepted = new Set<string>();
  readonly #isCertified: (name: string) => boolean;

  /** `isCertified`: whether a name is in the certificate we show, where nobody else could have put it. Default: there is none. */
  constructor(configuredHost: string, isCertified: (name: string) => boolean = () => false) {
    this.#isCertified = isCertified;
    this.#configured = configuredHost.toLowerCase();
    this.#anyAddress = configuredHost === "0.0.0.0" || configuredHost === "::";
  }

  /** Why a request is refused, or `undefined`. */
  findRefusal(host: string | undefined, origin: string | undefined): string | undefined {
    if (host === undefined || !this.#isOurs(host)) {
      return `The Host header ${JSON.stringify(host ?? "")} is not a name of this daemon.`;
    }
    if (origin !== undefined && originHost(origin) !== host.toLowerCase()) {
      return `Requests from web pages of another origin (${JSON.stringify(origin)}) are not accepted.`;
    }
    return undefined;
  }

  #isOurs(host: string): boolean {
    if (this.#accepted.has(host)) return true;
    const name = hostName(host);
    if (name === undefined) return false;
    const isOurAddress = this.#anyAddress && isIP(name) !== 0;
    const ours = isLoopback(name) || name === this.#configured || isOurAddress || this.#isCertified(name);
    // Few spellings are ever accepted, so the set stays small unless somebody plays with ports.
    if (ours && this.#accepted.size < 100) this.#accepted.add(host);
    return ours;
  }
}

/** The name in a Host header, without port and brackets. */
function hostName(host: string): string | undefined {
  const url = URL.parse(`http://${host}`);
  if (
    url === null ||
    url.username !== "" ||
    url.password !== "" ||
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    return undefined;
  }
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function originHost(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
