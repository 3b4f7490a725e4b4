// The reference page of the error codes, made from their table. `reference-pages.ts` calls it.

import { ERROR_CODES, type ErrorAudience } from "../src/foundation/error-codes.ts";
import { markdownTable } from "./markdown.ts";

const AUDIENCES: Readonly<Record<ErrorAudience, string>> = {
  user: "For whoever uses Hookloom",
  script: "For authors of scripts and hooks",
  operator: "For whoever runs the process",
  bug: "Mistakes of Hookloom",
};

/** The text of `docs/reference/errors.md`. */
export function describeErrors(): string {
  const sections = Object.entries(AUDIENCES).map(([audience, title]) => `## ${title}\n\n${describeCodes(audience)}`);
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Errors

Every error is a \`HookloomError\` with one of these codes in \`code\`. \`audience\` says who can do something about it, \`place\`
where the mistake is (file, line, column, as far as they are known), and \`details\` has facts for programs. Codes stay;
messages may be reworded.`;

function describeCodes(audience: string): string {
  const codes = Object.entries(ERROR_CODES).filter(([, entry]) => entry.audience === audience);
  return markdownTable(
    ["code", "what happened", "what to do"],
    codes.map(([code, { meaning, remedy }]) => [`\`${code}\``, meaning, remedy]),
  );
}
