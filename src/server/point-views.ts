// The hook points as JSON: those of the catalogue, and those of one's own at which hooks stand. `app.ts` answers them.

import { HOOK_POINTS } from "../model/points/catalogue.ts";
import type { HookPoint } from "../model/points/point.ts";
import { RESULT_TYPES } from "../model/results.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { PointView } from "./schemas.ts";
import { onlyRecords } from "./only-records.ts";

/** Every point, group by group, with an example of its data. */
export function viewPoints(runtime: Runtime): PointView[] {
  const hooks = Map.groupBy(
    runtime.hooks().filter((hook) => !onlyRecords(hook)),
    ({ point }) => point,
  );
  const count = (name: string): number => hooks.get(name)?.length ?? 0;
  const known = new Set(HOOK_POINTS.map(({ name }) => name));
  const own = [...hooks.keys()].filter((name) => !known.has(name));
  return [
    ...HOOK_POINTS.map((point) => viewPoint(point, count(point.name))),
    ...own.map((name) => viewOwnPoint(name, count(name))),
  ];
}

function viewPoint({ name, group, mode, summary, allowed, fields, example }: HookPoint, hooks: number): PointView {
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
    hooks,
  };
}

function viewOwnPoint(name: string, hooks: number): PointView {
  return { name, group: "own", allowed: [...RESULT_TYPES], fields: {}, example: {}, hooks };
}
