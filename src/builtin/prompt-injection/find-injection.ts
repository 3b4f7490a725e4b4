// Whether a text wants to give orders to the model that reads it. Patterns are data in `patterns.ts`; what they are matched against
// is the text as a reader would see it, and what is hidden in it.

import { INJECTION_PATTERNS } from "./patterns.ts";

export interface Injection {
  /** The sum of the weights of what was found; two and more are an injection. */
  readonly score: number;
  /** Ids of the patterns, `hidden-text` and `encoded` among them. */
  readonly patterns: readonly string[];
  /** The first place that gave it away, as it was matched. */
  readonly excerpt: string;
}

/** Characters that are read; of longer texts the beginning and the end. */
const MAX_LENGTH = 200_000;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** These stand for plain letters that nobody sees and every model reads. */
const TAGS = /[\u{e0020}-\u{e007e}]{3,}/gu;
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** What is found in a text. */
export function findInjection(text: string): Injection {
  const read = text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH / 2)}\n${text.slice(-MAX_LENGTH / 2)}`;
  const found = new Map<string, number>();
  let excerpt = "";
  const search = (plain: string, prefix = ""): void => {
    for (const { id, weight, pattern } of INJECTION_PATTERNS) {
      const match = found.has(id) ? null : pattern.exec(plain);
      if (match === null) continue;
      found.set(id, weight);
      excerpt ||= `${prefix}${match[0].trim().slice(0, 200)}`;
    }
  };
  const hidden = hiddenText(read);
  if (hidden !== "") {
    found.set("hidden-text", 2);
    excerpt ||= hidden.slice(0, 200);
    search(plainText(hidden));
  }
  const plain = plainText(read);
  search(plain);
  for (const decoded of decodedTexts(read)) {
    const before = found.size;
    search(plainText(decoded));
    if (found.size > before) found.set("encoded", 1);
  }
  // Letters are replaced by digits where a text is to pass unseen.
  if (/[a-z][013457@$][a-z]/.test(plain)) search(plain.replaceAll(/[013457@$]/g, (letter) => LOOK_ALIKE[letter]!));
  return { score: [...found.values()].reduce((sum, weight) => sum + weight, 0), patterns: [...found.keys()], excerpt };
}

function plainText(text: string): string {
  return text
    .replaceAll(INVISIBLE, "")
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[ \t\u00a0]+/g, " ");
}

/** Text in characters that are not shown. */
function hiddenText(text: string): string {
  const tags = [...text.matchAll(TAGS)].map(([run]) =>
    [...run].map((letter) => String.fromCodePoint(letter.codePointAt(0)! - 0xe0000)).join(""),
  );
  // Flags of regions are written with tags, too: a black flag, a few letters, and an end.
  return tags.filter((run) => !/^[a-z]{2}[a-z\d]{1,3}$/.test(run)).join(" ");
}

/** Words in base64 that hold readable text. */
function decodedTexts(text: string): string[] {
  const words = text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,4000}={0,2}/g) ?? [];
  return words
    .slice(0, 50)
    .map((word) => Buffer.from(word, "base64").toString("utf8"))
    .filter((decoded) => decoded.length >= 16 && /^[\p{L}\p{N}\p{P}\p{S}\s]+$/u.test(decoded) && decoded.includes(" "));
}
