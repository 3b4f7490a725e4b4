// Keeps the files that a language makes once per machine (Python's memory snapshot) in the cache folder. They are machine
// state: only ones this machine made itself are ever used, in a folder that only this user can write.

import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import type { ScriptLanguage } from "./bridge.ts";

export class AssetStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the language's asset is, or `undefined` when it was not made yet or the language has none. */
  find(language: ScriptLanguage): string | undefined {
    if (language.asset === undefined) return undefined;
    const path = join(this.#folder, language.asset.fileName);
    return existsSync(path) ? path : undefined;
  }

  /** Saves an asset so that a reader sees all of it or nothing; answers its path. */
  async save(language: ScriptLanguage, bytes: Uint8Array): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, language.asset!.fileName);
    const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
    await writeFile(unfinished, bytes, { mode: 0o600 });
    await rename(unfinished, path);
    return path;
  }

  /** Deletes an asset that does not fit. */
  async discard(language: ScriptLanguage): Promise<void> {
    if (language.asset !== undefined) await rm(join(this.#folder, language.asset.fileName), { force: true });
  }
}
