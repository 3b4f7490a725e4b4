// Which hooks the tests of scripts asked, at which points, and what these answered. `run-tests.ts` gathers it, and the reports
// print it.

import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import { RunRecorder } from "../../server/run-recorder.ts";

type Hook = Pick<RegisteredHook, "id" | "point">;

/** A hook under test. */
export interface HookCoverage {
  /** The script under test, or the file with the tests when they are about several. */
  readonly subject: string;
  readonly id: string;
  readonly point: string;
  /** The types of its results, and `failed`; none when no test asked it. */
  readonly answers: readonly string[];
}

/** A point at which scripts under test have hooks. */
export interface PointCoverage {
  readonly point: string;
  readonly hooks: number;
  /** How many of them were asked. */
  readonly asked: number;
  readonly answers: readonly string[];
}

/** Gathers what the tests of all scripts cover. */
export class Coverage {
  readonly #hooks = new Map<string, { subject: string; hook: Hook; answers: Set<string> }>();

  /** Counts hooks that stand in line while a subject is tested. */
  expect(subject: string, hooks: readonly Hook[]): void {
    for (const hook of hooks) this.#of(subject, hook);
  }

  /** A recorder for one run that notes the answers as well. */
  recorder(subject: string): RunRecorder {
    return new CoveringRecorder((hook, answer) => this.#of(subject, hook).answers.add(answer));
  }

  report(): HookCoverage[] {
    return [...this.#hooks.values()].map(({ subject, hook: { id, point }, answers }) => ({
      subject,
      id,
      point,
      answers: [...answers],
    }));
  }

  #of(subject: string, hook: Hook): { readonly answers: Set<string> } {
    const key = JSON.stringify([subject, hook.point, hook.id]);
    const known = this.#hooks.get(key) ?? { subject, hook, answers: new Set() };
    this.#hooks.set(key, known);
    return known;
  }
}

class CoveringRecorder extends RunRecorder {
  readonly #note: (hook: Hook, answer: string) => void;

  constructor(note: (hook: Hook, answer: string) => void) {
    super();
    this.#note = note;
  }

  override executed(...[hook, context, result, durationMs]: Parameters<RunRecorder["executed"]>): void {
    this.#note(hook, result.type);
    super.executed(hook, context, result, durationMs);
  }

  override failed(...[hook, context, error, durationMs]: Parameters<RunRecorder["failed"]>): void {
    this.#note(hook, "failed");
    super.failed(hook, context, error, durationMs);
  }
}

/** Point by point, by their names; a hook that several subjects have counts once. */
export function coverageOfPoints(hooks: readonly HookCoverage[]): PointCoverage[] {
  const points = [...Map.groupBy(hooks, ({ point }) => point)].sort(([one], [other]) => one.localeCompare(other, "en"));
  return points.map(([point, there]) => {
    const byId = [...Map.groupBy(there, ({ id }) => id).values()];
    return {
      point,
      hooks: byId.length,
      asked: byId.filter((same) => same.some(({ answers }) => answers.length > 0)).length,
      answers: [...new Set(there.flatMap(({ answers }) => answers))],
    };
  });
}

/** As people read it. */
export function describePoint({ point, hooks, asked, answers }: PointCoverage): string {
  const counted = `${asked} of ${hooks} ${hooks === 1 ? "hook" : "hooks"} asked`;
  return `${point}: ${counted}${answers.length === 0 ? "" : `, answered ${answers.join(", ")}`}`;
}

/** Hooks that no subject's tests have asked. */
export function neverAsked(hooks: readonly HookCoverage[]): { readonly id: string; readonly point: string }[] {
  const together = Map.groupBy(hooks, ({ id, point }) => JSON.stringify([point, id]));
  return [...together.values()].filter((same) => same.every(({ answers }) => answers.length === 0)).map(([hook]) => hook!);
}
