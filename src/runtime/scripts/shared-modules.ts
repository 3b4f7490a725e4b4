// The modules that scripts of a language share: files below `modules` in the scripts folder, which are no scripts themselves. A
// script is given those that it is granted. `script-file.ts` asks for them whenever it loads one.

import { statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { MODULES_FOLDER, type GuestModule } from "../../sandbox/guest-protocol.ts";
import type { Approvals } from "./approvals.ts";
import { findScripts } from "./find-scripts.ts";
import { readScript, unreadable } from "./read-script.ts";
import type { ScriptGrants } from "./script-grants.ts";

/** What one script may be given, in UTF-16 units. */
const MAX_MODULES_LENGTH = 2 * 1024 * 1024;

export class SharedModules {
  readonly #folder: string;
  readonly #grants: ScriptGrants;
  readonly #approvals: Approvals | undefined;

  /** Those below a scripts folder. With `approvals`, only texts that it has are given to anybody. */
  constructor(scriptsFolder: string, grants: ScriptGrants, approvals: Approvals | undefined) {
    this.#folder = join(scriptsFolder, MODULES_FOLDER);
    this.#grants = grants;
    this.#approvals = approvals;
  }

  /** Whether a file is one of them, or would be. */
  has(path: string): boolean {
    return path.startsWith(this.#folder + sep);
  }

  /** Whether a script may import the module in a file. */
  isFor(scriptId: string, path: string): boolean {
    return this.#grants.allowsModule(scriptId, this.#nameOf(path));
  }

  /**
   * The modules of a language that a script is granted.
   * @throws HookloomError SCRIPT_UNREADABLE, SCRIPT_NOT_APPROVED, STATE_UNREADABLE
   */
  async of(scriptId: string, extensions: readonly string[]): Promise<GuestModule[]> {
    if (!this.#grants.allowsModules(scriptId)) return [];
    if (statSync(this.#folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const paths = (await findScripts(this.#folder)).filter((path) => extensions.includes(extname(path)));
    const granted = paths.filter((path) => this.isFor(scriptId, path));
    const modules = await Promise.all(granted.map((path) => this.#read(path)));
    const length = modules.reduce((sum, { source }) => sum + source.length, 0);
    if (length <= MAX_MODULES_LENGTH) return modules;
    throw unreadable(scriptId, `is granted modules of ${length} characters; at most ${MAX_MODULES_LENGTH} are accepted`);
  }

  async #read(path: string): Promise<GuestModule> {
    const name = this.#nameOf(path);
    const file = `${MODULES_FOLDER}/${name}${extname(path)}`;
    const source = await readScript(file, path);
    this.#approvals?.require(file, source);
    return { name, file, source };
  }

  #nameOf(path: string): string {
    const inside = relative(this.#folder, path).split(sep).join("/");
    return inside.slice(0, inside.length - extname(inside).length);
  }
}
