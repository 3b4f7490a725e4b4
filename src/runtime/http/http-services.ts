// `http.request` of scripts: the host asks servers that the config grants, at addresses that it has resolved and checked itself.
// It connects to exactly those, so a name cannot lead elsewhere between the check and the connection, and it takes every
// step of a redirect as a request of its own. Nothing of the host travels along: no credentials, no proxy, no cookies.

import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import type { Dispatcher } from "undici";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HostCall, HostServices } from "../../sandbox/host-services.ts";
import type { Denials } from "../scripts/denials.ts";
import type { ScriptGrants } from "../scripts/script-grants.ts";
import { kindOfAddress } from "./address-kind.ts";
import { formatHost, hostOf } from "./host-pattern.ts";
import { changesSomething, parseHttpRequest, parseUrl, type HttpRequest } from "./http-request.ts";

/** The addresses of a name. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

export interface HttpOptions {
  readonly grants: ScriptGrants;
  readonly denials?: Denials;
  /** Default: as the operating system resolves names. */
  readonly resolve?: ResolveHost;
}

const MAX_REDIRECTS = 5;
const MAX_RESPONSE_BYTES = 512 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;
/** Requests under way at a time, of one script and of all. */
const MAX_OPEN = 10;
const MAX_OPEN_IN_ALL = 100;
/** What a script said to one server that another must not hear. */
const PERSONAL_HEADERS: readonly string[] = ["authorization", "cookie"];
const BODY_HEADERS: readonly string[] = ["content-type", "content-language", "content-encoding"];

/** The services of the kind `http.request`. */
export function createHttpServices(options: HttpOptions): HostServices {
  const open = new Map<string, number>();
  let openInAll = 0;
  const serve = async (call: HostCall): Promise<JsonObject> => {
    const { scriptId } = call;
    const request = parseHttpRequest(call.arguments);
    const ofScript = open.get(scriptId) ?? 0;
    if (ofScript >= MAX_OPEN || openInAll >= MAX_OPEN_IN_ALL) {
      throw refused(
        `${scriptId} has ${ofScript} requests under way; at most ${MAX_OPEN} are, and ${MAX_OPEN_IN_ALL} of all scripts`,
      );
    }
    open.set(scriptId, ofScript + 1);
    openInAll += 1;
    try {
      return await follow(call, request, options);
    } finally {
      openInAll -= 1;
      const left = open.get(scriptId)! - 1;
      if (left === 0) open.delete(scriptId);
      else open.set(scriptId, left);
    }
  };
  return new Map([["http.request", { changes: changesSomething, serve }]]);
}

/** Asks, and asks where the answer sends it, until there is an answer that is none of those. */
async function follow({ scriptId, signal }: HostCall, first: HttpRequest, options: HttpOptions): Promise<JsonObject> {
  const timeout = AbortSignal.timeout(first.timeoutMs);
  const ended = AbortSignal.any([signal, timeout]);
  let request = first;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const addresses = await unlessEnded(checkedAddresses(request.url, scriptId, options), ended);
      const { status, headers, body } = await ask(request, addresses, ended);
      const { location } = headers;
      if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return { status, headers, body };
      if (redirects === MAX_REDIRECTS) throw failed(request.url, `it was redirected more than ${MAX_REDIRECTS} times`);
      request = redirect(request, status, location);
    }
  } catch (thrown) {
    if (thrown instanceof HookloomError) throw thrown;
    throw failed(request.url, timeout.aborted ? `it did not answer within ${first.timeoutMs} ms` : reasonOf(thrown));
  }
}

/**
 * Where a script may connect to for this URL.
 * @throws HookloomError HTTP_REFUSED
 */
async function checkedAddresses(url: URL, scriptId: string, options: HttpOptions): Promise<readonly string[]> {
  const { grants, denials, resolve = resolveHost } = options;
  const host = formatHost(hostOf(url));
  const reach = grants.httpReach(scriptId, hostOf(url));
  if (reach === "none") {
    denials?.tell(scriptId, "http", host);
    throw refused(`${scriptId} may not reach ${host}: the config does not grant it`);
  }
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = ipaddr.isValid(name) ? [name] : await resolve(name);
  if (addresses.length === 0) throw failed(url, "it has no address");
  // All of them: a name that leads to both kinds was made to deceive.
  for (const kind of addresses.map(kindOfAddress)) {
    if (kind === "never") throw refused(`${host} leads to an address that no script may reach`);
    if (kind === "private" && reach !== "private") throw refused(`${host} leads to a private address; http_private grants those`);
  }
  return addresses;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// A connection of its own each time: one that stayed open could be used by a script that may not reach its address.
async function ask(
  { url, method, headers, body }: HttpRequest,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  const connect = { lookup: answerWith(addresses), rejectUnauthorized: true };
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, maxResponseSize: MAX_RESPONSE_BYTES };
  // Most scripts ask no server, and loading it takes a tenth of a second.
  const { Agent } = await import("undici");
  const agent = new Agent({ connect, ...limits, pipelining: 0, allowH2: false });
  try {
    const path = url.pathname + url.search;
    const options = { origin: url.origin, path, method: method as Dispatcher.HttpMethod, headers, body: body ?? null, signal };
    const response = await agent.request(options);
    const answered = { status: response.statusCode, headers: textHeaders(response.headers) };
    return { ...answered, body: await response.body.text() };
  } finally {
    void agent.destroy().catch(() => undefined);
  }
}

function answerWith(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: ipaddr.parse(address).kind() === "ipv4" ? 4 : 6 }));
  return (_hostname, { all }, callback) => {
    if (all === true) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
}

/** @throws HookloomError HTTP_REFUSED, HTTP_REQUEST_INVALID */
function redirect(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = parseUrl(location, request.url);
  if (request.url.protocol === "https:" && url.protocol !== "https:")
    throw refused(`${request.url.host} redirects to a url without TLS`);
  // A form that was taken in is looked at next; anything else is asked for again.
  const asksAgain = status === 303 ? request.method === "HEAD" : request.method !== "POST" || status > 303;
  const dropped = [...(url.origin === request.url.origin ? [] : PERSONAL_HEADERS), ...(asksAgain ? [] : BODY_HEADERS)];
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !dropped.includes(name)));
  return asksAgain ? { ...request, url, headers } : { ...request, url, headers, method: "GET", body: undefined };
}

function textHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name, value]) => value !== undefined && name !== "__proto__");
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(", ")]));
}

async function resolveHost(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: "ipv4first" });
  return found.map(({ address }) => address);
}

function unlessEnded<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(signal.reason as Error);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return Promise.race([value, promise]).finally(() => signal.removeEventListener("abort", end));
}

// Messages of Node name addresses and ports, which are not a script's to know.
function reasonOf(thrown: unknown): string {
  const { code, cause, errors } = thrown as { code?: unknown; cause?: { code?: unknown }; errors?: { code?: unknown }[] };
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return `its answer is larger than ${MAX_RESPONSE_BYTES} bytes`;
  const known = code ?? cause?.code ?? errors?.[0]?.code;
  return typeof known === "string" ? known : "the connection broke";
}

function refused(message: string): HookloomError {
  return new HookloomError("HTTP_REFUSED", `http.request: ${message}.`);
}

function failed(url: URL, reason: string): HookloomError {
  return new HookloomError("HTTP_FAILED", `http.request: ${url.host} gave no answer: ${reason}.`);
}
