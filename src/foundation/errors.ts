// The one error class. Everything a user, a script author or an operator can get wrong ends in one of these; everyone throws it.

import { ERROR_CODES, type ErrorAudience, type ErrorCode } from "./error-codes.ts";

/** Where a mistake is: a file with an optional position, 1-based. */
export interface ErrorPlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface HookloomErrorOptions {
  /** Facts for programs: ids, limits, what was used. JSON values only. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly place?: ErrorPlace | undefined;
  readonly cause?: unknown;
}

/** An error with a code from the table in `error-codes.ts`; `audience` says who can do something about it. */
export class HookloomError extends Error {
  readonly code: ErrorCode;
  readonly audience: ErrorAudience;
  readonly details: Readonly<Record<string, unknown>>;
  readonly place: ErrorPlace | undefined;

  constructor(code: ErrorCode, message: string, options: HookloomErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HookloomError";
    this.code = code;
    this.audience = ERROR_CODES[code].audience;
    this.details = options.details ?? {};
    this.place = options.place;
  }
}

/** `file:line:column`, as far as they are known; the empty text when there is no file. */
export function formatPlace(place: ErrorPlace | undefined): string {
  if (place?.file === undefined) return "";
  if (place.line === undefined) return place.file;
  return place.column === undefined ? `${place.file}:${place.line}` : `${place.file}:${place.line}:${place.column}`;
}

/** One line for people: place, message, code. */
export function formatError(error: unknown): string {
  const message = describeThrown(error).replaceAll(/\s*[\r\n]+\s*/g, " ");
  if (!(error instanceof HookloomError)) return message;
  const place = formatPlace(error.place);
  return `${place === "" ? "" : `${place}: `}${message} [${error.code}]`;
}

/** What was thrown, in words. Never throws itself, whatever it is given. */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message || thrown.name) : String(thrown);
  } catch {
    return "something was thrown that cannot be shown";
  }
}

/** Wraps whatever was thrown into an error of the given code; errors of ours pass unchanged. */
export function toHookloomError(thrown: unknown, code: ErrorCode): HookloomError {
  if (thrown instanceof HookloomError) return thrown;
  return new HookloomError(code, describeThrown(thrown), { cause: thrown });
}
