// For a runner process that is started by itself: what is to be told of it is told to nobody, and it may grow as it likes.

import type { RunnerEvents } from "../../src/sandbox/runner-process.ts";

export const UNHEARD: RunnerEvents = {
  onLog: () => {},
  onPublished: () => {},
  onLimited: () => {},
  scriptIn: () => undefined,
  services: new Map(),
  onOutput: () => {},
  allowedGrowth: () => Infinity,
  onEnd: () => {},
};
