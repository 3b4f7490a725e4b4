// The clock of the testing kit, for the tests of everything else.

export { ManualClock } from "../../src/testing/manual-clock.ts";
