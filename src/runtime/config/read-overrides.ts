// Settings that the program itself gives, such as flags of the command line. `loadConfig` calls it.

import type { ConfigOverrides } from "./config.ts";
import type { ConfigSource } from "./config-source.ts";
import { snakeKeys } from "../../foundation/key-case.ts";

/** The overrides as a source. They are checked like all others: flags are text that somebody typed, too. */
export function readOverrides(overrides: ConfigOverrides, cwd: string): ConfigSource {
  return {
    name: "options",
    values: snakeKeys(overrides),
    folder: cwd,
    problems: [],
    locate: () => undefined,
    nameOf: (key) => key,
  };
}
