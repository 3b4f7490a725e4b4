// Who we are to the daemon: a token, kept until the tab is closed, and whether it asks for one.

import { signal } from "@preact/signals";

const KEY = "hookloom-token";

/** The token that is sent with every request; empty when none is. */
export const token = signal(sessionStorage.getItem(KEY) ?? "");

/** Why a token is asked for, while it is. */
export const tokenWanted = signal<string | undefined>(undefined);

export function keepToken(text: string): void {
  token.value = text;
  if (text === "") sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, text);
}

/** Takes the token out of `#token=...`, where no server and no log sees it, so that it does not stay in the address. */
export function takeTokenFromAddress(): void {
  const found = /^#token=([\w-]+)/.exec(location.hash)?.[1];
  if (found === undefined) return;
  keepToken(found);
  history.replaceState(null, "", "#/live");
}
