// Tells the event bus how guarded operations go: `operation.completed`, `.failed`, `.cancelled` and `.retried`, when anybody
// wants to know. The guard calls it.

import { OUR_COMPONENT } from "../../events/protection/event-gate.ts";
import type { EventBus } from "../../events/event-bus.ts";
import { describeThrown } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookCancelled } from "./hook-cancelled.ts";

/** What every event says about an operation. */
export interface OperationSubject {
  readonly point: string;
  readonly component: string;
  readonly attempts: number;
  readonly correlationId: string;
}

export class OperationEvents {
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** Whether anybody wants to know how operations end. */
  get wanted(): boolean {
    return this.#bus.wants("operation.completed") || this.#bus.wants("operation.failed");
  }

  completed(subject: OperationSubject, durationMs: number, cached: boolean): void {
    this.#publish("operation.completed", subject, { duration_ms: durationMs, cached });
  }

  failed(subject: OperationSubject, durationMs: number, error: unknown): void {
    this.#publish("operation.failed", subject, { duration_ms: durationMs, error: describeThrown(error) });
  }

  cancelled(subject: OperationSubject, { hookId, reason, failure, point }: HookCancelled): void {
    this.#publish("operation.cancelled", subject, {
      hook: hookId,
      reason,
      cancelled_at: point,
      ...(failure === undefined ? {} : { failure }),
    });
  }

  /** An attempt is going to follow after a wait; `attempts` counts those before it. */
  retried(subject: OperationSubject, delayMs: number): void {
    this.#publish("operation.retried", subject, { delay_ms: delayMs });
  }

  #publish(eventType: string, subject: OperationSubject, data: JsonObject): void {
    if (!this.#bus.wants(eventType)) return;
    const { point, component, attempts, correlationId } = subject;
    this.#bus.publish(
      eventType,
      { point, component, attempts, ...data },
      { component: OUR_COMPONENT, correlation_id: correlationId },
    );
  }
}
