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
