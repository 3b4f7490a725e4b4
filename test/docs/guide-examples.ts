// The examples of a guide: files, and the commands below them with what they print. Tests of guides run them.

import { expect } from "vitest";

/** Files that belong together, and commands with what they print. */
export interface GuideExample {
  /** By path, as the first line of each says. */
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly { readonly line: string; readonly prints: string }[];
}

/** The examples of a page, in its order. A file that follows a command begins the next one. */
export function findExamples(page: string): GuideExample[] {
  const examples: { files: Record<string, string>; commands: { line: string; prints: string }[] }[] = [
    { files: {}, commands: [] },
  ];
  for (const [, language, text] of page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) {
    const path = /^(?:\/\/|--|#) ([\w./-]+\.\w+)\n/.exec(text!)?.[1];
    if (path !== undefined) {
      if (examples.at(-1)!.commands.length > 0) examples.push({ files: {}, commands: [] });
      examples.at(-1)!.files[path] = text!;
    }
    if (language === "console") examples.at(-1)!.commands.push(...findCommands(text!));
  }
  return examples;
}

/** All files of a page, by path. */
export function filesOf(page: string): Readonly<Record<string, string>> {
  return Object.assign({}, ...findExamples(page).map(({ files }) => files));
}

/** The blocks of a language. */
export function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"))].map(([, text]) => text!);
}

/** Fails unless something was printed as a page shows it: there `…` stands for anything, and one time is as good as another. */
export function expectPrinted(printed: string, shown: string, line: string): void {
  const parts = shown.split(/(…| +\d+\.\d ms)/).map((part, at) => {
    if (at % 2 === 0) return RegExp.escape(part);
    return part === "…" ? "[^]*" : String.raw` +\d+\.\d ms`;
  });
  // The comparison of texts fails too, and says more legibly why.
  if (!new RegExp(`^${parts.join("")}$`).test(printed)) expect(printed, line).toBe(shown);
}

function findCommands(text: string): { line: string; prints: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((command) => {
      const [line, ...prints] = command.trimEnd().split("\n");
      return { line: line!, prints: prints.join("\n") };
    });
}
