// Answers written straight to the connection, in one piece: a web-standard response is a stream that is made, read and put together
// again, which costs more than asking a hook. The routes that are asked often call it.

import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { ServerResponse } from "node:http";

/** Answers a request with text, which is JSON unless its type is given. */
export function sendText(outgoing: ServerResponse, text: string, type = "application/json"): Response {
  outgoing.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
  return RESPONSE_ALREADY_SENT;
}
