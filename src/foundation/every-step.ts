// Ending something takes steps that must all be tried: what one throws must not keep the others from releasing what they hold.

/**
 * Takes one step after another, whatever they throw. Rejects at the end with what was thrown: one error as it is, several as an
 * `AggregateError`.
 */
export async function everyStep(steps: readonly (() => unknown)[]): Promise<void> {
  const thrown: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length === 1) throw thrown[0];
  if (thrown.length > 1) throw new AggregateError(thrown, "Several steps failed.");
}
