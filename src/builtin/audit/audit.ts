// The audit log as hooks: watches the points that are to be recorded, and hands the writer a line for each of their runs.

import { resolve } from "node:path";
import { matchesGlob } from "../../foundation/glob.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { AuditWriter } from "./audit-writer.ts";
import type { AuditSettings } from "./definition.ts";

/** What a line says of the points whose data holds more than should be written down. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  AuthSuccess: ["peer_addr", "method"],
  AuthFailure: ["peer_addr", "method", "attempts", "locked_out"],
  BeforeToolCall: ["tool_name", "tool_id"],
  SecurityEvent: ["event_type", "action", "reason"],
  ConfigReload: ["changes"],
};

/** Opens the audit log. @throws HookloomError AUDIT_LOG_TAKEN, AUDIT_LOG_INVALID */
export function openAudit(settings: AuditSettings, environment: BuiltinEnvironment): Builtin {
  const { clock, stateDir = "." } = environment;
  const path = resolve(stateDir, settings.path);
  const { format, flushMs, queueLines, maxFiles, anchorLines } = settings;
  const anchorPath = settings.anchorPath === undefined ? `${path}.anchors` : resolve(stateDir, settings.anchorPath);
  const maxFileBytes = settings.maxFileKb * 1024;
  const options = { path, anchorPath, format, flushMs, queueLines, maxFileBytes, maxFiles, anchorLines };
  const writer = new AuditWriter(options, clock, environment);
  const hooks = settings.points.map((point): Registration => ({
    point,
    hook: {
      keepsDeadline: true,
      execute(context) {
        if (isRecorded(context.data, settings.tools))
          writer.add({ timeMs: clock.now(), event: point, fields: describeRun(point, context) });
      },
    },
    options: { id: `builtin/audit#${point}`, phase: "observe", description: "writes the audit log" },
  }));
  return { hooks, drain: () => writer.drain(), close: () => writer.close() };
}

function isRecorded({ tool_name: tool }: JsonObject, tools: readonly string[]): boolean {
  return typeof tool !== "string" || tools.some((glob) => matchesGlob(glob, tool));
}

function describeRun(point: string, { data, outcome }: HookContext): JsonObject {
  const fields = FIELDS[point];
  const shown = fields === undefined ? plainValues(data) : Object.fromEntries(fields.map((name) => [name, data[name]]));
  if (outcome === undefined || outcome.type === "continue") return shown;
  return {
    ...shown,
    outcome: outcome.type,
    ...("hookId" in outcome && { hook: outcome.hookId }),
    ...("reason" in outcome && { why: outcome.reason }),
  };
}

// Of data that nobody has listed the fields of, what is nested stays out: arguments of tools may hold secrets.
function plainValues(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value !== "object"));
}
