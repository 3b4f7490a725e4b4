// What the config says of single scripts: their limits, the group they share a runner with, whether they read secrets, and where
// they must be asked. Sections name ids of scripts or globs of them; where several name one, the later ones win.

import { matchesGlob } from "../../foundation/glob.ts";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import type { ScriptSetup } from "../../sandbox/language-sandbox.ts";
import { SCRIPT_LIMITS, type ScriptLimits } from "../../sandbox/limits.ts";
import type { SecretView } from "../../sandbox/secret-tokens.ts";

/** A section of the config. */
export interface ScriptSection {
  readonly limits?: Partial<ScriptLimits>;
  /** Scripts of one group share a runner where the placement is "group". */
  readonly group?: string;
  /** Whether they get secrets as they are, or tokens in their place. Default "plain". */
  readonly secrets?: SecretView;
  /** Points that are refused unless a hook of the script is asked there. The section then names one script. */
  readonly requiredAt?: readonly string[];
}

/** Points that are refused unless a hook of the script is asked there, by the ids of scripts. */
export type RequiredPoints = ReadonlyMap<string, readonly string[]>;

/** What sections require. */
export function requiredOf(sections: Readonly<Record<string, ScriptSection>> = {}): RequiredPoints {
  return new Map(
    Object.entries(sections).flatMap(([id, { requiredAt }]) => (requiredAt === undefined ? [] : [[id, requiredAt]])),
  );
}

export class ScriptSettings {
  #general!: ScriptLimits;
  #sections!: readonly (readonly [string, ScriptSection])[];
  #required!: RequiredPoints;
  readonly #setups = new Map<string, ScriptSetup>();

  constructor(general?: Partial<ScriptLimits>, sections?: Readonly<Record<string, ScriptSection>>) {
    this.replace(general, sections);
  }

  /** Says something else from now on. What was made of it stays as it is. */
  replace(general: Partial<ScriptLimits> = {}, sections: Readonly<Record<string, ScriptSection>> = {}): void {
    this.#general = { ...SCRIPT_LIMITS, ...general };
    this.#sections = Object.entries(sections);
    this.#required = requiredOf(sections);
    this.#setups.clear();
  }

  /** The limits of scripts of which no section speaks. */
  get general(): ScriptLimits {
    return this.#general;
  }

  /** The most memory that any script has, in mebibytes, where those of which nothing is said have that of their language. */
  largestMemoryMb(ofLanguage: number): number {
    const given = this.#sections.map(([, { limits }]) => limits?.memoryMb).filter((memoryMb) => memoryMb !== undefined);
    return Math.max(this.#general.memoryMb ?? ofLanguage, ...given);
  }

  /** Points that require a script, by its id. */
  get required(): RequiredPoints {
    return this.#required;
  }

  of(scriptId: string): ScriptSetup {
    return getOrInsert(this.#setups, scriptId, () => {
      const naming = this.#sections.filter(([glob]) => matchesGlob(glob, scriptId)).map(([, section]) => section);
      const limits = Object.assign({}, this.#general, ...naming.map((section) => section.limits)) as ScriptLimits;
      // Who lowers the largest time of a call need not lower the usual one, too.
      const timeoutMs = Math.min(limits.timeoutMs, limits.maxTimeoutMs);
      const group = naming.findLast((section) => section.group !== undefined)?.group ?? "";
      const secrets = naming.findLast((section) => section.secrets !== undefined)?.secrets ?? "plain";
      return { limits: { ...limits, timeoutMs }, group, secrets };
    });
  }
}
