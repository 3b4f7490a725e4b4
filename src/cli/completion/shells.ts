// The scripts that teach shells the command line, made of the tree of commands. `hookloom completion` prints one.

import type { CommandNode, Word } from "./command-tree.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const WRITERS: Readonly<Record<Shell, (nodes: readonly CommandNode[]) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
};

/** The script for a shell. */
export function writeCompletion(shell: Shell, nodes: readonly CommandNode[]): string {
  return WRITERS[shell](nodes);
}

/** The paths that words lead to, as cases of a shell: `"events tail") path="events tail" ;;`. */
function pathCases(nodes: readonly CommandNode[], indent: string): string {
  return nodes
    .filter(({ path }) => path !== "")
    .map(({ path }) => `${indent}${quote(path)}) at=${quote(path)} ;;`)
    .join("\n");
}

function valueCases(
  nodes: readonly CommandNode[],
  write: (path: string, option: string, words: readonly string[]) => string,
): string {
  return nodes.flatMap(({ path, values }) => values.map(({ option, words }) => write(path, option, words))).join("\n");
}

function writeBash(nodes: readonly CommandNode[]): string {
  const words = nodes.map(({ path, words, options }) => `    ${quote(path)}) words=${quote(namesOf([...words, ...options]))} ;;`);
  const values = valueCases(nodes, (path, option, of) => `    ${quote(`${path} ${option}`)}) words=${quote(of.join(" "))} ;;`);
  return `# Completion of hookloom for bash.
_hookloom() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$word" in
${pathCases(nodes, "      ")}
    esac
  done
  case "$at" in
${words.join("\n")}
  esac
  case "$at $previous" in
${values}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hookloom hookloom
`;
}

function writeZsh(nodes: readonly CommandNode[]): string {
  const described = (words: readonly Word[]): string =>
    words.map(({ word, description }) => quote(`${word.replaceAll(":", "\\:")}:${description}`)).join(" ");
  const words = nodes.map(({ path, words, options }) => `    ${quote(path)}) offered=(${described([...words, ...options])}) ;;`);
  const values = valueCases(
    nodes,
    (path, option, of) => `    ${quote(`${path} ${option}`)}) offered=(${of.map(quote).join(" ")}) ;;`,
  );
  return `#compdef hookloom
# Completion of hookloom for zsh.
_hookloom() {
  local at="" word previous="\${words[CURRENT-1]}"
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
${pathCases(nodes, "      ")}
    esac
  done
  case "$at" in
${words.join("\n")}
  esac
  case "$at $previous" in
${values}
  esac
  _describe hookloom offered || _files
}
compdef _hookloom hookloom
`;
}

function writeFish(nodes: readonly CommandNode[]): string {
  const offer = (path: string, { word, description }: Word, option?: readonly string[]): string => {
    const at = `complete -c hookloom -n ${quote(`__hookloom_at ${quote(path)}`)}`;
    const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${quote(word)}`;
    return `${at} ${what}${option === undefined ? "" : ` -x -a ${quote(option.join(" "))}`} -d ${quote(description)}`;
  };
  const lines = nodes.flatMap(({ path, words, options, values }) => [
    ...words.map((word) => offer(path, word)),
    ...options.map((word) => offer(path, word, values.find(({ option }) => option === word.word)?.words)),
  ]);
  return `# Completion of hookloom for fish.
function __hookloom_at
  set -l at ""
  for word in (commandline -opc)[2..-1]
    switch (string trim -- "$at $word")
${nodes
  .filter(({ path }) => path !== "")
  .map(({ path }) => `      case ${quote(path)}\n        set at ${quote(path)}`)
  .join("\n")}
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}

function namesOf(words: readonly Word[]): string {
  return words.map(({ word }) => word).join(" ");
}

/** In single quotes, as all three read them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
