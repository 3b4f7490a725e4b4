// Programs that run other programs: what they would run, as words or as a text for a shell.

import { fedWords, isSelective } from "./feeds.ts";
import { hasFlag, type Invocation } from "./invocation.ts";
import { SCRIPT_OPTIONS, SHELLS, SUBCOMMANDS, WRAPPERS, WRAPPING, type Wrapper } from "./wrappers.ts";

/** Words, or a text for a shell with the arguments it is given. */
export type Inner = { readonly words: readonly string[] } | { readonly script: string; readonly given?: readonly string[] };

const REMOTE = /^(?:ssh|scp|sftp|autossh)$/;
/** Settings of a connection that are run as a command here. */
const CONNECTION_COMMAND = /^(?:-o)?(?:Proxy|Local|KnownHosts)Command[= ]\s*(.+)/is;
const NOTHING: readonly Inner[] = [];
const RUNNING: ReadonlySet<string> = new Set([
  ...WRAPPING,
  ...Object.keys(SCRIPT_OPTIONS),
  ..."trap alias find fd fdfind kubectl oc git tar make gmake aws scp sftp".split(" "),
]);

/** What a call would run in turn; empty when it runs nothing that is known. */
export function unwrap(call: Invocation): readonly Inner[] {
  const { name, words } = call;
  if (!RUNNING.has(name) && !name.startsWith("python")) return behindDashes(call);
  if (SHELLS.has(name)) return scriptOf(words);
  if (name === "command" && hasFlag(call, "-v", "-V")) return [];
  if (name.startsWith("python")) {
    const at = words.indexOf("-m");
    return at < 0 || at + 1 >= words.length ? [] : [{ words: words.slice(at + 1) }];
  }
  if (name === "trap") return words.length > 1 && !words[0]!.startsWith("-") ? [{ script: words[0]! }] : [];
  if (name === "alias")
    return words.filter((word) => word.includes("=")).map((word) => ({ script: word.slice(word.indexOf("=") + 1) }));
  if (name === "find" || name === "fd" || name === "fdfind") return execsOf(call);
  if (name === "cmd" || name === "nix") return joinedAfter(words, SCRIPT_OPTIONS[name]!);
  if (name === "kubectl" || name === "oc") return afterDashes(call);
  if (name === "git") return [...gitCommands(call)];
  if (name === "tar")
    return [
      ...words.flatMap((word) => /^--(?:checkpoint-action=exec|to-command|use-compress-program)=(.*)/s.exec(word)?.[1] ?? []),
      ...optionValues(words, /^-I$/),
    ].map((script) => ({ script }));
  if (name === "make" || name === "gmake")
    return words.flatMap((word) => /^SHELL=(.*)/s.exec(word)?.[1] ?? []).map((script) => ({ script }));
  if (name === "aws") return remoteCommands(call);
  const option = Object.hasOwn(SCRIPT_OPTIONS, name) ? SCRIPT_OPTIONS[name] : undefined;
  const found: Inner[] = option === undefined ? [] : optionValues(words, option).map((script) => ({ script }));
  if (found.length > 0) return found;
  if (REMOTE.test(name))
    found.push(...words.flatMap((word) => CONNECTION_COMMAND.exec(word)?.[1] ?? []).map((script) => ({ script })));
  const subcommands = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommands !== undefined) {
    const compose = call.operands[0] === "compose" ? 1 : 0;
    const subcommand = call.operands[compose] ?? "";
    if (!Object.hasOwn(subcommands, subcommand)) return behindDashes(call);
    return inner(words.slice(words.indexOf(subcommand) + 1), subcommands[subcommand]!);
  }
  if ((name === "poetry" || name === "pipenv") && call.operands[0] !== "run") return [];
  return Object.hasOwn(WRAPPERS, name) ? [...found, ...inner(words, WRAPPERS[name]!)] : found;
}

/** The text for a shell that is started with `-c`, and what it is given. */
function scriptOf(words: readonly string[]): Inner[] {
  const at = words.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
  if (at < 0) return [];
  let first = at + 1;
  while (first < words.length && /^[-+]/.test(words[first]!)) first += /^[-+][oO]$/.test(words[first]!) ? 2 : 1;
  return words[first] === undefined ? [] : [{ script: words[first]!, given: words.slice(first + 1) }];
}

/** Programs of which what stands behind `--` is text or names of files. */
const TEXTUAL =
  /^(?:echo|printf|e?grep|rg|ag|ack|man|which|type|test|ls|cat|rm|cp|mv|cd|set|sed|awk|touch|mkdir|diff|cut|sort|head|tail|wc)$/;
const PROGRAM = /^(?:\/(?:usr\/)?s?bin\/)?[a-z][\w.+-]*$/i;

/** What stands behind `--` is a command, for most programs that are not known. */
function behindDashes({ name, words }: Invocation): readonly Inner[] {
  const at = words.indexOf("--");
  return at < 0 || !PROGRAM.test(words[at + 1] ?? "") || TEXTUAL.test(name) ? NOTHING : [{ words: words.slice(at + 1) }];
}

