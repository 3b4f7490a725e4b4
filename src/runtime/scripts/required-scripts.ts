// Hook points that the config has refused while a script is not asked there. A guard that is broken, missing or switched off would
// otherwise let everything through, and nobody would notice. `scripts.ts` keeps them; at each such point stands a hook of its own.

import { HookloomError } from "../../foundation/errors.ts";
import { membersOf } from "../../hooks/arrange-hooks.ts";
import type { HookRegistry, Registration } from "../../hooks/registry.ts";
import { canonicalName, resolvePoint } from "../../model/points/resolve-point.ts";
import { results } from "../../model/results.ts";
import type { ScriptStatus } from "./script-file.ts";
import type { RequiredPoints } from "./script-settings.ts";

export interface RequiredScriptsOptions {
  /** Whether a script of this id is to be loaded at all. */
  isWanted(scriptId: string): boolean;
  /** `undefined` when there is no such script. */
  statusOf(scriptId: string): ScriptStatus | undefined;
}

/** A script and a point. */
interface Requirement {
  readonly scriptId: string;
  readonly point: string;
}

/** Who has these hooks, in lists; no script has this id, as ids end as files do. */
const OWNER = "required_at";
/** Among hooks of the same phase and priority. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER;

export class RequiredScripts {
  readonly #registry: HookRegistry;
  readonly #options: RequiredScriptsOptions;
  #requirements: readonly Requirement[] = [];

  /** @throws HookloomError CONFIG_INVALID when no single script is named, or a point cannot be refused; POINT_UNKNOWN */
  constructor(registry: HookRegistry, required: RequiredPoints, options: RequiredScriptsOptions) {
    this.#registry = registry;
    this.#options = options;
    this.replace(required);
  }

  /** Requires other scripts from now on. @throws HookloomError as the constructor; then nothing has changed */
  replace(required: RequiredPoints): void {
    const wanted = [...required].filter(([scriptId]) => this.#options.isWanted(scriptId));
    const requirements = wanted.flatMap(([scriptId, points]) =>
      [...new Set(points.map(canonicalName))].map((point): Requirement => ({ scriptId, point })),
    );
    for (const { scriptId, point } of requirements) {
      const fault = findRequirementFault(scriptId, point);
      if (fault !== undefined) throw invalid(scriptId, fault);
      this.#registry.lookup(point);
    }
    const registrations = requirements.map((requirement) => this.#registration(requirement));
    this.#registry.replaceOwned(OWNER, registrations, BEFORE_ALL);
    this.#requirements = requirements;
  }

  /** What is required and not asked at the moment. */
  missing(): HookloomError[] {
    return this.#requirements.filter((requirement) => !this.#isAsked(requirement)).map((requirement) => this.#error(requirement));
  }

  #registration(requirement: Requirement): Registration {
    const { scriptId, point } = requirement;
    return {
      point,
      hook: () => (this.#isAsked(requirement) ? undefined : results.cancel(this.#error(requirement).message)),
      options: {
        id: `required:${scriptId}:${point}`,
        description: `Refuses ${point} while no hook of ${scriptId} is asked there.`,
        phase: "validate",
        priority: "highest",
        failureMode: "fail_closed",
      },
    };
  }

  #isAsked({ scriptId, point }: Requirement): boolean {
    const hooks = this.#registry.lookup(point)!.slot.hooks.flatMap(membersOf);
    return hooks.some((hook) => hook.owner === scriptId && !hook.shadow && !hook.once);
  }

  #error({ scriptId, point }: Requirement): HookloomError {
    const message = `${point} is refused, because it needs ${scriptId}, which ${this.#why(scriptId, point)}. [scripts.${JSON.stringify(scriptId)}] required_at says so.`;
    return new HookloomError("SCRIPT_REQUIRED", message, { details: { script: scriptId, point } });
  }

  #why(scriptId: string, point: string): string {
    const status = this.#options.statusOf(scriptId);
    switch (status?.kind) {
      case undefined:
      case "unloaded":
        return "is not in the scripts folder";
      case "loading":
        return "is being loaded";
      case "broken":
        return status.serving ? `has no hook there that decides` : `is not loaded: ${status.error.message.replace(/\.$/, "")}`;
      case "serving": {
        const registered = this.#registry.lookup(point)!.slot.registered.some(({ owner }) => owner === scriptId);
        return registered ? "has only hooks there that are switched off or do not decide" : "has no hook there";
      }
    }
  }
}

/** What is wrong with requiring a script at a point, as far as both names tell. */
export function findRequirementFault(scriptId: string, point: string): string | undefined {
  if (/[*?{[]/.test(scriptId)) return "required_at is for sections that name one script, not several.";
  const resolved = resolvePoint(point);
  if (resolved.kind !== "known" || resolved.point.allowed.includes("cancel")) return undefined;
  return `required_at names ${point}, which cannot be refused.`;
}

function invalid(scriptId: string, problem: string): HookloomError {
  return new HookloomError("CONFIG_INVALID", `[scripts.${JSON.stringify(scriptId)}]: ${problem}`, {
    details: { script: scriptId },
  });
}
