// Webhook notifications as a built-in: hands events, and what passes hook points, to the delivery of each target that wants
// them.

import { HookloomError } from "../../foundation/errors.ts";
import { uuidSource } from "../../foundation/ids.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import type { UniversalEvent } from "../../model/events.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import type { WebhookSettings, WebhookTarget } from "./definition.ts";
import { Delivery } from "./delivery.ts";

/** Opens webhook notifications. @throws HookloomError CONFIG_INVALID when the variable of a secret is not set */
export function openWebhook(settings: WebhookSettings, environment: BuiltinEnvironment): Builtin {
  const deliveries = settings.targets.map((target) => ({
    target,
    delivery: new Delivery(target, readSecret(target), settings, environment),
  }));
  const subscriptions = deliveries.flatMap(({ target, delivery }) =>
    target.events.map((pattern) =>
      environment.subscribe(pattern, (event) => {
        // What is told of deliveries themselves would be without end.
        if (!event.event_type.startsWith("webhook.")) delivery.add(event);
      }),
    ),
  );
  return {
    hooks: deliveries.flatMap(({ target, delivery }) => watchPoints(target, delivery, environment)),
    async drain() {
      await Promise.all(deliveries.map(({ delivery }) => delivery.drain()));
    },
    async close() {
      for (const dispose of subscriptions) dispose();
      await Promise.all(deliveries.map(({ delivery }) => delivery.close()));
    },
  };
}

function watchPoints({ name, points }: WebhookTarget, delivery: Delivery, { clock }: BuiltinEnvironment): Registration[] {
  return points.map((point) => ({
    point,
    hook: {
      keepsDeadline: true,
      execute: (context) => delivery.add(eventOf(context, clock.now())),
    },
    options: { id: `builtin/webhook#${name}@${point}`, phase: "observe", description: "notifies a webhook" },
  }));
}

function eventOf({ point, data, component, correlationId, outcome }: HookContext, timeMs: number): UniversalEvent {
  const came: JsonObject = {
    type: outcome?.type ?? "continue",
    ...(outcome !== undefined && "reason" in outcome && { reason: outcome.reason }),
    ...(outcome !== undefined && "hookId" in outcome && { hook_id: outcome.hookId }),
  };
  return {
    id: uuidSource(),
    event_type: "point.reached",
    timestamp: new Date(timeMs).toISOString(),
    version: "1.0",
    source: { component: component.id, correlation_id: correlationId },
    data: { point, data, outcome: came },
  };
}

function readSecret({ name, secret_env: variable }: WebhookTarget): string | undefined {
  if (variable === undefined) return undefined;
  const secret = process.env[variable];
  if (secret !== undefined && secret !== "") return secret;
  const message = `The webhook "${name}" is to be signed with the secret in the environment variable ${variable}, which is not set.`;
  throw new HookloomError("CONFIG_INVALID", message, { details: { webhook: name, variable } });
}
