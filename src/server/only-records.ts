// Which hooks lists for people leave out. The daemon, the command line and the dashboard ask.

import type { HookView } from "./schemas.ts";

/** Whether a hook is one of ours that only records: lists for people leave those out. */
export function onlyRecords({ owner, phase }: Pick<HookView, "owner" | "phase">): boolean {
  return owner.startsWith("builtin/") && phase === "observe";
}
