// The package under measurement: what users install, not the sources. `npm run bench` builds it first.

import type * as Hookloom from "../src/index.ts";
import { built } from "./built.ts";

export const { createAssess, createRuntime, redactSecrets, results } = await built<typeof Hookloom>("src/index");

const silent = (): void => {};
/** A logger that says nothing. */
export const quiet = { debug: silent, info: silent, warn: silent, error: silent };

/** A tool call of 455 bytes of JSON, the size the reference figures were measured with. */
export const TOOL_CALL = {
  tool_name: "Bash",
  parameters: { command: "git status --short", description: "x".repeat(240) },
  tool_id: "toolu_01ABCDEFGHIJKLMNOPQRSTUV",
  session_id: "3f2c6f8e-5f0d-4d3e-9a57-0a8a7c2b9d11",
};
