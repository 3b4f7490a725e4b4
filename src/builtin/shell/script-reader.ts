// Reads a shell script: finds every program it would start and everything it would write, and has each judged. Texts that it
// gives to other shells come back here. `assess.ts` makes one per command.

import {
  forEachChild,
  parse,
  type Assignment,
  type Command,
  type Redirection,
  type Script,
  type SyntaxNode,
  type Word,
} from "unbash";
import { spanIn, type Assessment, type Span } from "./assessment.ts";
import { expandParts, expandWord, isSameName, UNKNOWN, type Surroundings } from "./expand-word.ts";
import { judgePipeline, NO_FEED, type Feed } from "./feeds.ts";
import { isForkBomb } from "./fork-bomb.ts";
import { Invocation, type Output } from "./invocation.ts";
import type { CallJudge } from "./judge-call.ts";
import { knownOutput, type Stage } from "./known-output.ts";
import { hasInvisible } from "./look-alikes.ts";
import { looksLikePowershell, readPowershell } from "./powershell.ts";
import { judgeRedirection } from "./redirections.ts";
import { ShellState, type Position } from "./shell-state.ts";
import { SHELLS } from "./wrappers.ts";
import { WrittenFiles } from "./written-files.ts";

const MAXIMUM_DEPTH = 10;
/** Variables whose value other programs run as a command. */
const RUN_BY_OTHERS =
  /^(?:GIT_SSH_COMMAND|GIT_SSH|GIT_EDITOR|GIT_SEQUENCE_EDITOR|GIT_PAGER|GIT_EXTERNAL_DIFF|GIT_ASKPASS|SSH_ASKPASS|RSYNC_RSH|EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|PROMPT_COMMAND)$/;
/** Variables that bring code into the programs they are given to. */
const LOADED_BY_OTHERS = /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|BASH_ENV|PATH)$/;
/** Programs whose output may be known without running them. */
const PRINTERS = new Set(["echo", "printf", "cat", "which", "command", "tee"]);

export class ScriptReader implements Surroundings {
  readonly assessment: Assessment;
  readonly shell = new ShellState();
  readonly variables: ReadonlyMap<string, readonly string[]> = this.shell.variables;
  readonly files = new WrittenFiles();
  /** Every program so far. */
  readonly calls: Invocation[] = [];
  readonly #judge: CallJudge;

  constructor(assessment: Assessment, judge: CallJudge) {
    this.assessment = assessment;
    this.#judge = judge;
  }

