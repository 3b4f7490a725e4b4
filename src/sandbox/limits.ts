// Every limit of a script, in one table: what it bounds, its default, how far an operator can move it, and the code of the error
// beyond it. The config's sections, `hookloom doctor` and the errors are made from it; whoever keeps a limit asks here.

import type { ErrorCode } from "../foundation/error-codes.ts";

/** What one script may use. `undefined`: as its language has it, or no limit of its own. */
export interface ScriptLimits {
  /** Default wall time of a call, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest `timeout_ms` a hook may ask for. */
  readonly maxTimeoutMs: number;
  readonly loadMs: number | undefined;
  readonly cpuMs: number | undefined;
  readonly cpuMsPerMinute: number | undefined;
  readonly memoryMb: number | undefined;
  readonly resultCharacters: number;
  readonly resultDepth: number;
  readonly logLinesPerSecond: number;
  readonly eventsPerSecond: number;
  readonly hostCalls: number;
  readonly stateKeys: number;
  readonly stateCharacters: number;
}

/** Those that the runner process keeps. */
export type RunnerLimits = Pick<ScriptLimits, "cpuMs" | "cpuMsPerMinute" | "logLinesPerSecond" | "eventsPerSecond" | "hostCalls">;

/** A limit as the config spells it. */
export type LimitName = (typeof LIMITS)[number]["name"];

export interface Limit {
  readonly name: string;
  readonly key: keyof ScriptLimits;
  readonly default: number | undefined;
  /** The default in words, where it is no number. */
  readonly defaultText?: string;
  readonly least: number;
  readonly most: number;
  readonly code: ErrorCode;
  /** What it bounds, as the config's page says it. */
  readonly meaning: string;
  /** What is counted, for messages: `used 7 <unit>`. */
  readonly unit: string;
}

const ONE_DAY_MS = 86_400_000;
const ONE_MINUTE_MS = 60_000;

