// What tests of something else than time give hooks: machines that run tests are busy, and 100 ms is soon gone.

import type { RuntimeOptions } from "../../src/index.ts";

/** The limits of a runtime whose hooks may take their time. */
export const PATIENT: NonNullable<RuntimeOptions["limits"]> = { timeoutMs: 3000 };
