// A shell in a folder of its own, for guides that show one: `npx hookloom` is the command line of this repository, and a daemon
// stays until the session ends.

import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentIn, LAUNCHER } from "../cli/hookloom.ts";
import { freePort } from "../support/free-port.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const CLIENT = new URL("../../src/client/index.ts", import.meta.url).href;
/** The port in the pages, which may be taken here. */
const PORT = "4665";

export class ShellSession {
  readonly #folder: TemporaryFolder;
  readonly #port: string;
  #daemon: ChildProcess | undefined;

  private constructor(port: string) {
    this.#port = port;
    this.#folder = createTemporaryFolder({ ".bin/npx": `#!/bin/sh\nshift\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n` });
    chmodSync(join(this.#folder.path, ".bin/npx"), 0o755);
  }

  static async start(): Promise<ShellSession> {
    return new ShellSession(String(await freePort()));
  }

  /** Writes a file of a page. */
  write(path: string, text: string): void {
    this.#folder.write(path, this.#here(text));
  }

  /** What a line prints, errors first; of a daemon, what it prints until it waits for requests. */
  async run(line: string): Promise<string> {
    const serves = line === "npx hookloom serve";
    const child = spawn("/bin/sh", ["-c", (serves ? "exec " : "") + this.#here(line)], {
      cwd: this.#folder.path,
      env: this.#environment(),
      stdio: "pipe",
    });
    let [errors, output] = ["", ""];
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stdin.end();
    if (serves) this.#daemon = child;
    await new Promise<void>((resolve, reject) => {
      child.on("error", reject).on("close", () => resolve());
      if (serves) child.stdout.on("data", () => output.includes("Ask whether") && resolve());
    });
    return this.#asInPages((serves ? output : errors + output).trimEnd());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#daemon?.exitCode === null) {
      const closed = new Promise((resolve) => this.#daemon!.once("close", resolve));
      this.#daemon.kill();
      await closed;
    }
    this.#folder.dispose();
  }

  #here(text: string): string {
    return text.replaceAll(PORT, this.#port).replaceAll('"hookloom/client"', JSON.stringify(CLIENT));
  }

  #asInPages(text: string): string {
    return text.replaceAll(this.#port, PORT);
  }

  #environment(): NodeJS.ProcessEnv {
    const { path } = this.#folder;
    const found = `${join(path, ".bin")}:${dirname(process.execPath)}:${process.env.PATH}`;
    return { ...environmentIn(path), PATH: found, HOOKLOOM_SERVER_PORT: this.#port };
  }
}
