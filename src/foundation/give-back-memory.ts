// Gives the machine back what only the start of a process needed. A process that then waits would keep it: V8 tidies up when there is
// more to do, not less. The daemon and the
// runners of languages whose start needs much call it once.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "major"; flavor: "last-resort" }) => void;

/** Frees everything that is not in use, the room for new objects too. Takes tens of milliseconds. */
export function giveBackMemory(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as Collect;
  // Otherwise every context that is made from here on had it too.
  setFlagsFromString("--no-expose-gc");
  collect({ type: "major", flavor: "last-resort" });
}
