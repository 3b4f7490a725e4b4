// Which hooks are asked together while the host runs. `Runtime.compositions` is one.

import { HookloomError } from "../foundation/errors.ts";
import { compositionsWith } from "../hooks/arrange-hooks.ts";
import type { Compositions } from "../hooks/composition.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { HookRegistry } from "../hooks/registry.ts";

/** One of the scripts folder. */
interface Script {
  readonly id: string;
}

export class HookCompositions {
  readonly #registry: HookRegistry;
  readonly #scripts: () => readonly Script[];
  #current: Compositions = {};

  /** @throws HookloomError as `replace` */
  constructor(registry: HookRegistry, compositions: Compositions | undefined, scripts: () => readonly Script[]) {
    this.#registry = registry;
    this.#scripts = scripts;
    this.replace(compositions ?? {});
  }

  /**
   * Has these hooks asked together from now on, instead of what was composed before; runs under way go on as they began.
   * @throws HookloomError COMPOSITION_INVALID, HOOK_OPTIONS_INVALID, HOOK_ID_TAKEN; then nothing has changed
   */
  replace(compositions: Compositions): void {
    this.#registry.compose(compositions);
    this.#current = compositions;
  }

  /** The same with something else that may fail: then it is as before. */
  async changeWhile(compositions: Compositions, act: () => Promise<void>): Promise<void> {
    const before = this.#current;
    this.replace(compositions);
    try {
      await act();
    } catch (thrown) {
      this.replace(before);
      throw thrown;
    }
  }

  /** In which of them a hook is asked, if not by itself. */
  of(hook: RegisteredHook): string[] {
    return compositionsWith(hook, this.#registry.lookup(hook.point)?.slot.registered ?? []);
  }

  /**
   * What they name and is neither a hook nor a script of the folder: each as COMPOSITION_INVALID, with what was probably meant. Such
   * a name stands for nothing until there is a hook of that name.
   */
  faults(): HookloomError[] {
    return this.#registry.strangers(this.#scripts().map(({ id }) => id)).map(({ id, name, hint }) => {
      const message = `The composition ${id} names ${JSON.stringify(name)}, and no hook at its point is called so.${hint}`;
      return new HookloomError("COMPOSITION_INVALID", message, { details: { composition: id, hook: name } });
    });
  }
}
