// Hosts as a config grants them: `api.example.com`, `*.example.com:8443`, `[::1]:8080`, or `*` for all. Without a port, the
// usual one of the scheme is meant. `script-grants.ts` asks.

const PATTERN = /^(\*|(?:\*\.)?[^\s:/@*?#%\\[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i;

/** A host of a URL, or a pattern of hosts. */
export interface HostPattern {
  /** Lower case, as URLs spell it. */
  readonly host: string;
  /** `undefined` for the usual one. */
  readonly port: number | undefined;
}

/** Reads a pattern; `undefined` when it is none. */
export function parseHostPattern(text: string): HostPattern | undefined {
  const [, host = "", port] = PATTERN.exec(text) ?? [];
  if (host === "" || Number(port) > 65_535 || !URL.canParse(`http://${host}`)) return undefined;
  return { host: spell(new URL(`http://${host}`).hostname), port: port === undefined ? undefined : Number(port) };
}

/** The host that a URL leads to. */
export function hostOf(url: URL): HostPattern {
  return { host: spell(url.hostname), port: url.port === "" ? undefined : Number(url.port) };
}

/** Whether everything that the second stands for is part of the first; `*.example.com` has no `example.com` in it. */
export function coversHost(pattern: HostPattern, host: HostPattern): boolean {
  if (pattern.port !== host.port) return false;
  if (pattern.host === "*" || pattern.host === host.host) return true;
  return pattern.host.startsWith("*.") && host.host.endsWith(pattern.host.slice(1));
}

/** As people write it. */
export function formatHost({ host, port }: HostPattern): string {
  return port === undefined ? host : `${host}:${port}`;
}

// A name may end in the dot of the root.
function spell(hostname: string): string {
  return hostname.replace(/\.$/, "");
}