/** What AWS is told to run on its machines. */
function remoteCommands({ operands, words }: Invocation): Inner[] {
  if (operands[0] !== "ssm" || operands[1] !== "send-command") return [];
  return words
    .flatMap((word) => /\bcommands"?\s*[=:]\s*(.*)/s.exec(word)?.[1] ?? [])
    .map((list) => ({ script: list.replaceAll(/[[\]{}"']/g, " ") }));
}

const NO_OPTIONS: ReadonlySet<string> = new Set();
const optionsWithValue = new Map<string, ReadonlySet<string>>();

function splitOnce(options: string | undefined): ReadonlySet<string> {
  if (options === undefined) return NO_OPTIONS;
  const known = optionsWithValue.get(options);
  if (known !== undefined) return known;
  const split = new Set(options.split(" "));
  optionsWithValue.set(options, split);
  return split;
}

function inner(words: readonly string[], { valued, skip = 0, joined = false, entryPoint = false }: Wrapper): Inner[] {
  const takesValue = splitOnce(valued);
  const [program] = entryPoint ? optionValues(words, /^--entrypoint$/) : [];
  let at = 0;
  let left = skip;
  for (; at < words.length; at += 1) {
    const word = words[at]!;
    if (takesValue.has(word)) at += 1;
    else if (word.startsWith("-") || (left === 0 && !joined && /^[A-Za-z_]\w*=/.test(word))) continue;
    else if (left === 0) break;
    else {
      left -= 1;
      if (left === 0 && program !== undefined) return [{ words: [program, ...words.slice(at + 1)] }];
    }
  }
  const rest = words.slice(at).filter((word) => word !== ":::");
  if (rest.length === 0) return [];
  return [joined || (rest[0]!.includes(" ") && rest.length === 1) ? { script: rest.join(" ") } : { words: rest }];
}

function joinedAfter(words: readonly string[], option: RegExp): Inner[] {
  const at = words.findIndex((word) => option.test(word));
  return at < 0 ? [] : [{ script: words.slice(at + 1).join(" ") }];
}

/** The values of an option, given as the next word or after `=`. */
function optionValues(words: readonly string[], option: RegExp): string[] {
  return words.flatMap((word, at) => {
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    if (equals > 0 && option.test(word.slice(0, equals))) return [word.slice(equals + 1)];
    return option.test(word) && words[at + 1] !== undefined ? [words[at + 1]!] : [];
  });
}

function afterDashes({ operands, words }: Invocation): Inner[] {
  const at = words.indexOf("--");
  if (!["exec", "run", "debug", "rsh", "attach"].includes(operands[0] ?? "")) return [];
  if (at >= 0) return [{ words: words.slice(at + 1) }];
  return operands[0] === "exec" || operands[0] === "rsh"
    ? [{ words: operands.slice(2) }].filter(({ words }) => words.length > 0)
    : [];
}

function execsOf(call: Invocation): Inner[] {
  const { words } = call;
  const found: Inner[] = [];
  let fill: ReturnType<typeof filler> | undefined;
  for (let at = 0; at < words.length; at += 1) {
    if (!/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(words[at]!)) continue;
    const ends = [words.indexOf(";", at), words.indexOf("+", at)].filter((index) => index >= 0);
    const end = ends.length > 0 ? Math.min(...ends) : words.indexOf("-exec", at + 1);
    const inside = words.slice(at + 1, end < 0 ? undefined : end);
    found.push({ words: isShell(inside[0] ?? "") ? (fill ??= filler(call))(inside) : inside });
  }
  return found;
}

/** What a shell does to the files that `find` gives it is seen in its text only, so they stand in the words. */
function filler(call: Invocation): (words: readonly string[]) => string[] {
  const [file = "."] = fedWords({ calls: [call], text: undefined });
  const all = !isSelective(call);
  return (words) => words.map((word) => (word === "{}" || all ? word.replaceAll("{}", file) : word));
}

function isShell(path: string): boolean {
  return SHELLS.has(path.slice(path.lastIndexOf("/") + 1));
}

/** Aliases of git that begin with `!`, and what `git` is told to run. */
function* gitCommands({ words, operands }: Invocation): Generator<Inner> {
  for (const word of words) {
    const command =
      /^(?:alias\.[\w-]+=)?!(.*)/s.exec(word)?.[1] ?? /^core\.(?:sshCommand|pager|editor|fsmonitor)=(.*)/is.exec(word)?.[1];
    if (command !== undefined) yield { script: command };
  }
  if (operands[0] === "bisect" && operands[1] === "run") yield { words: words.slice(words.indexOf("run") + 1) };
  if (operands[0] === "submodule" && operands[1] === "foreach") yield { script: operands.slice(2).join(" ") };
  if (operands[0] === "difftool") yield* optionValues(words, /^(?:-x|--extcmd)$/).map((script) => ({ script }));
  if (operands[0] === "grep") yield* optionValues(words, /^--open-files-in-pager$/).map((script) => ({ script }));
  if (operands[0] === "rebase") yield* optionValues(words, /^(?:-x|--exec)$/).map((script) => ({ script }));
}
