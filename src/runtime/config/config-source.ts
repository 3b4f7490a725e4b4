// What the places that settings come from have in common, and how their mistakes become one error. The three `read-*.ts` make
// sources; `loadConfig` joins them.

import type { ErrorCode } from "../../foundation/error-codes.ts";
import { valueAtPath } from "../../foundation/json.ts";
import { formatPlace, HookloomError, type ErrorPlace } from "../../foundation/errors.ts";

/** The path of a setting, or of an item of its list, inside the values of a source. */
export type SettingPath = readonly (string | number)[];

/** One mistake. */
export interface ConfigProblem {
  /** The setting, as the file writes it: `limits.timeout_ms`; or the name of a variable that stands for none. */
  readonly key: string;
  /** Where to look: the place in the file, or the name of the source. */
  readonly where: string;
  /** What was found and what is accepted. */
  readonly text: string;
  readonly place?: ErrorPlace | undefined;
}

/** Settings from one place: the file, the environment, or the program itself. */
export interface ConfigSource {
  /** What it is called when there is no place to name. */
  readonly name: string;
  /** The settings as the file would hold them, still unchecked. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What relative folders are relative to. */
  readonly folder: string;
  /** Mistakes that were found by reading alone. */
  readonly problems: readonly ConfigProblem[];
  /** Where a setting stands, if the source has lines. */
  locate(path: SettingPath): ErrorPlace | undefined;
  /** What this source calls the setting. */
  nameOf(key: string): string;
}

/** Whether something is wrong in one of these settings or sections already. */
export function areWrong(problems: readonly ConfigProblem[], ...names: readonly string[]): boolean {
  return problems.some(({ key }) => names.some((name) => key === name || key.startsWith(`${name}.`)));
}

/** Hook points that the sources declare, which are right. */
export function declaredPoints(sources: readonly ConfigSource[]): string[] {
  return sources.flatMap(({ values }) => (valueAtPath(values, ["points", "declared"]) ?? []) as string[]);
}

/** A mistake in a source. */
export function problemIn(source: Pick<ConfigSource, "name" | "locate">, path: SettingPath, text: string): ConfigProblem {
  const place = source.locate(path);
  return { key: path.filter((key) => typeof key === "string").join("."), where: formatPlace(place) || source.name, text, place };
}

/** One error for all mistakes, in the order of the file's lines: each on a line of its own, and as data in `details.problems`. */
export function configError(code: ErrorCode, found: readonly ConfigProblem[], cause?: unknown): HookloomError {
  const problems = found.toSorted(byPlace);
  const message = problems.map(({ where, text }) => `${where}: ${text}`).join("\n");
  const listed = problems.map(({ key, text, place }) => ({ key, message: text, ...place }));
  return new HookloomError(code, message, { details: { problems: listed }, place: problems[0]?.place, cause });
}

// What has no place comes last, in the order it was found.
function byPlace({ place: a }: ConfigProblem, { place: b }: ConfigProblem): number {
  const lines = (a?.line ?? Number.MAX_SAFE_INTEGER) - (b?.line ?? Number.MAX_SAFE_INTEGER);
  return lines === 0 ? (a?.column ?? 0) - (b?.column ?? 0) : lines;
}
