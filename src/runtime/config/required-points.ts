// Mistakes in `required_at` of [scripts.<id>] that show before any script is loaded. `load-config.ts` calls it.

import { valueAtPath } from "../../foundation/json.ts";
import { didYouMean } from "../../foundation/suggest.ts";
import { resolvePoint } from "../../model/points/resolve-point.ts";
import { findRequirementFault } from "../scripts/required-scripts.ts";
import { problemIn, type ConfigProblem, type ConfigSource, type SettingPath } from "./config-source.ts";

/** Scripts that are required where nothing can be refused, or at no point there is; nothing when sections have mistakes of other kinds. */
export function findRequirementFaults(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (problems.some(({ key }) => key.startsWith("scripts") || key.startsWith("points"))) return [];
  const declared = new Set(sources.flatMap(({ values }) => (valueAtPath(values, ["points", "declared"]) ?? []) as string[]));
  return sources.flatMap((source) =>
    Object.entries((source.values.scripts ?? {}) as Record<string, { required_at?: string[] }>).flatMap(([scriptId, section]) =>
      (section.required_at ?? []).flatMap((point, index) => {
        const path: SettingPath = ["scripts", scriptId, "required_at", index];
        const text = findRequirementFault(scriptId, point) ?? findUnknown(point, declared);
        return text === undefined ? [] : [problemIn(source, path, text)];
      }),
    ),
  );
}

function findUnknown(point: string, declared: ReadonlySet<string>): string | undefined {
  const resolved = resolvePoint(point);
  if (resolved.kind !== "unknown" || declared.has(point)) return undefined;
  return `required_at names ${JSON.stringify(point)}, which is no hook point.${didYouMean(resolved.suggestions)}`;
}
