// What a labelled corpus is, and how verdicts are counted against it.

export interface Corpus {
  /** Commands by topic. */
  readonly dangerous: Readonly<Record<string, readonly string[]>>;
  readonly harmless: Readonly<Record<string, readonly string[]>>;
}

export interface Confusion {
  readonly found: number;
  readonly missed: readonly string[];
  readonly passed: number;
  readonly flagged: readonly string[];
}

/** The confusion matrix of a classifier that answers whether a command is dangerous. */
export function confusion(corpus: Corpus, isDangerous: (command: string) => boolean): Confusion {
  const dangerous = Object.values(corpus.dangerous).flat();
  const harmless = Object.values(corpus.harmless).flat();
  const missed = dangerous.filter((command) => !isDangerous(command));
  const flagged = harmless.filter(isDangerous);
  return { found: dangerous.length - missed.length, missed, passed: harmless.length - flagged.length, flagged };
}
