// Components that scripts define: hooks name them in `redirect`, `replace` and `fork` like those of the host, and they are
// called in their sandbox. `script-file.ts` puts those of a version in the place of the last one's.

import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import type { ComponentSource, OperationComponent } from "../operation/components.ts";
import type { OperationCall } from "../operation/operation.ts";

/** What the type of such a component is to hooks. */
const TYPE = "script";

export class ScriptComponents implements ComponentSource {
  readonly #components = new Map<string, { readonly owner: string; readonly operation: OperationComponent }>();
  readonly #timeoutMs: () => number;

  /** `timeoutMs`: wall time of one call that begins now. */
  constructor(timeoutMs: () => number) {
    this.#timeoutMs = timeoutMs;
  }

  find(id: string): OperationComponent | undefined {
    return this.#components.get(id)?.operation;
  }

  ids(): Iterable<string> {
    return this.#components.keys();
  }

  /**
   * Whether a script may define what it defines.
   * @throws HookloomError COMPONENT_ID_TAKEN, with the place of the definition
   */
  assertFree(script: SandboxedScript): void {
    const { file } = script.script;
    const names = new Set<string>();
    for (const { name, line } of script.report.components) {
      const owner = names.has(name) ? file : this.#components.get(name)?.owner;
      if (owner !== undefined && (owner !== file || names.has(name))) {
        const message = `The component id ${JSON.stringify(name)} is taken by ${JSON.stringify(owner)}. Give one of them another name.`;
        const place = line === undefined ? { file } : { file, line };
        throw new HookloomError("COMPONENT_ID_TAKEN", message, { place, details: { id: name, owner } });
      }
      names.add(name);
    }
  }

  /** Puts the components of a script in the place of those it had, in one step. */
  replaceOwned(script: SandboxedScript): void {
    const { file } = script.script;
    this.removeOwned(file);
    for (const { name, handle } of script.report.components) {
      const component = { id: name, type: TYPE };
      const run = async (data: JsonObject, call: OperationCall): Promise<unknown> => {
        const hidden = script.tokens?.hide(data);
        const { component: asked, attempt } = call;
        const envelope = { point: "", data: hidden?.value ?? data, metadata: {}, state: {}, component: asked, attempt };
        const yielded = await script.perform(handle, JSON.stringify(envelope), this.#timeoutMs());
        return hidden === undefined ? yielded : hidden.reveal(yielded);
      };
      this.#components.set(name, { owner: file, operation: { component, run } });
    }
  }

  /** Takes the components of a script away. */
  removeOwned(scriptId: string): void {
    for (const [name, { owner }] of this.#components) if (owner === scriptId) this.#components.delete(name);
  }
}
