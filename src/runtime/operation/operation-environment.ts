// What the guard needs of the runtime around it. `Runtime` fills it in.

import type { EventBus } from "../../events/event-bus.ts";
import type { Clock } from "../../foundation/clock.ts";
import type { IdSource } from "../../foundation/ids.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { ResultReview } from "../../hooks/accept-answer.ts";
import type { RunOptions } from "../../hooks/executor.ts";
import type { HookRegistry } from "../../hooks/registry.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { ComponentRegistry } from "./components.ts";
import type { ResultCache } from "./result-cache.ts";

export interface OperationEnvironment {
  readonly registry: HookRegistry;
  readonly components: ComponentRegistry;
  readonly cache: ResultCache;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** Asks the hooks of a point. */
  ask(point: string, data: JsonObject, options: RunOptions, review: ResultReview): HookOutcome | Promise<HookOutcome>;
}
