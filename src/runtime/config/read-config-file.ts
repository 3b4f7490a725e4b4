// Settings from `hookloom.toml`. `loadConfig` calls it.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import { describeThrown, type ErrorPlace } from "../../foundation/errors.ts";
import { configError, type ConfigSource, type SettingPath } from "./config-source.ts";
import { locateToml, type TextPlace } from "./toml-places.ts";

/** The file that is read when none is named. */
export const DEFAULT_CONFIG_FILE = "hookloom.toml";

/** The file that is read: the named one, or the default one, which need not exist. */
export function configFilePath(file: string | undefined, cwd: string): string {
  return resolve(cwd, file ?? DEFAULT_CONFIG_FILE);
}

/**
 * The settings of the named file, which must exist, or of the default one in `cwd`, which need not.
 * @throws HookloomError CONFIG_INVALID when it cannot be read, CONFIG_SYNTAX when it is no TOML
 */
export function readConfigFile(file: string | undefined, cwd: string): ConfigSource | undefined {
  const name = file ?? DEFAULT_CONFIG_FILE;
  const path = configFilePath(file, cwd);
  const bytes = readBytes(path, name, file !== undefined);
  if (bytes === undefined) return undefined;
  const text = decode(bytes, name);
  const values = parseToml(text, name);
  const locate = locateToml(text);
  return {
    name,
    values,
    folder: dirname(path),
    problems: [],
    locate: (settingPath) => ({ file: name, ...nearest(settingPath, locate) }),
    nameOf: (key) => key,
  };
}

/** Where a setting stands, or, when it is missing, the section around it. */
function nearest(path: SettingPath, locate: ReturnType<typeof locateToml>): TextPlace | undefined {
  return locate(path) ?? (path.length > 1 ? nearest(path.slice(0, -1), locate) : undefined);
}

function readBytes(path: string, name: string, mustExist: boolean): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === "ENOENT";
    if (isMissing && !mustExist) return undefined;
    const text = isMissing ? "There is no such config file." : `The config file cannot be read: ${describeThrown(thrown)}`;
    throw configError("CONFIG_INVALID", [{ key: "", where: name, text, place: { file: name } }], thrown);
  }
}

// A byte order mark is left out by the decoder, so that columns of the first line are right.
function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    const text = "The config file is not UTF-8 text.";
    throw configError("CONFIG_SYNTAX", [{ key: "", where: name, text, place: { file: name } }], thrown);
  }
}

function parseToml(text: string, name: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const { line, column, message } = thrown;
    const place: ErrorPlace = { file: name, line, column };
    // The parser's message goes on with a drawing of the lines around.
    const reason = message.split("\n", 1)[0]?.replace("Invalid TOML document: ", "");
    throw configError(
      "CONFIG_SYNTAX",
      [{ key: "", where: `${name}:${line}:${column}`, text: `This is not valid TOML: ${reason}.`, place }],
      thrown,
    );
  }
}