  /** Reads a text for a shell; `at` is where it stands in the command. */
  read(text: string, at: Span, depth: number, feed: Feed = NO_FEED): void {
    const place = depth === 0 ? 0 : this.assessment.placeOf(text, at);
    if (depth > MAXIMUM_DEPTH) return this.assessment.find("too-deep", at);
    const script = parse(text);
    const powershell = looksLikePowershell(text);
    if (script.errors !== undefined && script.errors.length > 0) {
      if (/(\S{1,30})\s*\(\)\s*\{\s*\1\s*\|\s*\1\s*&?/.test(text)) this.assessment.find("fork-bomb", at);
      if (!powershell) this.assessment.find("unparsable", at, `: ${script.errors[0]!.message}`);
    }
    for (const statement of script.commands) this.visit(statement, { text, place, depth, feed, output: "shown" });
    if (powershell) this.readPowershell(text, at, depth);
  }

  readPowershell(text: string, at: Span, depth: number): void {
    if (depth > MAXIMUM_DEPTH) return this.assessment.find("too-deep", at);
    const place = depth === 0 ? 0 : this.assessment.placeOf(text, at);
    for (const { words, start, end } of readPowershell(text)) {
      this.judge(new Invocation(words, text), spanIn(place, start, end), depth, NO_FEED);
    }
  }

  visit(node: SyntaxNode, position: Position): void {
    switch (node.type) {
      case "Pipeline":
        return this.#pipeline(node, position);
      case "Command":
        return this.#command(node, position);
      case "Function":
        return this.#function(node, position);
      case "For":
      case "Select":
        this.shell.variables.set(node.name.value, (node.wordlist ?? []).flatMap((word) => expandWord(word, this)).slice(0, 16));
        break;
      case "Redirected":
        for (const redirect of node.redirects) this.#redirect(redirect, undefined, position);
        break;
      case "Script":
      case "Subshell":
        return this.#inside(node, position);
      default:
    }
    forEachChild(node, (child) => this.visit(child, position));
  }

  judge(call: Invocation, at: Span, depth: number, feed: Feed): void {
    if (depth > MAXIMUM_DEPTH) return this.assessment.find("too-deep", at);
    if (!this.assessment.count(at)) return;
    this.calls.push(call);
    this.#judge(call, at, depth, feed, this);
  }

  /** What a command substitution prints, if that is known. */
  outputOf(script: Script): string | undefined {
    const command = script.commands.length === 1 ? script.commands[0]!.command : undefined;
    const stages = command?.type === "Pipeline" ? command.commands : command?.type === "Command" ? [command] : [];
    if (stages.length === 0 || stages.some(({ type }) => type !== "Command")) return undefined;
    return knownOutput(stages.map((stage) => this.#stage(stage as Command, "")));
  }

  /** A script or subshell of its own, which leaves the folder as it was. */
  #inside(node: SyntaxNode & { type: "Script" | "Subshell" }, position: Position): void {
    const { folder } = this.shell;
    // Escaped backquotes are decoded before they are parsed, so that positions inside count from another text.
    const source = node.type === "Script" ? node.source : undefined;
    const inside =
      source === undefined ? position : { ...position, text: source, place: spanIn(position.place, node.pos, node.end) };
    const errors = node.type === "Script" ? (node as { errors?: readonly unknown[] }).errors : undefined;
    if (errors !== undefined && errors.length > 0) this.assessment.find("unparsable", spanIn(position.place, node.pos, node.end));
    forEachChild(node, (child) => this.visit(child, inside));
    this.shell.folder = folder;
  }

  #pipeline(node: SyntaxNode & { type: "Pipeline" }, position: Position): void {
    const stages: Invocation[][] = [];
    const [first] = node.commands;
    let known: Stage[] | undefined = first?.type === "Command" && PRINTERS.has(first.name?.value ?? "") ? [] : undefined;
    let feed = position.feed;
    for (const stage of node.commands) {
      const from = this.calls.length;
      this.visit(stage, {
        ...position,
        feed,
        output: stage === node.commands.at(-1) || position.output === "captured" ? position.output : "piped",
      });
      stages.push(this.calls.slice(from));
      known = known && stage.type === "Command" ? [...known, this.#stage(stage, position.text)] : undefined;
      feed = { calls: [...feed.calls, ...stages.at(-1)!], text: known && knownOutput(known) };
    }
    const found = stages.length > 1 ? judgePipeline(stages) : undefined;
    if (found !== undefined) this.assessment.find(found, spanIn(position.place, node.pos, node.end));
  }

  #stage(command: Command, text: string): Stage {
    return { call: this.#invocationOf(command, text), input: this.#inputOf(command) };
  }

  /** The text of a here-document or here-string. */
  #inputOf(command: Command): string | undefined {
    for (const redirect of command.redirects) {
      if (redirect.type === "HereDoc")
        return redirect.body.parts === undefined ? redirect.body.text : expandParts(redirect.body.parts, this);
      if (redirect.type === "HereString" && redirect.target !== undefined) return expandWord(redirect.target, this).join(" ");
      const text = redirect.type === "Redirect" && redirect.operator === "<" ? this.#substituted(redirect.target) : undefined;
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** What the file of a `<( )` holds, if that is known. */
  #substituted(word: Word | undefined): string | undefined {
    const [part] = word?.parts ?? [];
    return part?.type === "ProcessSubstitution" && part.script !== undefined ? this.outputOf(part.script) : undefined;
  }

  #invocationOf(command: Command, text: string, output?: Output): Invocation {
    const words = command.name === undefined ? [] : expandWord(command.name, this);
    for (const argument of command.args) {
      if (argument.type === "Word") words.push(...expandWord(argument, this));
      else
        words.push(`${argument.name}=${argument.value.type === "Word" ? expandWord(argument.value, this).join(" ") : UNKNOWN}`);
    }
    return new Invocation(words, text.slice(command.pos, command.end), this.shell.folder, output);
  }

  #command(command: Command, position: Position): void {
    const { text, place, depth, feed } = position;
    const at = spanIn(place, command.pos, command.end);
    for (const part of [...command.prefix, ...command.suffix]) if (part.type === "Assignment") this.#assign(part, at, depth);
    const input = this.#inputOf(command);
    const call = command.name === undefined ? undefined : this.#invocationOf(command, text, position.output);
    if (call !== undefined) {
      this.#disguises(command, at);
      this.shell.before(call, feed);
      this.judge(call, at, depth, input === undefined ? feed : { calls: [], text: input });
      this.shell.after(call);
      if (SHELLS.has(call.name))
        for (const word of command.args) if (word.type === "Word") this.read(this.#substituted(word) ?? "", at, depth + 1);
    }
    for (const redirect of command.redirects) this.#redirect(redirect, call, position, input);
    if (!command.suffix.some(hasParts) && !command.prefix.some(hasParts) && command.name?.parts === undefined) return;
    const inner = call === undefined ? position : { ...position, feed: { calls: [...feed.calls, call], text: undefined } };
    for (const part of command.prefix) forEachChild(part, (child) => this.#parts(child, position));
    if (command.name !== undefined) this.#parts(command.name, position);
    for (const part of command.suffix) this.#parts(part, inner);
  }

  /** Substitutions inside words. Only `>( )` is fed by the command it stands in. */
  #parts(node: SyntaxNode, position: Position): void {
    if (node.type === "Word" && node.parts === undefined) return;
    if (node.type === "Script") return this.#inside(node, position);
    const unfed = node.type === "CommandExpansion" || (node.type === "ProcessSubstitution" && node.operator === "<");
    forEachChild(node, (child) => this.#parts(child, unfed ? { ...position, feed: NO_FEED, output: "captured" } : position));
  }

  #assign({ name, value, append }: Assignment, at: Span, depth: number): void {
    const values =
      value.type === "Word" ? [expandWord(value, this).join(" ")] : value.elements.flatMap((word) => expandWord(word, this));
    const before = append ? (this.variables.get(name) ?? [""]) : [];
    const all = append && value.type === "Word" ? [`${before[0]}${values[0]}`] : [...before, ...values];
    this.shell.assign(name, all);
    const [first = ""] = all;
    if (RUN_BY_OTHERS.test(name) && !first.includes(UNKNOWN)) this.read(first, at, depth + 1);
    if (LOADED_BY_OTHERS.test(name)) this.judge(new Invocation(["export", `${name}=${first}`], ""), at, depth + 1, NO_FEED);
  }

  #disguises(command: Command, at: Span): void {
    const words = (): Word[] => [command.name, ...command.args].filter((part): part is Word => part?.type === "Word");
    if (
      this.assessment.hasInvisible &&
      words().some(({ parts, text }) =>
        parts === undefined ? hasInvisible(text) : parts.some((part) => part.type === "Literal" && hasInvisible(part.text)),
      )
    ) {
      this.assessment.find("invisible-characters", at);
    }
    if (command.name !== undefined && command.name.text !== command.name.value && !isSameName(command.name))
      this.assessment.find("hidden-name", at);
  }

