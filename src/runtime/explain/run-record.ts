// What happened in one run, written down as it happens: which hooks were asked with which data, and what each answered. Cheap, as it
// only keeps what is there anyway; `explain-run.ts` makes of it what people read. `run-history.ts` makes one per run.

import type { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookObserver, PassedOver } from "../../hooks/executor.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { RunContext } from "../../hooks/run-context.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { HookResult } from "../../model/results.ts";

/** What became of one hook in a run. */
export type RunStep = { readonly hook: RegisteredHook; readonly durationMs: number } & (
  | { readonly kind: "answered"; readonly data: JsonObject; readonly result: HookResult }
  | { readonly kind: "failed"; readonly error: HookloomError }
  | { readonly kind: "passed_over"; readonly why: PassedOver }
);

/** What the host did with an outcome that it could not carry out as it was meant, or only in a form of its own. */
export interface HostEffect {
  /** What the hooks had answered. */
  readonly raw: string;
  /** What came of it. */
  readonly effective: string;
  /** What could not be done, and what was done instead. */
  readonly downgrades: readonly { readonly from: string; readonly to: string }[];
}

export class RunRecord implements HookObserver {
  /** Promises that nothing here takes time. */
  readonly instant = true;
  readonly correlationId: string;
  readonly point: string;
  readonly startedMs: number;
  /** As the host gave it. */
  readonly data: JsonObject;
  readonly metadata: JsonObject | undefined;
  readonly component: string | undefined;
  /** In the order in which the hooks stood in line; those that observe at the end. */
  readonly steps: RunStep[] = [];
  /** `undefined` while it goes on. */
  ending: { readonly outcome: HookOutcome; readonly durationMs: number } | undefined;
  /** Absent when the host did just what the outcome says, or never told. */
  effect: HostEffect | undefined;

  constructor(run: Pick<RunRecord, "correlationId" | "point" | "startedMs" | "data" | "metadata" | "component">) {
    this.correlationId = run.correlationId;
    this.point = run.point;
    this.startedMs = run.startedMs;
    this.data = run.data;
    this.metadata = run.metadata;
    this.component = run.component;
  }

  executed(hook: RegisteredHook, { data }: RunContext, result: HookResult, durationMs: number): void {
    this.steps.push({ kind: "answered", hook, data, result, durationMs });
  }

  failed(hook: RegisteredHook, _context: RunContext, error: HookloomError, durationMs: number): void {
    this.steps.push({ kind: "failed", hook, error, durationMs });
  }

  passedOver(hook: RegisteredHook, _context: RunContext, why: PassedOver): void {
    this.steps.push({ kind: "passed_over", hook, why, durationMs: 0 });
  }
}
