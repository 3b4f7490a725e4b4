// Text of scripts on its way to a terminal: what scripts say must not move the cursor, change colours or fake lines.

/** The text on one line, with control characters written as escapes. */
export function printable(text: string): string {
  // Cc are the control characters, Cf the invisible ones such as those that turn the direction of writing around.
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => JSON_ESCAPES[character] ?? escaped(character));
}

const JSON_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
