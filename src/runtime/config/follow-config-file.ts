// Notices when the config file is changed, made or deleted. `hookloom serve` has the config read anew then.

import type { Clock } from "../../foundation/clock.ts";
import { describeThrown } from "../../foundation/errors.ts";
import type { Logger } from "../../observability/logger.ts";

/** Editors write a file in several steps; those that come closer than this are one change. */
const SETTLE_MS = 100;

/** Follows a file that need not exist; resolves when no change can be missed any more, to a function that ends it. */
export async function followConfigFile(
  path: string,
  clock: Clock,
  logger: Logger,
  onChange: () => void,
): Promise<() => Promise<void>> {
  let cancelTimer = (): void => {};
  const { watch } = await import("chokidar");
  const watcher = watch(path, { ignoreInitial: true });
  watcher.on("all", () => {
    cancelTimer();
    cancelTimer = clock.after(SETTLE_MS, onChange);
  });
  watcher.on("error", (error) => logger.warn({ file: path }, `watching the config file: ${describeThrown(error)}`));
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return async () => {
    cancelTimer();
    await watcher.close();
  };
}
