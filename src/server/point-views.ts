// The hook points as JSON: those of the catalogue, and those of one's own at which hooks stand. `app.ts` answers them.

import { HOOK_POINTS } from "../model/points/catalogue.ts";
import type { HookPoint } from "../model/points/point.ts";
import { RESULT_TYPES } from "../model/results.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PointView } from "./schemas.ts";

/** Every point, group by group, with an example of its data. */
export function viewPoints(runtime: Runtime): PointView[] {
  const known = new Set(HOOK_POINTS.map(({ name }) => name));
  const own = new Set(runtime.hooks().map(({ point }) => point)).difference(known);
  return [...HOOK_POINTS.map((point) => viewPoint(point, runtime)), ...[...own].map((name) => viewOwnPoint(name, runtime))];
}

function viewPoint({ name, group, mode, summary, allowed, fields, example }: HookPoint, runtime: Runtime): PointView {
  const described = Object.entries(fields).map(([field, { type, optional, description }]) => {
    return [field, { type, required: optional !== true, description }] as const;
  });
  return {
    name,
    group,
    mode,
    summary,
    allowed: [...allowed],
    fields: Object.fromEntries(described),
    example,
    hooks: runtime.count(name),
  };
}

function viewOwnPoint(name: string, runtime: Runtime): PointView {
  return { name, group: "own", allowed: [...RESULT_TYPES], fields: {}, example: {}, hooks: runtime.count(name) };
}
