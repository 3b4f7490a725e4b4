// A folder with config files for one test, and the error that a config leads to.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { HookloomError } from "../../../src/foundation/errors.ts";
import { loadConfig, type LoadConfigOptions } from "../../../src/runtime/config/load-config.ts";

/** A new folder with these files, which is removed when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "hookloom-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The error of loading a config; fails when there is none. */
export function errorOf(options: LoadConfigOptions): HookloomError {
  try {
    loadConfig(options);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(HookloomError);
    return thrown as HookloomError;
  }
  return expect.fail("the config was accepted");
}

/** The lines of the error that a file `hookloom.toml` with this text leads to. */
export function mistakesIn(text: string): string[] {
  return errorOf({ cwd: folderWith({ "hookloom.toml": text }), env: {} }).message.split("\n");
}
