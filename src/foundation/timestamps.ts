// ISO 8601 texts of the time. Many things happen within a millisecond, so the text of the last one is kept.

let lastMs = Number.NaN;
let lastText = "";

/** The time in UTC with milliseconds. */
export function timestampOf(timeMs: number): string {
  if (timeMs !== lastMs) {
    lastText = new Date(timeMs).toISOString();
    lastMs = timeMs;
  }
  return lastText;
}
