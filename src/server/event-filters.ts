// Filters for events about hooks, by what hooks have: whom they were asked for, where, and how soon. The WebSocket takes them; they
// become a match of the data like any other.

import { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";
import { KNOWN_NAMES } from "../model/points/catalogue.ts";
import { describeUnknownPoint } from "../model/points/resolve-point.ts";
import type { Match } from "../model/match.ts";
import { PRIORITIES, priorityNumber, type PriorityName } from "../model/priority.ts";

const MOST = 20;
const LIST = `must be a list of 1 to ${MOST} texts`;
const text = z.string(LIST).min(1, LIST).max(100, "must have texts of at most 100 characters");
const PRIORITY = `must be a number or one of ${Object.keys(PRIORITIES).join(", ")}`;

/** The fields of a request that filter. */
export const eventFilters = {
  /** Those about runs of these components, or whose data names one of them as `agent_id`. */
  agent_ids: z.array(text, LIST).min(1, LIST).max(MOST, LIST).optional(),
  /** Those about these hook points, by any of their names. */
  hook_types: z.array(text, LIST).min(1, LIST).max(MOST, LIST).optional(),
  /** Those about hooks of this priority or a higher one. */
  min_priority: z.union([z.number(), z.enum(Object.keys(PRIORITIES) as PriorityName[])], PRIORITY).optional(),
};

type EventFilters = z.infer<z.ZodObject<typeof eventFilters>>;

/**
 * One match of all that is asked for, or `undefined`.
 * @throws HookloomError POINT_UNKNOWN
 */
export function matchFilters({ agent_ids, hook_types, min_priority }: EventFilters, where?: Match): Match | undefined {
  const all: Match[] = [
    ...(where === undefined ? [] : [where]),
    ...(agent_ids === undefined ? [] : [{ any: [{ component: agent_ids }, { agent_id: agent_ids }] }]),
    ...(hook_types === undefined ? [] : [{ point: hook_types.flatMap(namesOfPoint) }]),
    ...(min_priority === undefined ? [] : [{ priority: { gte: priorityNumber(min_priority) } }]),
  ];
  return all.length > 1 ? { all } : all[0];
}

/** Hooks may stand at a point under each of its names. */
function namesOfPoint(name: string): string[] {
  const fault = describeUnknownPoint(name, []);
  if (fault !== undefined) throw new HookloomError("POINT_UNKNOWN", `hook_types has ${fault}`, { details: { point: name } });
  const known = KNOWN_NAMES.get(name)?.point;
  if (known === undefined) return [name];
  return [...KNOWN_NAMES].filter(([, { point }]) => point === known).map(([each]) => each);
}
