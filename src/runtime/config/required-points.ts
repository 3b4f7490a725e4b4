// Mistakes in `required_at` of [scripts.<id>] that show before any script is loaded. `load-config.ts` calls it.

import { describeUnknownPoint } from "../../model/points/resolve-point.ts";
import { findRequirementFault } from "../scripts/required-scripts.ts";
import { areWrong, declaredPoints, problemIn, type ConfigProblem, type ConfigSource, type SettingPath } from "./config-source.ts";

/** Scripts that are required where nothing can be refused, or at no point there is; nothing when sections have mistakes of other kinds. */
export function findRequirementFaults(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (areWrong(problems, "scripts", "points")) return [];
  const declared = declaredPoints(sources);
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

function findUnknown(point: string, declared: readonly string[]): string | undefined {
  const unknown = describeUnknownPoint(point, declared);
  return unknown && `required_at names ${unknown}`;
}
