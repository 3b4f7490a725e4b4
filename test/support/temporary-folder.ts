// A folder of scripts for one test, deleted after it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TemporaryFolder {
  readonly path: string;
  write(file: string, content: string | Uint8Array): void;
  remove(file: string): void;
  dispose(): void;
  [Symbol.dispose](): void;
}

export function createTemporaryFolder(files: Readonly<Record<string, string>> = {}): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "hookloom-test-"));
  const dispose = (): void => rmSync(path, { recursive: true, force: true });
  const folder: TemporaryFolder = {
    path,
    write(file, content) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), content);
    },
    remove: (file) => rmSync(join(path, file), { recursive: true }),
    dispose,
    [Symbol.dispose]: dispose,
  };
  for (const [file, content] of Object.entries(files)) folder.write(file, content);
  return folder;
}
