// Tests as data: a file of payloads with what is expected of each. `run-tests.ts` reads them.

import { z } from "zod";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";

const object = z.record(z.string(), z.json());

const testCase = z.strictObject({
  name: z.string().min(1).optional(),
  point: z.string().min(1),
  data: object.optional(),
  component: z.strictObject({ id: z.string(), name: z.string().optional(), type: z.string().optional() }).optional(),
  metadata: object.optional(),
  state: object.optional(),
  correlation_id: z.string().optional(),
  /** Moves the time on before. */
  advance_ms: z.number().min(0).optional(),
  expect: object,
});

/** One payload, and what the hooks are expected to make of it. */
export interface TestCase {
  readonly name: string;
  readonly point: string;
  readonly data: JsonObject | undefined;
  readonly options: JsonObject;
  readonly advanceMs: number;
  readonly expected: JsonObject;
}

/** Reads the text of a file `*.test.json`. @throws HookloomError REQUEST_INVALID */
export function parseTestCases(file: string, text: string): TestCase[] {
  const refuse = (why: string): never => {
    throw new HookloomError("REQUEST_INVALID", `The tests are wrong: ${why}.`, { place: { file } });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    return refuse((thrown as Error).message);
  }
  const parsed = z.array(testCase).min(1).safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(`${z.core.toDotPath(issue?.path ?? []) || "the file"}: ${issue?.message}`);
  }
  return parsed.data.map(({ name, point, data, advance_ms: advanceMs = 0, expect, ...options }, at) => ({
    name: name ?? `${point} ${at + 1}`,
    point,
    data: data as JsonObject | undefined,
    options: options as JsonObject,
    advanceMs,
    expected: expect as JsonObject,
  }));
}