export const LIMITS = [
  {
    name: "timeout_ms",
    key: "timeoutMs",
    default: 100,
    defaultText: "`100`, or `max_timeout_ms` when that is less",
    least: 1,
    most: ONE_DAY_MS,
    code: "HOOK_TIMED_OUT",
    meaning: "Wall time of one call of a hook, unless the hook has a `timeout_ms` of its own.",
    unit: "ms",
  },
  {
    name: "max_timeout_ms",
    key: "maxTimeoutMs",
    default: 5000,
    least: 1,
    most: ONE_DAY_MS,
    code: "HOOK_OPTIONS_INVALID",
    meaning: "The largest `timeout_ms` that a hook may ask for.",
    unit: "ms",
  },
  {
    name: "load_ms",
    key: "loadMs",
    default: undefined,
    defaultText: "`5000`; Python `15000`",
    least: 100,
    most: 600_000,
    code: "SCRIPT_LOAD_TIMED_OUT",
    meaning: "Wall time for starting the language and running the script's top level.",
    unit: "ms",
  },
  {
    name: "cpu_ms",
    key: "cpuMs",
    default: undefined,
    defaultText: "none beyond the wall time",
    least: 1,
    most: ONE_DAY_MS,
    code: "SCRIPT_CPU_EXCEEDED",
    meaning:
      "Processor time of one call, added up over its waits. Looked at whenever the script waits or answers, and when it has run for four times what it has left and 200 ms.",
    unit: "ms of processor time in one call",
  },
  {
    name: "cpu_ms_per_minute",
    key: "cpuMsPerMinute",
    default: undefined,
    defaultText: "none",
    least: 10,
    most: ONE_MINUTE_MS,
    code: "SCRIPT_CPU_EXCEEDED",
    meaning:
      "Processor time of all calls within a minute; a call that wants more than is left is ended, and those after it fail until the minute is over.",
    unit: "ms of processor time in a minute",
  },
  {
    name: "memory_mb",
    key: "memoryMb",
    default: undefined,
    defaultText: "`32`; Python `128`",
    least: 8,
    most: 2048,
    code: "SCRIPT_MEMORY_EXCEEDED",
    meaning: "Memory of one script in mebibytes. A language that needs more to start gets what it needs.",
    unit: "MB",
  },
  {
    name: "result_characters",
    key: "resultCharacters",
    default: 1024 * 1024,
    least: 100,
    most: 1024 * 1024,
    code: "RESULT_INVALID",
    meaning: "Characters of JSON of one result.",
    unit: "characters of JSON",
  },
  {
    name: "result_depth",
    key: "resultDepth",
    default: 64,
    least: 4,
    most: 64,
    code: "RESULT_INVALID",
    meaning: "How deep a result may be nested.",
    unit: "levels",
  },
  {
    name: "log_lines_per_second",
    key: "logLinesPerSecond",
    default: 1000,
    least: 1,
    most: 10_000,
    code: "SCRIPT_LOG_EXCEEDED",
    meaning: "Log lines of a script in a second, of 262 characters each on average; what is more is dropped and counted.",
    unit: "lines dropped",
  },
  {
    name: "events_per_second",
    key: "eventsPerSecond",
    default: 1000,
    least: 1,
    most: 10_000,
    code: "SCRIPT_EVENTS_EXCEEDED",
    meaning: "Events that a script publishes in a second; what is more is dropped and counted.",
    unit: "events dropped",
  },
  {
    name: "host_calls",
    key: "hostCalls",
    default: 1000,
    least: 1,
    most: 1000,
    code: "HOST_CALLS_EXCEEDED",
    meaning: "What one call may ask of the host: its state, servers, and sleeping.",
    unit: "requests in one call",
  },
  {
    name: "state_keys",
    key: "stateKeys",
    default: 10_000,
    least: 1,
    most: 1_000_000,
    code: "STATE_LIMIT_EXCEEDED",
    meaning: "Keys that a script keeps in its state; in `[limits]`, also those of each shared state.",
    unit: "keys",
  },
  {
    name: "state_characters",
    key: "stateCharacters",
    default: 4 * 1024 * 1024,
    least: 1000,
    most: 256 * 1024 * 1024,
    code: "STATE_LIMIT_EXCEEDED",
    meaning: "Characters of all keys and values of a script's state; in `[limits]`, also of each shared state.",
    unit: "characters",
  },
] as const satisfies readonly Limit[];

/** The limits of a script of which the config says nothing. */
export const SCRIPT_LIMITS = Object.freeze(
  Object.fromEntries(LIMITS.map((limit) => [limit.key, limit.default])),
) as unknown as ScriptLimits;

/** A limit that was exceeded, for whoever watches. */
export interface ExceededLimit {
  readonly limit: LimitName;
  readonly code: ErrorCode;
  readonly value: number;
  readonly used: number;
  /** One line: which limit, what it is, what was used, and how to raise it. */
  readonly message: string;
}

/** The limit of a name. */
export function limitNamed(name: LimitName): Limit {
  return LIMITS.find((limit) => limit.name === name)!;
}

/** What a script's limit is; 0 when it has none. */
export function limitValue(limits: ScriptLimits, name: LimitName): number {
  return limits[limitNamed(name).key] ?? 0;
}

/** What there is to say when a script, or what scripts share, exceeds a limit. Default remedy: to raise the script's own limit. */
export function describeExceeded(
  name: LimitName,
  owner: string,
  value: number,
  used: number,
  remedy = howToRaise(name, value, `[scripts.${JSON.stringify(owner)}.limits]`),
): ExceededLimit {
  const { code, unit } = limitNamed(name);
  const bound = unit.endsWith("dropped") ? `${used} ${unit}` : `used ${used} ${unit}`;
  return { limit: name, code, value, used, message: `${owner} exceeded ${name}, which is ${value}: ${bound}. ${remedy}` };
}

/** What to write into which section of the config to raise a limit. */
export function howToRaise(name: LimitName, value: number, section: string): string {
  const { most } = limitNamed(name);
  if (value >= most) return `It cannot be raised.`;
  return `To raise it: ${section} ${name} = ${Math.min(most, value * 2)}`;
}
