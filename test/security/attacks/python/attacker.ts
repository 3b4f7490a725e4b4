// How Python attacks.

import { python } from "../../../../bridges/python/language.ts";
import type { Attacker } from "../../attack.ts";
import { behindWalls } from "./behind-walls.ts";
import { escapes } from "./escapes.ts";
import { forgeries } from "./forgeries.ts";
import { hostCalls } from "./host-calls.ts";
import { interference } from "./interference.ts";
import { loading } from "./loading.ts";
import { memory } from "./memory.ts";
import { native } from "./native.ts";
import { processor } from "./processor.ts";
import { results } from "./results.ts";

/** Lines of a function's body. */
function indent(body: string): string {
  return body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

export const pythonAttacker: Attacker = {
  language: { ...python, loadTimeoutMs: 4000 },
  neighbour: `from hookloom import on, cancel
@on("neighbour:ask", failure_mode="fail_closed")
def ask(ctx): return cancel(f"still here {ctx.data['number']}")`,
  compose(bodies, top) {
    const hooks = [...bodies].map(([point, body], index) => {
      const waits = body.includes("await ") ? ["async ", "await "] : ["", ""];
      return `${waits[0]}def attack_${index}(ctx):
${indent(body)}
@on("${point}", failure_mode="fail_closed")
${waits[0]}def strike_${index}(ctx):
    answer = ${waits[1]}attack_${index}(ctx)
    return {"type": "cancel", "reason": answer} if type(answer) is str else answer`;
    });
    return `from hookloom import on, cancel, modified, log, sleep
@on("attack:rest")
def rest(ctx): return cancel("at rest")
${top}
${hooks.join("\n")}`;
  },
  tables: [escapes, behindWalls, forgeries, results, interference, hostCalls, processor, native, memory, loading],
};
