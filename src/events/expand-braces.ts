// Writes the braces of a pattern out: `{a,b}.c` is `a.c` and `b.c`. They may stand inside each other and hold dots.

/** The texts without braces, or what is wrong with the text or too much of it. */
export type Expanded = { readonly texts: readonly string[] } | { readonly fault: string };

/** Writes out every brace, at most to `most` texts. */
export function expandBraces(text: string, most: number): Expanded {
  let open = [text];
  const done = new Set<string>();
  while (open.length > 0) {
    const next: string[] = [];
    for (const each of open) {
      const brace = findBrace(each);
      if (brace === undefined) done.add(each);
      else if (brace === "unbalanced") return { fault: "has a brace without its other half" };
      else next.push(...brace.options.map((option) => brace.before + option + brace.after));
      if (done.size + next.length > most)
        return { fault: `stands for more than ${most} patterns once its braces are written out` };
    }
    open = next;
  }
  return { texts: [...done] };
}

interface Brace {
  readonly before: string;
  readonly options: readonly string[];
  readonly after: string;
}

/** The first outermost brace of a text. */
function findBrace(text: string): Brace | "unbalanced" | undefined {
  const start = text.search(/[{}]/);
  if (start === -1) return undefined;
  if (text[start] === "}") return "unbalanced";
  const options: string[] = [];
  let depth = 0;
  let optionAt = start + 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0 || (depth === 1 && text[at] === ",")) {
      options.push(text.slice(optionAt, at));
      optionAt = at + 1;
    }
    if (depth === 0) return { before: text.slice(0, start), options, after: text.slice(at + 1) };
  }
  return "unbalanced";
}
