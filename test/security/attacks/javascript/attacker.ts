// How JavaScript attacks.

import { javascript } from "../../../../bridges/javascript/language.ts";
import type { Attacker } from "../../attack.ts";
import { escapes } from "./escapes.ts";
import { forgeries } from "./forgeries.ts";
import { hostCalls } from "./host-calls.ts";
import { interference } from "./interference.ts";
import { loading } from "./loading.ts";
import { memory } from "./memory.ts";
import { native } from "./native.ts";
import { processor } from "./processor.ts";
import { results } from "./results.ts";

export const javascriptAttacker: Attacker = {
  language: { ...javascript, loadTimeoutMs: 400 },
  neighbour: `import { on, cancel } from "hookloom";
on("neighbour:ask", { failure_mode: "fail_closed" }, (ctx) => cancel("still here " + ctx.data.number));`,
  compose(bodies, top) {
    const hooks = [...bodies].map(([point, body]) => {
      const waits = body.includes("await") ? "async " : "";
      return `on("${point}", { failure_mode: "fail_closed" }, ${waits}(ctx) => {
  const answer = (${waits}() => { ${body} })();
  return typeof answer === "string" ? cancel(answer) : ${waits === "" ? "answer" : "cancel(await answer)"};
});`;
    });
    return `import * as hookloom from "hookloom";
const { on, cancel, modified, log, sleep } = hookloom;
on("attack:rest", () => cancel("at rest"));
${top}
${hooks.join("\n")}`;
  },
  tables: [escapes, forgeries, results, interference, hostCalls, processor, native, memory, loading],
};
