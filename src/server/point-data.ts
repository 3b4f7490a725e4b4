// Whether the data of a request fits the point it is for. Asked at the edges, by the daemon and `hookloom run`: what a host
// passes in its own process is its own business.

import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import { findDataProblem } from "../model/points/check-data.ts";
import { fromCanonicalData, toCanonicalData } from "../model/points/map-fields.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";

/**
 * Checks data against the fields of a point of the catalogue; names of one's own accept every object.
 * @throws HookloomError REQUEST_INVALID naming the field, with an example of the data
 */
export function assertPointData(pointName: string, data: JsonObject): void {
  const known = resolvePoint(pointName);
  if (known.kind !== "known") return;
  const { point, alias } = known;
  const problem = findDataProblem(point, alias === undefined ? data : toCanonicalData(alias, data));
  if (problem === undefined) return;
  const field = alias?.fields[problem.field] ?? problem.field;
  const verb = Object.hasOwn(data, field) ? "must be" : "is missing; it must be";
  throw new HookloomError("REQUEST_INVALID", `The data of ${pointName} does not fit: "${field}" ${verb} ${problem.expected}.`, {
    details: { point: pointName, field: `data.${field}`, expected: problem.expected, example: examplePayload(pointName)! },
  });
}

/** Data as a host would send it, under the field names that go with this name of the point; `undefined` for names of one's own. */
export function examplePayload(pointName: string): JsonObject | undefined {
  const known = resolvePoint(pointName);
  if (known.kind !== "known") return undefined;
  return known.alias === undefined ? known.point.example : fromCanonicalData(known.alias, known.point.example);
}
