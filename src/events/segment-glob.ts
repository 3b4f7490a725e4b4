// Globs within one segment of an event type: `*`, `?`, `[a-z]`, `[!a-z]`. `pattern.ts` has checked the text.

type Token = { readonly kind: "star" } | { readonly kind: "one"; readonly accepts: (character: string) => boolean };

/** Compiles a well-formed glob. Takes at most its length times the text's, as it backs up to the last star only. */
export function compileSegment(glob: string): (text: string) => boolean {
  const tokens = readTokens(glob);
  return (text) => {
    let at = 0;
    let inGlob = 0;
    let starAt = -1;
    let starText = 0;
    while (at < text.length) {
      const token = tokens[inGlob];
      if (token?.kind === "star") {
        starAt = inGlob;
        starText = at;
        inGlob += 1;
      } else if (token?.accepts(text[at]!) === true) {
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
    while (tokens[inGlob]?.kind === "star") inGlob += 1;
    return inGlob === tokens.length;
  };
}

function readTokens(glob: string): Token[] {
  return Array.from(glob.matchAll(/\[[^\]]+\]|[^[]/g), ([text]): Token => {
    if (text === "*") return { kind: "star" };
    if (text === "?") return { kind: "one", accepts: () => true };
    if (text.startsWith("[")) return { kind: "one", accepts: readClass(text.slice(1, -1)) };
    return { kind: "one", accepts: (character) => character === text };
  });
}

function readClass(text: string): (character: string) => boolean {
  const negated = /^[!^]/.test(text);
  const ranges = Array.from(text.slice(negated ? 1 : 0).matchAll(/(.)-(.)|(.)/g), ([, from, to, single = ""]) => {
    return { from: from ?? single, to: to ?? single };
  });
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== negated;
}
