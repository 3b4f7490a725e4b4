// A daemon at whose routes for agents a test's desk answers. The tests of the shim and of the plugins start it.

import type { Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import type { TestDesk } from "./desk-setup.ts";

/** The daemon of a state folder, not started yet. */
export function createDeskServer({ desk }: TestDesk, stateDir: string): HookServer {
  // The routes under test ask the desk, not the runtime.
  const runtime = { ready: true, observe: () => () => {} } as unknown as Runtime;
  return createServer(runtime, { stateDir, logger: createRecordingLogger(), agents: desk });
}
