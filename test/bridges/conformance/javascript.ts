// The conformance suite's scripts in JavaScript.

import type { ConformanceScripts } from "./scripts.ts";

export const javascriptScripts: ConformanceScripts = {
  results: `import * as h from "hookloom";
h.on("test:continue", () => h.continue_());
h.on("test:modified", () => h.modified({ a: 1, b: null }));
h.on("test:cancel", () => h.cancel("no"));
h.on("test:redirect", () => h.redirect("other"));
h.on("test:replace", () => h.replace("mine"));
h.on("test:retry", () => h.retry({ max_attempts: 5, delay_ms: 10, backoff: "exponential", jitter: true }));
h.on("test:retry-defaults", () => h.retry());
h.on("test:fork", () => h.fork([{ data: { n: 1 } }, { component: "b" }], "first"));
h.on("test:fork-defaults", () => h.fork([{ component: "b" }]));
h.on("test:cache", () => h.cache({ x: [1, 2] }, 500, "key"));
h.on("test:cache-no-key", () => h.cache("value", 500));
h.on("test:skipped", () => h.skipped("not mine"));`,
  plain: `import { on, annotate, continue_ } from "hookloom";
on("test:nothing", () => {});
on("test:annotated", () => annotate(continue_(), { hint: "x" }));
on("test:plain", () => ({ type: "cancel", reason: "plain" }));`,
  context: `import { on, modified } from "hookloom";
on("test:context", (ctx) => modified({ point: ctx.point, data: ctx.data, metadata: ctx.metadata, state: ctx.state,
  component: ctx.component, correlation_id: ctx.correlation_id, ...(ctx.deadline ? { deadline: ctx.deadline } : {}) }));`,
  echo: `import { on, modified } from "hookloom";
on("test:echo", (ctx) => modified({ value: ctx.data.value }));`,
  waiting: `import { on, modified, sleep } from "hookloom";
on("test:wait", async (ctx) => { await sleep(ctx.data.ms); await sleep(ctx.data.ms); return modified({ n: ctx.data.n }); });
on("test:wait-fails", async () => { await sleep(1); throw new Error("late failure"); });`,
  throws: {
    source: `import { on } from "hookloom";

on("test:throws", (ctx) => { outer(); });
function outer() {
  inner();
}
function inner() {
  throw new Error("broken on purpose");
}`,
    line: 8,
  },
  syntax: { source: `import { on } from "hookloom";\n\non("test:x", (ctx => {});`, line: 3 },
  loadThrows: { source: `const a = 1;\n\nthrow new Error("no load");`, line: 3 },
  loadSpins: `for (;;) {}`,
  spins: `import { on, skipped } from "hookloom";
on("test:spin", () => { for (;;) {} });
on("test:swallow", () => { for (;;) { try { for (;;) {} } catch {} finally { continue; } } });
on("test:fine", () => skipped("fine"));`,
  eats: `import { on, skipped } from "hookloom";
on("test:eat", () => { const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length + 0.5)); });
on("test:fine", () => skipped("fine"));`,
  recurses: `import { on, skipped } from "hookloom";
const recurse = (n) => 1 + recurse(n + 1);
on("test:recurse", () => { recurse(0); });
on("test:fine", () => skipped("fine"));`,
  wrongResults: `import { on, modified, cancel } from "hookloom";
on("test:number", () => 42);
on("test:text", () => "cancel");
on("test:function", () => modified({ f: () => 1 }));
on("test:deep", () => { let v = {}; for (let i = 0; i < 100; i++) v = { v }; return modified(v); });
on("test:cyclic", () => { const v = {}; v.v = v; return modified(v); });
on("test:huge", () => cancel("x".repeat(2 * 1024 * 1024)));
on("test:nan", () => modified({ value: NaN }));`,
  logs: `import { on, log } from "hookloom";
on("test:log", () => { log.debug("one"); log.info("two", { a: 1 }); log.warn("three"); log.error("four"); console.log("five"); });`,
  floods: `import { on, log, skipped } from "hookloom";
on("test:flood", { timeout_ms: 5000 }, () => { for (let i = 0; i < 100000; i++) log.info("line " + i); return skipped("flooded"); });`,
  registersLate: `import { on } from "hookloom";
on("test:nested", () => { on("test:other", () => {}); });`,
  options: `import { on } from "hookloom";

on("test:options", { id: "my-hook", description: "what it does", phase: "authorize", priority: "high", before: "others/*", after: ["first", "second"], once: true, match: { tool_name: ["a", "b"] },
  timeout_ms: 250, failure_mode: "fail_closed" }, () => {});`,
  counts: `import { on, modified } from "hookloom";
let script = 0;
on("test:count", () => { script += 1; globalThis.shared = (globalThis.shared ?? 0) + 1; return modified({ script, global: globalThis.shared }); });`,
  mutates: `import { on } from "hookloom";
on("test:mutate", (ctx) => { ctx.data.value = "changed"; });`,
  state: `import { on, modified, skipped, state, events } from "hookloom";
on("test:state", async () => {
  await state.set("n", 1);
  const counted = await state.increment("n", 2, { ttl_ms: 1000 });
  const summed = await state.window("w", 60000, 5);
  const keys = await state.keys();
  const got = await state.get("n");
  const deleted = await state.delete("n");
  return modified({ got, counted, summed, keys, deleted, missing: (await state.get("n")) === null });
});
on("test:state-fails", async () => {
  try { await state.increment(""); } catch (error) { return modified({ message: error.message }); }
});
on("test:state-sync", () => { events.publish("spend.sync"); return skipped("sync"); });`,
  shared: `import { on, modified, state, wants } from "hookloom";
wants({ state: ["team"] });
const team = state.shared("team");
on("test:shared", async ({ data }) => {
  const calls = await team.increment("calls");
  const summed = await team.window("w", 60000, 2);
  await team.set(data.key, "javascript", { ttl_ms: 60000 });
  return modified({ calls, summed, keys: await team.keys(), seen: await team.get(data.look) });
});
on("test:shared-refused", async () => {
  try { await state.shared("other").get("k"); } catch (error) { return modified({ message: error.message }); }
});`,
  events: `import { on, events, wants, log, sleep } from "hookloom";
wants({ publish: ["spend.*"] });
events.on("tool.*", (event) => {
  if (event.data.bad) throw new Error("broken on purpose");
  if (event.data.wait) return sleep(1);
  log.info(event.event_type + " " + event.data.n);
});
on("test:publish", () => events.publish("spend.counted", { n: 1 }));
on("test:publish-wrong", () => events.publish("Wrong Type", {}));`,
  checks: `import { on, modified, shell, secrets } from "hookloom";
on("test:checks", async (ctx) =>
  modified({ verdict: await shell.assess(ctx.data.command), value: await secrets.redact(ctx.data.value) }));
on("test:checks-wrong", async () => {
  try { await shell.assess(7); } catch (error) { return modified({ message: error.message }); }
});`,
  http: `import { on, modified, http, wants } from "hookloom";
wants({ http: ["api.example.com"] });
on("test:http", async (ctx) => {
  const posted = await http.request({ url: ctx.data.url, method: "POST", body: { n: 1 }, headers: { "x-mine": "yes" }, timeout_ms: 1500 });
  return modified({ posted, got: await http.get(ctx.data.url) });
});
on("test:http-refused", async () => {
  try { await http.get("http://localhost/"); } catch (error) { return modified({ message: error.message }); }
});`,
  components: `import { component, sleep } from "hookloom";
component("double", (ctx) => ({ doubled: 2 * ctx.data.n }));
component("later", async () => { await sleep(1); return "late"; });
component("nothing", () => {});
component("broken", () => { throw new Error("no part"); });`,
  migrates: `import { script, sleep } from "hookloom";
script({ version: 3, migrate: async (old, state) => {
  if (old === 9) throw new Error("too new");
  await sleep(1);
  if (old === 1) return { total_cents: 100 * state.total, note: state.note };
  state.migrated_from = old;
} });`,
  wrongVersion: `import { script } from "hookloom";
script({ version: 0 });`,
  probes: `import { on, modified } from "hookloom";
on("test:probe", () => {
  const found = [];
  for (const name of ["process", "require", "module", "fetch", "WebAssembly", "Deno", "Bun", "__prelude", "__logBuffer", "ivm", "global", "XMLHttpRequest", "WebSocket", "setTimeout", "read", "load"]) {
    if (typeof globalThis[name] !== "undefined") found.push(name);
  }
  const f = (0, eval)("this");
  try { if (f.constructor.constructor("return typeof process")() !== "undefined") found.push("constructor"); } catch {}
  return modified({ found });
});`,
  modules: {
    importer: `import { on, modified } from "hookloom";
import { price, fail } from "modules/money";
import join from "modules/text/join";
on("test:price", () => modified({ text: join([price(3), price(4)]) }));
on("test:fail", () => fail());`,
    money: {
      source: `import join from "modules/text/join";
let asked = 0;
export const price = (amount) => join([++asked, ":", amount]);

export function fail() { throw new Error("out of money"); }`,
      line: 5,
    },
    join: `export default (parts) => parts.join("");`,
    broken: { source: `export const a = 1;\nexport const b = ;`, line: 2 },
  },
};
