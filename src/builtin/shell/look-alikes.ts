// Letters that look like others, and characters that nobody sees, in the names of programs.

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const INVISIBLE_ALL = /\p{Default_Ignorable_Code_Point}/gu;
/** These change the order in which everything after them is shown. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const CONFUSABLE = new Map(
  Object.entries({
    а: "a",
    е: "e",
    о: "o",
    р: "p",
    с: "c",
    у: "y",
    х: "x",
    і: "i",
    ѕ: "s",
    ј: "j",
    һ: "h",
    ԁ: "d",
    ѵ: "v",
    ԛ: "q",
    ԝ: "w",
    к: "k",
    м: "m",
    т: "t",
    в: "b",
    н: "h",
    г: "r",
    ʀ: "r",
    ᴍ: "m",
    ɡ: "g",
    ı: "i",
    ӏ: "l",
    ο: "o",
    α: "a",
    ν: "v",
    ρ: "p",
    τ: "t",
    υ: "u",
    ι: "i",
    κ: "k",
    ε: "e",
    ѐ: "e",
    ԍ: "g",
    ɑ: "a",
    ϲ: "c",
    ո: "n",
    ս: "u",
    օ: "o",
    ⅼ: "l",
    "∕": "/",
    "⁄": "/",
  }),
);

/** Where the first character stands that shows a command other than it is, if there is one; quoted or not. */
export function findDisguise(command: string): { id: "invisible-characters" | "control-characters"; at: number } | undefined {
  const control = CONTROL.exec(command);
  if (control !== null) return { id: "control-characters", at: control.index };
  const direction = DIRECTION.exec(command);
  return direction === null ? undefined : { id: "invisible-characters", at: direction.index };
}

export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** The text in plain letters, if that is what it looks like. */
export function plainLetters(text: string): string {
  const visible = text.replaceAll(INVISIBLE_ALL, "").normalize("NFKC");
  return [...visible].map((letter) => CONFUSABLE.get(letter) ?? letter).join("");
}
