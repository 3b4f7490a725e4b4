// A file of recorded runs, one JSON object per line, as `hookloom record` writes it and `hookloom replay` reads it.

import { createWriteStream, readFileSync, type WriteStream } from "node:fs";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, parseJsonObject } from "../foundation/json.ts";
import type { Logger } from "../observability/logger.ts";
import type { RunExplanation } from "../runtime/explain/explain-run.ts";
import { viewRun } from "../server/run-views.ts";
import type { RunView } from "../server/schemas.ts";

/** Appends runs to a file that only its owner can read: what hosts sent is in it. */
export class RunRecording {
  readonly #stream: WriteStream;
  #failed = false;

  constructor(path: string, logger: Logger) {
    this.#stream = createWriteStream(path, { flags: "a", mode: 0o600 });
    this.#stream.on("error", (error) => {
      if (!this.#failed) logger.error({ path }, `${path} cannot be written; runs are not recorded any more: ${error.message}`);
      this.#failed = true;
    });
  }

  write(run: RunExplanation): void {
    if (!this.#failed) this.#stream.write(`${JSON.stringify(viewRun(run))}\n`);
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#failed) return resolve();
      this.#stream.once("error", () => resolve());
      this.#stream.end(() => resolve());
    });
  }
}

/** A recorded run, and the line it stands in. */
export interface RecordedRun {
  readonly line: number;
  readonly run: RunView & { readonly outcome: NonNullable<RunView["outcome"]> };
}

/**
 * Reads a recording. A run that had not ended is left out.
 * @throws HookloomError REQUEST_INVALID naming the line that is no run
 */
export function readRecording(path: string): RecordedRun[] {
  const recorded: RecordedRun[] = [];
  for (const [index, text] of readFileSync(path, "utf8").split("\n").entries()) {
    if (text.trim() === "") continue;
    const run = parseRun(text);
    if (run === undefined) {
      const message = `${path}:${index + 1} is no recorded run; "hookloom record <file>" writes such files.`;
      throw new HookloomError("REQUEST_INVALID", message, { place: { file: path, line: index + 1 } });
    }
    if (run.outcome !== undefined) recorded.push({ line: index + 1, run: { ...run, outcome: run.outcome } });
  }
  return recorded;
}

function parseRun(text: string): RunView | undefined {
  const run = parseJsonObject(text);
  const isRun = typeof run?.point === "string" && isJsonObject(run.data) && Array.isArray(run.steps);
  return isRun ? (run as unknown as RunView) : undefined;
}
