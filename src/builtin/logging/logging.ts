// The logging of runs as hooks: each is told of the runs of a point and writes a line.

import type { JsonObject } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import { KNOWN_NAMES } from "../../model/points/catalogue.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt, patchFor } from "../fields-of-data.ts";
import { redactSecrets } from "../redaction/redact.ts";
import type { LoggingSettings } from "./definition.ts";

const REDACTED = "[redacted]";

/** Opens the logging of runs. */
export function openLogging(settings: LoggingSettings, { log }: BuiltinEnvironment): Builtin {
  const hooks = settings.points.map((point): Registration => {
    const isBefore = KNOWN_NAMES.get(point)?.point.after !== undefined;
    const withData = isBefore ? settings.inputs : settings.outputs;
    return {
      point,
      hook: {
        keepsDeadline: true,
        execute(context) {
          const facts = describeRun(context, withData, settings);
          log(settings.level, facts, sentenceOf(point, facts));
        },
      },
      options: { id: `builtin/logging#${point}`, phase: "observe", description: "logs the run" },
    };
  });
  return { hooks };
}

function describeRun(context: HookContext, withData: boolean, { redact, secrets }: LoggingSettings): JsonObject {
  const { point, component, correlationId, outcome } = context;
  const facts: JsonObject = {
    point,
    component: component.id,
    correlation_id: correlationId,
    outcome: outcome?.type ?? "continue",
    ...(outcome !== undefined && "hookId" in outcome && { hook: outcome.hookId }),
    ...(outcome !== undefined && "reason" in outcome && { reason: outcome.reason }),
    ...(withData && { data: hideFields(context.data, redact) }),
  };
  return secrets ? redactSecrets(facts).value : facts;
}

/** A copy in which what stands at the paths cannot be read. */
function hideFields(data: JsonObject, paths: readonly string[]): JsonObject {
  const found = fieldsAt(data, paths);
  return mergeObjects(
    data,
    found.reduce<JsonObject>((patch, { path }) => patchFor(data, patch, path, REDACTED), {}),
  );
}

function sentenceOf(point: string, { component, outcome, hook, reason }: JsonObject): string {
  const by = hook === undefined ? "" : ` by ${hook}`;
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${point} of ${component}: ${outcome}${by}${why}`;
}
