// The one list of hook points, and the tables of every name they go by. `resolve-point.ts` looks names up in them; the
// documentation, the server and the editor stubs list the points.

import { AGENT_POINTS } from "./agent-points.ts";
import { EVENT_POINTS } from "./event-points.ts";
import { GATEWAY_POINTS } from "./gateway-points.ts";
import { MESSAGE_POINTS } from "./message-points.ts";
import { PERFORMANCE_POINTS } from "./performance-points.ts";
import type { HookPoint, PointAlias, PointSystem } from "./point.ts";
import { PROVIDER_POINTS } from "./provider-points.ts";
import { SESSION_POINTS } from "./session-points.ts";
import { STATE_POINTS } from "./state-points.ts";
import { SYSTEM_POINTS } from "./system-points.ts";
import { TOOL_POINTS } from "./tool-points.ts";
import { WORKFLOW_POINTS } from "./workflow-points.ts";

const POINTS = [
  ...GATEWAY_POINTS,
  ...MESSAGE_POINTS,
  ...SESSION_POINTS,
  ...AGENT_POINTS,
  ...TOOL_POINTS,
  ...PROVIDER_POINTS,
  ...WORKFLOW_POINTS,
  ...STATE_POINTS,
  ...EVENT_POINTS,
  ...SYSTEM_POINTS,
  ...PERFORMANCE_POINTS,
] as const;

/** A point of the catalogue, with what is in it as types. */
export type CataloguePoint = (typeof POINTS)[number];

/** The canonical name of a point of the catalogue. */
export type HookPointName = (typeof POINTS)[number]["name"];

/** Every point of the catalogue, group by group. */
export const HOOK_POINTS: readonly HookPoint[] = POINTS;

/** A name that the catalogue knows: its point, and the alias when the name or its fields are another system's. */
export interface KnownPoint {
  readonly kind: "known";
  readonly point: HookPoint;
  readonly alias?: PointAlias;
}

/** Every name: canonical ones, and aliases as the first system that has them means them. */
export const KNOWN_NAMES: ReadonlyMap<string, KnownPoint> = tabulateNames();

/** The aliases of each system, some of which are canonical names with that system's fields. */
export const KNOWN_NAMES_OF_SYSTEM: ReadonlyMap<PointSystem, ReadonlyMap<string, KnownPoint>> = tabulateSystems();

function tabulateNames(): Map<string, KnownPoint> {
  const names = new Map<string, KnownPoint>();
  // Canonical names first: an alias never takes one over.
  for (const point of HOOK_POINTS) names.set(point.name, Object.freeze({ kind: "known", point }));
  for (const point of HOOK_POINTS) {
    for (const alias of point.aliases) {
      if (!names.has(alias.name)) names.set(alias.name, Object.freeze({ kind: "known", point, alias }));
    }
  }
  return names;
}

function tabulateSystems(): Map<PointSystem, Map<string, KnownPoint>> {
  const systems = new Map<PointSystem, Map<string, KnownPoint>>();
  for (const point of HOOK_POINTS) {
    for (const alias of point.aliases) {
      const names = systems.get(alias.system) ?? new Map<string, KnownPoint>();
      systems.set(alias.system, names.set(alias.name, Object.freeze({ kind: "known", point, alias })));
    }
  }
  return systems;
}
