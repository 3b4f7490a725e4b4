// One line of the performance table. Sections print them as JSON, `main.ts` renders them.

export interface Row {
  readonly what: string;
  /** With its unit, as people read it. */
  readonly measured: string;
  /** The number to be reached, as the issue states it. */
  readonly target?: string;
  readonly met?: boolean;
  /** What it is compared with, measured in the same run. */
  readonly baseline?: string;
  /** Us against the baseline, in words. */
  readonly ratio?: string;
}

export const nanoseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ns`;
export const microseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} µs`;
export const milliseconds = (value: number): string => `${Math.round(value)} ms`;
export const mebibytes = (value: number): string => `${value.toFixed(1)} MB`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en-US")} /s`;
export const times = (value: number): string => `${value >= 10 ? Math.round(value) : value.toFixed(1)}x`;

/** Hands the rows to `main.ts`. */
export function printRows(rows: readonly Row[]): void {
  process.stdout.write(JSON.stringify(rows));
}
