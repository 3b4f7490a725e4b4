// Everything hooks can come to, as the golden files list it: each of the nine results, and the annotations that mean something
// to an agent.

import type { JsonObject } from "../../src/foundation/json.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { resolvePoint } from "../../src/model/points/resolve-point.ts";
import type { ResultType } from "../../src/model/results.ts";

const annotated = (annotations: JsonObject): HookOutcome => ({ type: "continue", annotations: [{ hookId: "h", annotations }] });

/** A value that could stand where this one stands. */
function changed(value: unknown): unknown {
  if (typeof value === "string") return "changed";
  if (Array.isArray(value)) return ["changed"];
  if (typeof value !== "object" || value === null) return "changed";
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, typeof inside === "string" ? "changed" : inside]));
}

/** The outcomes that hooks of a point may come to with this data, by name. */
export function outcomesAt(pointName: string, data: JsonObject): [name: string, outcome: HookOutcome][] {
  const known = resolvePoint(pointName);
  const primary = known.kind === "known" ? known.point.primary : undefined;
  const all: [ResultType | `annotation ${string}`, HookOutcome][] = [
    ["continue", { type: "continue" }],
    [
      "modified",
      {
        type: "modified",
        data: primary === undefined ? data : ({ ...data, [primary]: changed(data[primary]) } as JsonObject),
        modifiedBy: ["h"],
      },
    ],
    ["cancel", { type: "cancel", hookId: "h", reason: "Not today." }],
    ["redirect", { type: "redirect", hookId: "h", result: { type: "redirect", target: "Sandbox" } }],
    ["replace", { type: "replace", hookId: "h", result: { type: "replace", component: "stand-in" } }],
    [
      "retry",
      { type: "retry", hookId: "h", result: { type: "retry", max_attempts: 2, delay_ms: 0, backoff: "fixed", jitter: false } },
    ],
    [
      "fork",
      { type: "fork", hookId: "h", result: { type: "fork", branches: [{ component: "a" }, { component: "b" }], join: "all" } },
    ],
    ["cache", { type: "cache", hookId: "h", result: { type: "cache", result: "kept", ttl_ms: 1000 } }],
    ["annotation permission=allow", annotated({ permission: "allow", permission_reason: "It is harmless." })],
    ["annotation permission=ask", annotated({ permission: "ask", permission_reason: "Is it harmless?" })],
    ["annotation additional_context", annotated({ additional_context: "The tests are in test/." })],
    ["annotation system_message", annotated({ system_message: "Look out." })],
  ];
  return all.filter(
    ([name]) => known.kind !== "known" || name.startsWith("annotation") || known.point.allowed.includes(name as ResultType),
  );
}
