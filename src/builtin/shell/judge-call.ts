// Judges one program with its arguments: by the rules it has, by what its name hides, and by what it runs in turn.

import { UNKNOWN } from "./expand-word.ts";
import type { Span } from "./assessment.ts";
import { fedWords, judgeFeed, judgeSending, judgeUnknownText, readsCommands, scriptFed, type Feed } from "./feeds.ts";
import { READS_STATEMENTS } from "./rules/databases.ts";
import { codeIn, escapesFed, escapesIn, isInterpreter, readCode } from "./interpreter-code.ts";
import { hasFlag, Invocation, isUnknown } from "./invocation.ts";
import { plainLetters } from "./look-alikes.ts";
import { powershellScript } from "./powershell.ts";
import type { CompiledRule } from "./rule.ts";
import type { ScriptReader } from "./script-reader.ts";
import type { ShellFunction } from "./shell-state.ts";
import { unwrap } from "./unwrap.ts";
import { POWERSHELLS, SHELLS } from "./wrappers.ts";
import { matchesGlob } from "../../foundation/glob.ts";

export type CallJudge = (call: Invocation, at: Span, depth: number, feed: Feed, reader: ScriptReader) => void;

/** Characters of code in another language; searching takes longer the longer it is. */
const MAXIMUM_CODE = 20_000;
/** Variables that hold a program by custom, and the arguments that a script passes on. */
const CUSTOMARY =
  /^["']?\$(?:\{(?:EDITOR|VISUAL|PAGER|PYTHON3?|CC|CXX|CPP|LD|AR|NODE|NPM|MAKE|SHELL|BROWSER|JAVA|GO|DOCKER|COMPOSE|KUBECTL|PIP|CARGO|RUSTC|SUDO|GIT|CURL|HELM|TERRAFORM|PHP|RUBY|PERL|TAR|SED|AWK|GREP|BASH)(?::?-[^}]*)?\}|(?:EDITOR|VISUAL|PAGER|PYTHON3?|CC|CXX|CPP|LD|AR|NODE|NPM|MAKE|SHELL|BROWSER|JAVA|GO|DOCKER|COMPOSE|KUBECTL|PIP|CARGO|RUSTC|SUDO|GIT|CURL|HELM|TERRAFORM|PHP|RUBY|PERL|TAR|SED|AWK|GREP|BASH)\b|@|\{@\})/;
/** Programs that run others which a shell opened by them is suspicious in. */
const OPENERS = new Set([
  "find",
  "awk",
  "gawk",
  "vim",
  "vi",
  "less",
  "man",
  "nmap",
  "tar",
  "git",
  "ftp",
  "gdb",
  "ed",
  "env",
  "xargs",
]);

/** Programs that look for `--help` before they do anything; of others, only when it is all they are given. */
function asksForHelp({ name, words }: Invocation): boolean {
  const last = words.at(-1);
  if (words.length === 1) return last === "--help" || last === "--version";
  return (
    last === "--help" &&
    /^(?:git|docker|kubectl|helm|npm|pnpm|yarn|aws|gcloud|az|terraform|cargo|gh|systemctl|pulumi)$/.test(name)
  );
}

/** Makes a judge of compiled rules; `isAllowed` lets calls pass unread. */
export function createCallJudge(rules: readonly CompiledRule[], isAllowed: (call: Invocation) => boolean): CallJudge {
  const byProgram = new Map<string, CompiledRule[]>();
  for (const rule of rules) {
    for (const program of rule.programs) byProgram.set(program, [...(byProgram.get(program) ?? []), rule]);
  }
  const forAll = byProgram.get("*") ?? [];
  const names = [...byProgram.keys()].filter((name) => name !== "*");

  const judge: CallJudge = (call, at, depth, feed, reader) => {
    if (isAllowed(call)) return;
    const { assessment } = reader;
    // Of two risks that are equal the first counts, and what is run says more than what runs it.
    judgeInner(call, at, depth, feed, reader);
    if (!asksForHelp(call)) {
      for (const rule of byProgram.get(call.name) ?? []) if (rule.applies(call)) assessment.apply(rule, at);
      for (const rule of forAll) if (rule.applies(call)) assessment.apply(rule, at);
    }
    judgeName(call, at, depth, feed, reader);
    const sending = judgeSending(call);
    if (sending !== undefined) assessment.find(sending, at);
    judgeCode(call, at, depth, feed, reader);
    reader.files.writtenBy(call, feed);
    const file = reader.files.runBy(call);
    if (file === "downloaded") assessment.find("download-and-run", at);
    else if (file !== undefined) reader.read(file, at, depth + 1);
    if (reader.files.isFetched(call)) assessment.find("fetch-and-run", at);
    const own = reader.shell.functions.get(call.path);
    if (own !== undefined) callFunction(own, call, depth, reader);
    if (call.name === "alias") defineAliases(call, reader);
    else if (reader.shell.aliases.size > 0) callAlias(call, at, depth, reader);
  };

  function judgeName(call: Invocation, at: Span, depth: number, feed: Feed, reader: ScriptReader): void {
    const { path } = call;
    // What begins with `!` is a shell's history to a shell, and a shell to the prompts of many programs.
    if (path.length > 1 && path.startsWith("!")) reader.assessment.find("dynamic-name", at);
    if (isUnknown(path)) {
      const base = path.slice(path.lastIndexOf("/") + 1);
      // `$x = 1` is PowerShell; to a shell it is a program without a name.
      if ((isUnknown(base) || base === "") && call.words[0] !== "=" && !CUSTOMARY.test(call.source))
        reader.assessment.find("dynamic-name", at);
    }
    // oxlint-disable-next-line no-control-regex
    if (/[^\u0000-\u007f]/.test(path)) {
      const plain = plainLetters(path);
      // oxlint-disable-next-line no-control-regex
      if (plain !== path && !/[^\u0000-\u007f]/.test(plain)) {
        reader.assessment.find("look-alike-name", at);
        reader.judge(
          new Invocation([...plain.split(" "), ...call.words.map(plainLetters)], call.source, call.folder),
          at,
          depth + 1,
          feed,
        );
      }
    }
    if (/[*?[]/.test(call.name) && /[a-z?]/.test(call.name) && !/^\[{1,2}$/.test(call.name)) {
      reader.assessment.find("hidden-name", at);
      const glob = call.name.replaceAll(/\[([^\]])[^\]]*\]/g, "$1");
      for (const name of names
        .filter((known) => /^[a-z]+$/.test(known) && known.length > 1 && matchesGlob(glob, known))
        .slice(0, 20)) {
        reader.judge(new Invocation([name, ...call.words], call.source, call.folder), at, depth + 1, feed);
      }
    }
  }
  return judge;
}

/** Code for an interpreter, in its arguments or fed to it, and texts fed to databases. */
function judgeCode(call: Invocation, at: Span, depth: number, feed: Feed, reader: ScriptReader): void {
  const { assessment } = reader;
  const shell = SHELLS.has(call.name);
  const evaluates = call.name === "eval" || call.name === "source" || call.name === ".";
  const first = call.operands[0] ?? "";
  if (
    (shell || evaluates || isInterpreter(call.name)) &&
    (isUnknown(first) || (shell && call.words.some(isUnknown) && hasFlag(call, "-c")))
  ) {
    const found = judgeUnknownText(call);
    if (found !== undefined) assessment.find(found, at);
  }
  if (isInterpreter(call.name)) {
    for (const code of codeIn(call)) readForeign(code, at, depth, reader);
  }
  for (const script of escapesIn(call)) reader.read(script, at, depth + 1);
  for (const script of escapesFed(call, feed.text)) reader.read(script, at, depth + 1);
  if (readsCommands(call)) {
    const found = judgeFeed(feed, call);
    if (found !== undefined) assessment.find(found, at);
    if (feed.text !== undefined) {
      const script = scriptFed(call, feed.text);
      if (script !== undefined) reader.read(script, at, depth + 1);
      else if (POWERSHELLS.has(call.name)) reader.readPowershell(feed.text, at, depth + 1);
      else readForeign(feed.text, at, depth, reader);
    } else if (/<<<|</.test(call.source) && judgeUnknownText(call) === "download-and-run")
      assessment.find("download-and-run", at);
  }
  if (feed.text !== undefined && READS_STATEMENTS.has(call.name))
    reader.judge(new Invocation([call.name, feed.text], call.source), at, depth + 1, { calls: [], text: undefined });
}

function readForeign(code: string, at: Span, depth: number, reader: ScriptReader): void {
  if (code.length > MAXIMUM_CODE) return reader.assessment.find("too-long", at);
  const { scripts, findings } = readCode(code);
  for (const found of findings) reader.assessment.find(found, at);
  for (const script of scripts) {
    if (/^(?:\/\w+)*\/?(?:ba|z|da|k)?sh$/.test(script.trim())) reader.assessment.find("shell-by-program", at);
    else reader.read(script, at, depth + 1);
  }
}

/** What the call runs in turn. */
function judgeInner(call: Invocation, at: Span, depth: number, feed: Feed, reader: ScriptReader): void {
  if (POWERSHELLS.has(call.name)) {
    const script = powershellScript(call.words);
    if (script?.encoded) reader.assessment.find("decode-and-run", at);
    if (script !== undefined) reader.readPowershell(script.text, at, depth + 1);
    return;
  }
  for (const inside of unwrap(call)) {
    if ("script" in inside) {
      // What `eval` is given unknown was judged by its source.
      if (call.name === "eval" && inside.script.replaceAll(UNKNOWN, "").trim() === "") continue;
      const [zeroth = "bash", ...given] = inside.given ?? [];
      const read = (): void => reader.read(inside.script, at, depth + 1, feed);
      if (inside.given === undefined) read();
      else reader.shell.withArguments(zeroth, given, read);
    } else {
      const words = call.name === "xargs" || call.name === "parallel" ? withFed(call, inside.words, feed) : inside.words;
      const inner = new Invocation(words, call.source, call.folder);
      if (OPENERS.has(call.name) && SHELLS.has(inner.name) && inner.words.length === 0 && call.name !== "env")
        reader.assessment.find("shell-by-program", at);
      reader.judge(inner, at, depth + 1, feed);
    }
  }
}

/** The words of the inner command with what `xargs` puts into or after them. */
function withFed(call: Invocation, words: readonly string[], feed: Feed): string[] {
  const fed = fedWords(
    feed,
    hasFlag(call, "-0", "--null") ? /\0/ : hasFlag(call, "-I", "-d", "--delimiter", "-L") ? /\n/ : undefined,
  );
  const option = call.words.findIndex((word) => word.startsWith("-I") || word === "-i");
  const token =
    option < 0
      ? call.name === "parallel"
        ? "{}"
        : undefined
      : call.words[option] === "-I"
        ? call.words[option + 1]
        : call.words[option]!.slice(2) || "{}";
  if (token !== undefined && token !== "" && words.some((word) => word.includes(token))) {
    return words.flatMap((word) => (word.includes(token) ? fed.map((text) => word.replaceAll(token, text)) : [word]));
  }
  return call.name === "parallel" && feed.calls.length === 0 ? [...words] : [...words, ...fed];
}

function defineAliases({ words }: Invocation, { shell: { aliases } }: ScriptReader): void {
  for (const [, name, text] of words.flatMap((word) => [/^([^=]+)=(.*)$/s.exec(word) ?? []]))
    if (name !== undefined) aliases.set(name, text!);
}

/** Reads what an alias of the same command stands for, with what follows it. */
function callAlias({ path, source }: Invocation, at: Span, depth: number, reader: ScriptReader): void {
  const text = reader.shell.aliases.get(path);
  if (text === undefined || !source.startsWith(path)) return;
  // An alias may begin with its own name, which then is no alias.
  reader.shell.aliases.delete(path);
  reader.read(text + source.slice(path.length), at, depth + 1);
  reader.shell.aliases.set(path, text);
}

/** Reads the body of a function of the same command again, with what it is given. */
function callFunction({ body, position }: ShellFunction, call: Invocation, depth: number, reader: ScriptReader): void {
  reader.shell.functions.delete(call.path);
  reader.shell.withArguments(call.path, call.words, () => reader.visit(body, { ...position, depth: depth + 1 }));
  reader.shell.functions.set(call.path, { body, position });
}
