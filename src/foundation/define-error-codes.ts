// What the table of error codes says of each. Its parts are defined with it.

/** Who can do something about an error: the caller, the script's author, who runs the process, or we. */
export type ErrorAudience = "user" | "script" | "operator" | "bug";

export interface ErrorCodeEntry {
  readonly audience: ErrorAudience;
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** A part of the table. */
export function defineCodes<Code extends string>(codes: Record<Code, ErrorCodeEntry>): Readonly<Record<Code, ErrorCodeEntry>> {
  return Object.freeze(codes);
}
