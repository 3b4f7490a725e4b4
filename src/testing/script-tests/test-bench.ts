// A runtime with the scripts under test, as tests see it: they ask it, hold outcomes against what they expect, and read events.
// `run-tests.ts` opens one for each file of tests and each script.

import { LANGUAGES } from "../../../bridges/index.ts";
import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import { compilePattern } from "../../events/pattern-index.ts";
import type { RunOptions } from "../../hooks/executor.ts";
import type { Component } from "../../model/context.ts";
import type { UniversalEvent } from "../../model/events.ts";
import type { RuntimeOptions } from "../../runtime/runtime-options.ts";
import { startRuntime, type Runtime } from "../../runtime/runtime.ts";
import { assertPointData } from "../../server/point-data.ts";
import type { RunRecorder } from "../../server/run-recorder.ts";
import { viewOutcome } from "../../server/views.ts";
import { samplePayload } from "../context.ts";
import { findDifference } from "../difference.ts";
import type { Coverage } from "./coverage.ts";
import { ShiftedClock } from "./shifted-clock.ts";

type OutcomeView = ReturnType<typeof viewOutcome>;

/** What a run came to, with the hooks that failed in it. */
export interface TestedOutcome extends OutcomeView {
  readonly errors?: readonly { readonly hook_id: string; readonly code: string; readonly message: string }[];
}

export class TestBench {
  readonly #runtime: Runtime;
  readonly #clock: ShiftedClock;
  #events: UniversalEvent[] = [];
  readonly #recorder: () => RunRecorder;

  private constructor(runtime: Runtime, clock: ShiftedClock, subject: string, coverage: Coverage) {
    this.#runtime = runtime;
    this.#clock = clock;
    this.#recorder = () => coverage.recorder(subject);
    coverage.expect(subject, runtime.hooks());
    runtime.subscribe("**", (event) => void this.#events.push(event));
  }

  /** Loads the scripts; what tests ask of them counts as covered. @throws HookloomError the error of a script that cannot be loaded */
  static async open(options: RuntimeOptions, subject: string, coverage: Coverage): Promise<TestBench> {
    const clock = new ShiftedClock();
    const runtime = await startRuntime(LANGUAGES, { ...options, clock, watch: false });
    const broken = runtime.scripts().find(({ status }) => status.kind === "broken");
    if (broken?.status.kind !== "broken") return new TestBench(runtime, clock, subject, coverage);
    await runtime.close();
    throw broken.status.error;
  }

  /** Forgets what was published for the test before. */
  beginTest(): void {
    this.#events = [];
  }

  /** Asks a point, and waits until observing hooks were told and events delivered. */
  async run(point: string, data: JsonObject | undefined, options: JsonObject): Promise<TestedOutcome> {
    // Throws when there is no such point, before anything is said about data.
    this.#runtime.count(point);
    const given = data ?? samplePayload(point);
    assertPointData(point, given);
    const recorder = this.#recorder();
    const outcome = await this.#runtime.run(point, given, { ...readOptions(options), observer: recorder });
    await this.#runtime.drain();
    const errors: { hook_id: string; code: string; message: string }[] = [];
    for (const { hook_id, error } of recorder.reports) {
      if (error !== undefined) errors.push({ hook_id, code: error.code, message: error.message });
    }
    return { ...viewOutcome(outcome), ...(errors.length > 0 && { errors }) };
  }

  /** The same, held against what is expected. A hook that failed is a difference unless the test expects `errors`. */
  async expect(point: string, data: JsonObject | undefined, expected: JsonObject, options: JsonObject): Promise<TestedOutcome> {
    const outcome = await this.run(point, data, options);
    const difference = findDifference(outcome, { errors: null, ...expected });
    if (difference === undefined) return outcome;
    throw new HookloomError("TEST_FAILED", `${difference}; the outcome was ${JSON.stringify(outcome)}.`);
  }

  /** Moves the time on by which state expires. */
  advance(durationMs: number): void {
    this.#clock.advance(durationMs);
  }

  /** The events since the test began whose type matches. */
  events(pattern: string): UniversalEvent[] {
    const matches = compilePattern(pattern);
    return this.#events.filter(({ event_type }) => matches(event_type));
  }

  close(): Promise<void> {
    return this.#runtime.close();
  }
}

function readOptions({ component, metadata, state, correlation_id, ...unknown }: JsonObject): RunOptions {
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    const message = `A test asks with component, metadata, state and correlation_id; there is no option ${JSON.stringify(name)}.`;
    throw new HookloomError("REQUEST_INVALID", message);
  }
  return {
    ...(isJsonObject(component) && { component: component as unknown as Component }),
    ...(isJsonObject(metadata) && { metadata }),
    ...(isJsonObject(state) && { state }),
    ...(typeof correlation_id === "string" && { correlationId: correlation_id }),
  };
}
