// Translates plain expressions of RE2's syntax into JavaScript's own, which are several times as fast on short texts. What it
// translates means the same in both, and has no repetition inside of a repetition, so that the longest search can be told
// beforehand; everything else is left to RE2. `regular-expression.ts` uses it.

/** A JavaScript expression with the meaning of one in RE2's syntax. */
export interface NativeExpression {
  readonly expression: RegExp;
  /** The longest text that it searches in about as many steps as are allowed, in UTF-16 units. */
  readonly longestText: number;
}

/** Steps of a search: some milliseconds. */
const MAX_STEPS = 1_000_000;

/** RE2's classes are of ASCII; `.` is every character but a line feed. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: "\\t\\n\\f\\r ",
};
const CONTROLS = new Set("tnfr");
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;
const SYNTAX = /[\^$\\.*+?()[\]{}|]/;
const SYNTAX_IN_CLASS = /[\^\\[\]-]/;

/** The translation, or `undefined` when there is none. The source must be an expression without a fault. */
export function translateExpression(source: string): NativeExpression | undefined {
  const isCaseless = source.startsWith("(?i)");
  const reader = new ExpressionReader(isCaseless ? source.slice(4) : source, isCaseless);
  const translated = reader.readAll();
  if (translated === undefined) return undefined;
  const { ways, loops, isAnchored } = reader;
  const longestText = Math.floor((MAX_STEPS / ways) ** (1 / Math.max(1, loops + (isAnchored ? 0 : 1))));
  return { expression: new RegExp(translated, isCaseless ? "iu" : "u"), longestText };
}

/** Thrown at what is not translated. */
const LEFT_TO_RE2 = Symbol("left to RE2");

class ExpressionReader {
  readonly #characters: readonly string[];
  readonly #isCaseless: boolean;
  #at = 0;
  /** How many ways a search from one place can go, beside its loops. */
  ways = 1;
  /** Repetitions without a bound, each of which may end at every place. */
  loops = 0;
  /** Whether it can match at the beginning of a text only. */
  isAnchored = false;

  constructor(source: string, isCaseless: boolean) {
    this.#characters = [...source];
    this.#isCaseless = isCaseless;
  }

  readAll(): string | undefined {
    try {
      const alternatives = this.#readAlternatives();
      if (this.#at < this.#characters.length) return undefined;
      this.isAnchored = alternatives.every((alternative) => alternative.startsWith("^"));
      return alternatives.join("|");
    } catch (thrown) {
      if (thrown === LEFT_TO_RE2) return undefined;
      throw thrown;
    }
  }

  #readAlternatives(): string[] {
    const alternatives = [this.#readSequence()];
    while (this.#take("|")) alternatives.push(this.#readSequence());
    this.ways *= alternatives.length;
    return alternatives;
  }

  #readSequence(): string {
    let sequence = "";
    for (let next = this.#next; next !== undefined && next !== "|" && next !== ")"; next = this.#next) {
      sequence += this.#readItem();
    }
    return sequence;
  }

  #readItem(): string {
    if (this.#take("^")) return this.#unrepeated("^");
    if (this.#take("$")) return this.#unrepeated("$");
    if (this.#take("(")) return this.#readGroup();
    if (this.#next === "\\" && this.#characters[this.#at + 1] === "b") {
      // Without regard to case, JavaScript counts more characters to words.
      if (this.#isCaseless) throw LEFT_TO_RE2;
      this.#at += 2;
      return this.#unrepeated("\\b");
    }
    const character = this.#readCharacter();
    const repeated = this.#readRepetition();
    if (repeated === "*" || repeated === "+") this.loops += 1;
    return character + repeated;
  }

  #readGroup(): string {
    if (this.#take("?") && !this.#take(":")) throw LEFT_TO_RE2;
    const alternatives = this.#readAlternatives();
    if (!this.#take(")")) throw LEFT_TO_RE2;
    const repeated = this.#readRepetition();
    if (repeated === "*" || repeated === "+") throw LEFT_TO_RE2;
    return `(?:${alternatives.join("|")})${repeated}`;
  }

  /** What repeats the item before; whether it is lazy makes no difference to whether a text matches. */
  #readRepetition(): string {
    const repetition = ["*", "+", "?"].find((each) => this.#take(each)) ?? "";
    if (repetition !== "") this.#take("?");
    if (repetition === "?") this.ways *= 2;
    return this.#unrepeated(repetition);
  }

  #unrepeated(item: string): string {
    if (this.#next !== undefined && "*+?{".includes(this.#next)) throw LEFT_TO_RE2;
    return item;
  }

  #readCharacter(): string {
    if (this.#take(".")) return "[^\\n]";
    if (this.#take("[")) return this.#readClass();
    const character = this.#takeAny();
    if (character === "\\") {
      const [text, isClass] = this.#readEscape(SYNTAX);
      return isClass ? `[${text}]` : text;
    }
    if (SYNTAX.test(character)) throw LEFT_TO_RE2;
    return character;
  }

  #readClass(): string {
    let text = this.#take("^") ? "^" : "";
    let before: string | undefined;
    for (let first = true; first || this.#next !== "]"; first = false) {
      const character = this.#takeAny();
      // Ranges are only translated between characters that stand for themselves.
      if (character === "-" && before !== undefined && this.#next !== "]") {
        const last = this.#takeAny();
        if (SYNTAX_IN_CLASS.test(last)) throw LEFT_TO_RE2;
        text += `-${last}`;
        before = undefined;
      } else if (character === "\\") {
        text += this.#readEscape(SYNTAX_IN_CLASS)[0];
        before = undefined;
      } else {
        if (SYNTAX_IN_CLASS.test(character)) throw LEFT_TO_RE2;
        text += character;
        before = character;
      }
    }
    this.#at += 1;
    // The classes of the two differ in what they hold besides, and how they are turned around.
    if (this.#isCaseless) throw LEFT_TO_RE2;
    return `[${text}]`;
  }

  /** What stands behind a backslash, and whether it is a class of characters. */
  #readEscape(syntax: RegExp): [text: string, isClass: boolean] {
    const escaped = this.#takeAny();
    const characters = CLASSES[escaped];
    if (characters !== undefined && !this.#isCaseless) return [characters, true];
    if (CONTROLS.has(escaped)) return [`\\${escaped}`, false];
    if (!PUNCTUATION.test(escaped)) throw LEFT_TO_RE2;
    return [syntax.test(escaped) ? `\\${escaped}` : escaped, false];
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at += 1;
    return true;
  }

  #takeAny(): string {
    const character = this.#next;
    if (character === undefined) throw LEFT_TO_RE2;
    this.#at += 1;
    return character;
  }
}
