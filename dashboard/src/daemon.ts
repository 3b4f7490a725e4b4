// Asks the daemon. A refusal for want of a role asks the user for a token.

import type { ErrorView } from "../../src/server/schemas.ts";
import { keepToken, token, tokenWanted } from "./session.ts";

/** What the daemon refused, in its words. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What the daemon answers. Rejects with `Refused`, or when it cannot be reached. */
export async function ask<Answer>(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
  const response = await send(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return (await response.json()) as Answer;
}

/** The answer, whose body is still to be read. */
export async function send(path: string, { headers, ...options }: RequestInit = {}): Promise<Response> {
  const authorization = token.value === "" ? undefined : { authorization: `Bearer ${token.value}` };
  const response = await fetch(path, { ...options, headers: { ...headers, ...authorization } });
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: ErrorView };
  const message = error?.message ?? `The daemon answered ${response.status}.`;
  if (response.status === 401 || response.status === 403) {
    // A token that is none of the daemon's would be refused again and again.
    if (response.status === 401) keepToken("");
    tokenWanted.value = message;
  }
  throw new Refused(response.status, message);
}
