// Signs notifications, so that their receiver knows that they come from here: https://www.standardwebhooks.com.

import { createHmac } from "node:crypto";

/** The headers that sign a body. */
export function signatureHeaders(secret: string, id: string, timeMs: number, body: string): Record<string, string> {
  const timestamp = Math.floor(timeMs / 1000);
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : secret;
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": `v1,${signature}` };
}
