// A daemon at whose routes for agents a test's desk answers. The tests of the shim and of the plugins share one each.

import { afterAll, beforeAll, beforeEach } from "vitest";
import type { HookOutcome } from "../../src/model/outcome.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { createDesk, type TestDesk } from "./desk-setup.ts";

/** The daemon that the tests of a file share. */
export interface RunningDesk {
  /** What the hooks come to; `continue` at the beginning of each test. */
  outcome: HookOutcome;
  /** Its state folder. */
  readonly folder: TemporaryFolder;
  readonly asked: TestDesk["asked"];
  readonly url: string;
}

/** The daemon of a state folder, not started yet. */
function createDeskServer({ desk }: TestDesk, stateDir: string): HookServer {
  // The routes under test ask the desk, not the runtime.
  const runtime = { ready: true, observe: () => () => {} } as unknown as Runtime;
  return createServer(runtime, { stateDir, logger: createRecordingLogger(), agents: desk });
}

/** Starts a daemon for the tests of a file, and ends it after them. */
export function startDesk(): RunningDesk {
  const running = { outcome: { type: "continue" } } as { -readonly [Key in keyof RunningDesk]: RunningDesk[Key] };
  const desk = createDesk(() => running.outcome);
  running.asked = desk.asked;
  let server: HookServer;
  beforeAll(async () => {
    running.folder = createTemporaryFolder();
    server = createDeskServer(desk, running.folder.path);
    ({ url: running.url } = await server.start());
  });
  beforeEach(() => {
    running.outcome = { type: "continue" };
    desk.asked.length = 0;
  });
  afterAll(async () => {
    await server.close();
    running.folder.dispose();
  });
  return running;
}
