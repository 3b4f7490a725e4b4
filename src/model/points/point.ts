// What the catalogue says about a hook point. The files `*-points.ts` fill these types in; the executor, the guard, the
// server, the documentation and the editor stubs read them.

import type { JsonObject } from "../../foundation/json.ts";
import type { ResultType } from "../results.ts";

/** What hooks at a point are for: to decide about what comes, to change what came, or only to watch. */
export type PointMode = "gate" | "transform" | "observe";

/** The part of a program that a point belongs to. */
export type PointGroup =
  | "gateway"
  | "message"
  | "session"
  | "agent"
  | "tool"
  | "provider"
  | "workflow"
  | "state"
  | "event"
  | "system"
  | "performance";

/** The other systems whose names and fields the catalogue understands. */
export type PointSystem = "rustyclaw" | "rs-llmspell" | "leanvibe" | "ironclaw" | "claude-code";

export type FieldType = "string" | "integer" | "number" | "boolean" | "object" | "array" | "any";

/** One field of a point's data. */
export interface Field {
  readonly type: FieldType;
  /** The field may be absent, or null, which a merge patch cannot tell from absent. */
  readonly optional?: true;
  /** The only values allowed, for sets that are closed by their meaning. */
  readonly values?: readonly string[];
  readonly description: string;
}

/** The name of a point in another system, and how that system calls the fields. */
export interface PointAlias {
  readonly name: string;
  readonly system: PointSystem;
  /** From the canonical field name to that system's; fields not mentioned have the same name in both. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A named place in a running program where hooks are asked or told. */
export interface HookPoint {
  readonly name: string;
  readonly group: PointGroup;
  /** When it fires, in one sentence. */
  readonly summary: string;
  readonly mode: PointMode;
  /** The fields hooks may rely on; a host may send more, and they are passed on untouched. */
  readonly fields: Readonly<Record<string, Field>>;
  /** The field of the content itself: what a bare value given as a change replaces; after an operation, what it yielded. */
  readonly primary?: string;
  readonly allowed: readonly ResultType[];
  /** What a failing hook means here unless it says otherwise itself. Default "fail_open". */
  readonly failureMode?: "fail_closed";
  /** The point that fires when the operation behind this one has succeeded. */
  readonly after?: string;
  /** The point that fires when the operation behind this one has failed. */
  readonly failure?: string;
  /** An alias may bear the name of its point, where a system uses our name with fields of its own. */
  readonly aliases: readonly PointAlias[];
  /** Data as a host would send it. */
  readonly example: JsonObject;
}
