// Globs over text: `*` stands for any characters, `?` for one. Conditions on data use it.

/**
 * Whether a text matches a glob. Backs up to the last star only, so that no pattern takes more than pattern length times text
 * length.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let inGlob = 0;
  let starAt = -1;
  let starText = 0;
  while (at < text.length) {
    if (glob[inGlob] === "*") {
      starAt = inGlob;
      starText = at;
      inGlob += 1;
    } else if (glob[inGlob] === "?") {
      inGlob += 1;
      // A character outside the basic plane is one character of two units.
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    } else if (inGlob < glob.length && glob[inGlob] === text[at]) {
      inGlob += 1;
      at += 1;
    } else if (starAt >= 0) {
      inGlob = starAt + 1;
      starText += 1;
      at = starText;
    } else {
      return false;
    }
  }
  while (glob[inGlob] === "*") inGlob += 1;
  return inGlob === glob.length;
}

/** `matchesGlob` for a glob that many texts are held against. */
export function compileGlob(glob: string): (text: string) => boolean {
  if (glob.includes("?")) return (text) => matchesGlob(glob, text);
  const [first = "", ...others] = glob.split("*");
  const last = others.pop();
  if (last === undefined) return (text) => text === glob;
  const between = others.filter((part) => part !== "");
  const least = first.length + last.length;
  return (text) => {
    if (text.length < least || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    // What stands leftmost leaves the most room for the rest.
    for (const part of between) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}
