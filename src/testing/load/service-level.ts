// A service level that a load test is held against. `hookloom bench` reads one from its arguments and prints the verdict.

import { HookloomError } from "../../foundation/errors.ts";

/** What a load test measured. Times are in milliseconds. */
export interface LoadFigures {
  readonly average: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Runs in a second. */
  readonly throughput: number;
  /** Percent of the runs in which no hook failed. */
  readonly success: number;
}

export type FigureName = keyof LoadFigures;

/** A limit for each figure that matters: times at most, throughput and success at least. */
export type ServiceLevel = { readonly [Name in FigureName]?: number };

export const DEFAULT_SERVICE_LEVEL: ServiceLevel = Object.freeze({ average: 50, p95: 75, success: 95, throughput: 100 });

const AT_LEAST: readonly FigureName[] = ["throughput", "success"];
const NAMES: readonly FigureName[] = ["average", "p50", "p95", "p99", "max", "throughput", "success"];

/** One figure against its limit. */
export interface Verdict {
  readonly figure: FigureName;
  readonly atLeast: boolean;
  readonly limit: number;
  readonly measured: number;
  readonly met: boolean;
}

/** Reads `average=50,p95=75,success=95`. @throws HookloomError REQUEST_INVALID */
export function parseServiceLevel(text: string): ServiceLevel {
  const entries = text.split(",").map((part) => {
    const [, name, limit] = /^\s*([a-z0-9]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (name !== undefined && NAMES.includes(name as FigureName)) return [name, Number(limit)] as const;
    const message = `${JSON.stringify(part)} is no limit: write ${NAMES.join(", ")} with a number, such as "p95=75,success=99".`;
    throw new HookloomError("REQUEST_INVALID", message, { details: { part } });
  });
  return Object.fromEntries(entries);
}

/** Holds figures against a level, in the order of the figures. */
export function judge(figures: LoadFigures, level: ServiceLevel): Verdict[] {
  return NAMES.flatMap((figure) => {
    const limit = level[figure];
    if (limit === undefined) return [];
    const measured = figures[figure];
    const atLeast = AT_LEAST.includes(figure);
    return { figure, atLeast, limit, measured, met: atLeast ? measured >= limit : measured <= limit };
  });
}
