// What a script wants of a server: reads the arguments of `http.request`, and leaves only what a script may say.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** Methods that only look. */
const READING: readonly unknown[] = ["GET", "HEAD", "OPTIONS"];
const MAX_URL_LENGTH = 8192;
const MAX_BODY_LENGTH = 512 * 1024;
const MAX_HEADERS = 64;
const MAX_HEADERS_LENGTH = 16 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 30_000;
/** What belongs to the connection, which is ours, and what would make the answer larger than it looks. */
const OUR_HEADERS =
  /^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|content-length|upgrade|expect|accept-encoding|:.*)$/i;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a request asks for a change. */
export function changesSomething({ method = "GET" }: JsonObject): boolean {
  return !READING.includes(typeof method === "string" ? method.toUpperCase() : method);
}

/** @throws HookloomError HTTP_REQUEST_INVALID */
export function parseHttpRequest(given: JsonObject): HttpRequest {
  const { method: name = "GET", timeout_ms = null } = given;
  const method = typeof name === "string" ? name.toUpperCase() : "";
  if (!METHODS.includes(method)) throw wrong(`the method must be one of ${METHODS.join(", ")}`);
  if (timeout_ms !== null && !(typeof timeout_ms === "number" && timeout_ms >= 1 && timeout_ms <= MAX_TIMEOUT_MS)) {
    throw wrong(`timeout_ms must be a number from 1 to ${MAX_TIMEOUT_MS}`);
  }
  const { text, type } = parseBody(given.body);
  if (text !== undefined && (method === "GET" || method === "HEAD")) throw wrong(`a ${method} has no body`);
  const headers = { ...type, ...parseHeaders(given.headers), "user-agent": "hookloom", "accept-encoding": "identity" };
  return { url: parseUrl(given.url), method, headers, body: text, timeoutMs: timeout_ms ?? TIMEOUT_MS };
}

/** @throws HookloomError HTTP_REQUEST_INVALID */
export function parseUrl(text: JsonValue | undefined, base?: URL): URL {
  if (typeof text !== "string" || text.length > MAX_URL_LENGTH || !URL.canParse(text, base?.href)) {
    throw wrong(`the url must be an absolute one of at most ${MAX_URL_LENGTH} characters`);
  }
  const url = new URL(text, base?.href);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw wrong(`the url must begin with https:// or http://`);
  if (url.username !== "" || url.password !== "") throw wrong("the url must not hold a name or a password; send a header");
  return url;
}

function parseBody(body: JsonValue | undefined): { text: string | undefined; type: Record<string, string> } {
  if (body === undefined || body === null) return { text: undefined, type: {} };
  const isText = typeof body === "string";
  const text = isText ? body : JSON.stringify(body);
  if (text.length > MAX_BODY_LENGTH) throw wrong(`the body has ${text.length} characters; at most ${MAX_BODY_LENGTH} are sent`);
  return { text, type: isText ? {} : { "content-type": "application/json" } };
}

function parseHeaders(given: JsonValue | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  // An empty table is a list to some languages.
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) return headers;
  if (!isJsonObject(given)) throw wrong("headers must be a table of texts");
  const entries = Object.entries(given);
  let length = 0;
  for (const [name, value] of entries) {
    if (!HEADER_NAME.test(name) || name === "__proto__" || typeof value !== "string" || !HEADER_VALUE.test(value)) {
      throw wrong(
        `the header ${JSON.stringify(name.slice(0, 100))} must be a text on one line, under a name of letters and dashes`,
      );
    }
    if (OUR_HEADERS.test(name)) throw wrong(`the header ${name.toLowerCase()} is not a script's to set`);
    headers[name.toLowerCase()] = value;
    length += name.length + value.length;
  }
  if (entries.length > MAX_HEADERS || length > MAX_HEADERS_LENGTH) {
    throw wrong(`at most ${MAX_HEADERS} headers of ${MAX_HEADERS_LENGTH} characters in all are sent`);
  }
  return headers;
}

function wrong(message: string): HookloomError {
  return new HookloomError("HTTP_REQUEST_INVALID", `http.request: ${message}.`);
}
