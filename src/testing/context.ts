// Contexts for tests of native hooks, with the sample data of the point.

import { uuidSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import { RunContext, type RunDetails } from "../hooks/run-context.ts";
import type { HookContext } from "../model/context.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import { examplePayload } from "../server/point-data.ts";

/** What a context is made of, besides its point. */
export interface ContextParts extends RunDetails {
  /** Default: the sample of the point. */
  readonly data?: JsonObject;
  /** For hooks of the phase "observe". */
  readonly outcome?: HookOutcome;
}

/** A context that remembers what was emitted. */
export interface TestContext extends HookContext {
  readonly emitted: readonly { readonly eventType: string; readonly data: JsonObject }[];
}

/** Data as a host would send it, under the field names that go with this name of the point; an empty object for names of one's own. */
export function samplePayload(point: string): JsonObject {
  return structuredClone(examplePayload(point) ?? {}) as JsonObject;
}

/** A context for a hook at a point, under any of its names. */
export function contextFor(point: string, parts: ContextParts = {}): TestContext {
  const { data = samplePayload(point), outcome, ...details } = parts;
  const known = resolvePoint(point);
  const emitted: { eventType: string; data: JsonObject }[] = [];
  const environment = {
    newId: uuidSource,
    emit: (eventType: string, given: JsonObject) => void emitted.push({ eventType, data: given }),
  };
  const name = known.kind === "known" ? known.point.name : point;
  return Object.assign(new RunContext(name, data, details, environment, outcome), { emitted });
}
