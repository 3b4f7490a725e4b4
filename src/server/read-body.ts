// Reads a request's body up to a limit, straight from the socket: the web-standard request would copy it several times.
// `app.ts` calls it.

import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** Largest body accepted, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The body as text, or why there is none. */
export type Body =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "too_large" }
  | { readonly kind: "not_text" }
  /** The client went away; nobody reads the answer. */
  | { readonly kind: "broken_off" };

/** Reads the body, of at most `maxBytes`. */
export function readBody(incoming: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Body> {
  if (Number(incoming.headers["content-length"]) > maxBytes) return Promise.resolve({ kind: "too_large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else resolve({ kind: "too_large" });
    });
    incoming.on("end", () => {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      resolve(isUtf8(bytes) ? { kind: "text", text: bytes.toString("utf8") } : { kind: "not_text" });
    });
    incoming.on("error", () => resolve({ kind: "broken_off" }));
  });
}
