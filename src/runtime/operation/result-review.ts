// The last word on what hooks around an operation answer, at the moment they answer: whether it can be carried out here and
// now. What cannot is a failure of that hook, and its failure mode decides; what has been done already counts as skipped, so
// that the hooks after it are still asked.

import { HookloomError } from "../../foundation/errors.ts";
import type { ResultReview } from "../../hooks/accept-answer.ts";
import { results, type CacheResult, type HookResult, type ResultType } from "../../model/results.ts";
import type { CacheAddress } from "./result-cache.ts";
import type { ComponentRegistry } from "./components.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** The longest JSON text of a result that is kept, in characters. */
const MAX_KEPT_CHARACTERS = 1024 * 1024;

/** Remembers what was carried out for one operation, and reviews results by it. */
export class GuardReview {
  readonly #components: ComponentRegistry;
  readonly #budget: RetryBudget;
  readonly #address: () => CacheAddress | undefined;
  /** Components that the operation was given to, in order. */
  readonly #visited: string[];
  readonly #replacements = new Set<string>();
  #forked = false;

  constructor(components: ComponentRegistry, budget: RetryBudget, address: () => CacheAddress | undefined, first: string) {
    this.#components = components;
    this.#budget = budget;
    this.#address = address;
    this.#visited = [first];
  }

  /** Remembers an outcome that is being carried out. */
  carriedOut(type: "redirect" | "replace" | "fork", component: string): void {
    if (type === "redirect") this.#visited.push(component);
    else if (type === "replace") this.#replacements.add(component);
    else this.#forked = true;
  }

  /** Before the operation. */
  readonly before: ResultReview = (_hook, result) => this.#review(result);

  /** After an attempt: a policy that allows no further one comes to nothing. */
  readonly after: ResultReview = (_hook, result) => {
    const refusal = result.type === "retry" ? this.#budget.refusal(result) : undefined;
    return refusal === undefined ? this.#review(result) : weaken(result, refusal);
  };

  #review(result: HookResult): HookResult {
    switch (result.type) {
      case "redirect":
        // A hook that always redirects to the same component is asked again for it, and is content then.
        if (result.target === this.#visited.at(-1)) return weaken(result, `the operation is at ${result.target} already`);
        this.#assertNoLoop(result.target);
        this.#components.get(result.target);
        return result;
      case "replace":
        this.#assertReplacement(result.component);
        return this.#replacements.has(result.component)
          ? weaken(result, `${result.component} has performed the operation already`)
          : result;
      case "fork":
        for (const { component } of result.branches) if (component !== undefined) this.#components.get(component);
        return this.#forked ? weaken(result, "the operation was forked already") : result;
      case "cache":
        assertKeepable(result, this.#address);
        return result;
      default:
        return result;
    }
  }

  #assertNoLoop(target: string): void {
    if (!this.#visited.includes(target)) return;
    const path = [...this.#visited, target];
    const message = `Redirecting to ${JSON.stringify(target)} leads in a circle: the operation went ${path.join(" -> ")}.`;
    throw new HookloomError("COMPONENT_LOOP", message, { details: { path } });
  }

  #assertReplacement(id: string): void {
    if (this.#components.get(id).run !== undefined) return;
    const message = `The component ${JSON.stringify(id)} performs nothing itself, so it cannot take the operation's place. Redirect to it, or register it with "run".`;
    throw new HookloomError("COMPONENT_UNKNOWN", message, { details: { component: id } });
  }
}

/** In a scope the host's own code is the operation, so nothing else can perform it, nor can it be performed again. */
export function scopeReview(allowed: readonly ResultType[], address: () => CacheAddress | undefined): ResultReview {
  return (hook, result) => {
    if (!allowed.includes(result.type)) {
      const message = `The hook ${hook.id} answered "${result.type}", which the scope of an operation cannot carry out, only \`guard\` can; it allows ${allowed.join(", ")}.`;
      throw new HookloomError("RESULT_NOT_ALLOWED", message, { details: { hook: hook.id, type: result.type, allowed } });
    }
    if (result.type === "cache") assertKeepable(result, address);
    return result;
  };
}

function assertKeepable({ result, key }: CacheResult, address: () => CacheAddress | undefined): void {
  const json = toJson(result);
  if (json === undefined || json.length > MAX_KEPT_CHARACTERS) {
    const message = `"result" of a "cache" result must be a JSON value of at most ${MAX_KEPT_CHARACTERS} characters.`;
    throw new HookloomError("RESULT_INVALID", message, { details: { field: "result" } });
  }
  if (key !== undefined || address() !== undefined) return;
  const message = `The data of this operation has no JSON form to keep a result under. Give the "cache" result a "key".`;
  throw new HookloomError("RESULT_INVALID", message, { details: { field: "key" } });
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function weaken({ type, annotations }: HookResult, why: string): HookResult {
  const skipped = results.skipped(`${type}: ${why}`);
  return annotations === undefined ? skipped : { ...skipped, annotations };
}
