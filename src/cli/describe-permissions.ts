// What a script asks to be allowed, on lines of their own, for `list` and `check`: what is granted, and what would grant the rest.

import { grantLine, type GrantedAction, type ScriptPermission } from "../runtime/scripts/script-grants.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

const VERBS: Record<GrantedAction, string> = {
  publish: "publish",
  subscribe: "subscribe",
  http: "reach",
  state: "share",
  modules: "import",
};

/** A row for each permission. */
export function describePermissions(scriptId: string, permissions: readonly ScriptPermission[]): string[][] {
  return permissions.map(({ action, what, granted }) => [
    `asks to ${VERBS[action]}`,
    printable(what),
    granted ? styled("dim", "granted") : styled("yellow", printable(`not granted: ${grantLine(action, scriptId, what)}`)),
  ]);
}
