// What `import ... from "hookloom/testing"` gives, to test native hooks with any test runner.

export { assertHookResult } from "./assert-hook-result.ts";
export { contextFor, samplePayload, type ContextParts, type TestContext } from "./context.ts";
export { createHarness, type Harness, type LoggedLine } from "./harness.ts";
export { ManualClock } from "./manual-clock.ts";
