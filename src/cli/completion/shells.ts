// The scripts that teach shells the command line, made of the tree of commands. `hookloom completion` prints one.

import type { CommandNode, Word } from "./command-tree.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** A word that may come next. */
type Offered = Pick<Word, "word"> & Partial<Word>;

const WRITERS: Readonly<Record<Shell, (nodes: readonly CommandNode[]) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
};

/** The script for a shell. */
export function writeCompletion(shell: Shell, nodes: readonly CommandNode[]): string {
  return WRITERS[shell](nodes);
}

/** What bash and zsh do alike: goes along the words that are `typed` to the command they lead to, and offers what may come next. */
function offerNext(nodes: readonly CommandNode[], typed: string, offer: (words: readonly Offered[]) => string): string {
  const paths = commandsOf(nodes).map(({ path }) => `      ${quote(path)}) at=${quote(path)} ;;`);
  const words = nodes.map(({ path, words, options }) => `    ${quote(path)}) ${offer([...words, ...options])} ;;`);
  const values = nodes.flatMap((node) =>
    node.values.map(
      ({ option, words }) => `    ${quote(`${node.path} ${option}`)}) ${offer(words.map((word) => ({ word })))} ;;`,
    ),
  );
  return `  for word in "${typed}"; do
    case "\${at:+$at }$word" in
${paths.join("\n")}
    esac
  done
  case "$at" in
${words.join("\n")}
  esac
  case "$at $previous" in
${values.join("\n")}
  esac`;
}

function writeBash(nodes: readonly CommandNode[]): string {
  const offer = (words: readonly Offered[]): string => `words=${quote(words.map(({ word }) => word).join(" "))}`;
  return `# Completion of hookloom for bash.
_hookloom() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" word
${offerNext(nodes, "${COMP_WORDS[@]:1:COMP_CWORD-1}", offer)}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hookloom hookloom
`;
}

function writeZsh(nodes: readonly CommandNode[]): string {
  const described = ({ word, description }: Offered): string =>
    quote(description === undefined ? word : `${word.replaceAll(":", "\\:")}:${description}`);
  const offer = (words: readonly Offered[]): string => `offered=(${words.map(described).join(" ")})`;
  return `#compdef hookloom
# Completion of hookloom for zsh.
_hookloom() {
  local at="" word previous="\${words[CURRENT-1]}"
  local -a offered
${offerNext(nodes, "${(@)words[2,CURRENT-1]}", offer)}
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
${commandsOf(nodes)
  .map(({ path }) => `      case ${quote(path)}\n        set at ${quote(path)}`)
  .join("\n")}
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}

/** All but the program itself. */
function commandsOf(nodes: readonly CommandNode[]): readonly CommandNode[] {
  return nodes.filter(({ path }) => path !== "");
}

/** In single quotes, as all three read them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
