// Whether a long word is random, as keys are, and not a hash, an id, a path or words strung together, which are all over what
// programs print. `redact.ts` asks.

const LEAST_BITS_PER_LETTER = 4.3;

export function looksRandom(word: string): boolean {
  // Hashes, ids and sums of checks say nothing by themselves.
  if (/^[0-9a-f-]+$/i.test(word) || /^(?:sha\d{1,3}|md5)[-:]/i.test(word)) return false;
  if (!/[a-z]/.test(word) || !/[A-Z]/.test(word) || !/\d/.test(word)) return false;
  if (word.split(/[/_+-]/).some((part) => part.length >= 16 && isMixed(part))) return entropyOf(word) >= LEAST_BITS_PER_LETTER;
  return false;
}

/** Letters of both cases and digits that take turns often, as they do not in names. */
function isMixed(part: string): boolean {
  if (!/[a-z]/.test(part) || !/[A-Z]/.test(part) || !/\d/.test(part)) return false;
  let turns = 0;
  for (let at = 1; at < part.length; at += 1) if (kindOf(part[at]!) !== kindOf(part[at - 1]!)) turns += 1;
  // Names in camel case turn twice for each word; random letters turn at three of five.
  return turns / part.length > 0.4;
}

function kindOf(letter: string): "lower" | "upper" | "digit" {
  return letter >= "a" && letter <= "z" ? "lower" : letter >= "A" && letter <= "Z" ? "upper" : "digit";
}

function entropyOf(word: string): number {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
}