  #redirect(redirect: Redirection, call: Invocation | undefined, position: Position, input?: string): void {
    if (redirect.type !== "Redirect" || redirect.target === undefined) {
      if (redirect.type === "HereDoc" || redirect.type === "HereString")
        forEachChild(redirect, (child) => this.#parts(child, { ...position, feed: NO_FEED }));
      return;
    }
    const at = spanIn(position.place, redirect.pos, redirect.end);
    for (const path of expandWord(redirect.target, this)) {
      const found = judgeRedirection(redirect.operator, path, call, this.shell.folder);
      if (found !== undefined) this.assessment.find(found, at);
      if (redirect.operator.includes(">") && call !== undefined && !SHELLS.has(call.name))
        this.files.printed(path, call, input === undefined ? position.feed : { calls: [], text: input });
    }
    this.#parts(redirect.target, position);
  }

  #function(node: SyntaxNode & { type: "Function" }, position: Position): void {
    const name = node.name.value;
    if (isForkBomb(node, position.text)) this.assessment.find("fork-bomb", spanIn(position.place, node.pos, node.end));
    this.shell.functions.set(name, { body: node.body, position });
    this.shell.withArguments(name, undefined, () => this.visit(node.body, position));
  }
}

/** Whether there may be a substitution inside. */
function hasParts(node: SyntaxNode): boolean {
  return node.type !== "Word" || node.parts !== undefined;
}
