// What a shell knows while it reads a script, as far as the script itself tells: variables, functions, aliases, and the folder it is
// in. `script-reader.ts` keeps one per command.

import type { SyntaxNode } from "unbash";
import type { Place } from "./assessment.ts";
import { UNKNOWN } from "./expand-word.ts";
import { fedWords, type Feed } from "./feeds.ts";
import type { Invocation, Output } from "./invocation.ts";

const MAXIMUM_VALUE = 8192;

/** Where the reader is: in which text, how deep, and what feeds it. */
export interface Position {
  readonly text: string;
  readonly place: Place;
  readonly depth: number;
  readonly feed: Feed;
  readonly output: Output;
}

export interface ShellFunction {
  readonly body: SyntaxNode;
  readonly position: Position;
}

export class ShellState {
  /** Values by name. Several mean that each of them may stand there. */
  readonly variables = new Map<string, readonly string[]>();
  readonly functions = new Map<string, ShellFunction>();
  readonly aliases = new Map<string, string>();
  folder: string | undefined;

  /** Sets a variable to the values, or to something unknown: values that double themselves must not fill the memory. */
  assign(name: string, values: readonly string[]): void {
    const length = values.reduce((sum, each) => sum + each.length, values.length);
    this.variables.set(name, length > MAXIMUM_VALUE ? [UNKNOWN] : values);
  }

  /** What a builtin of the shell does to it before it runs: `read` and `set`. */
  before(call: Invocation, feed: Feed): void {
    if (call.name === "read") for (const name of call.operands) this.variables.set(name, fedWords(feed));
    if (call.name === "set") this.#set(call);
  }

  /** What one does to it after that: `cd` and `pushd`. */
  after({ name, operands }: Invocation): void {
    if (name !== "cd" && name !== "pushd") return;
    const target = operands[0] ?? "~";
    this.folder = /^[/~]/.test(target) || this.folder === undefined ? target : `${this.folder}/${target}`;
  }

  /** Acts with other positional parameters; unknown ones for a function that nobody has called yet. */
  withArguments(zeroth: string, given: readonly string[] | undefined, act: () => void): void {
    const inside = argumentsOf(zeroth, given);
    const before = inside.map(([name]) => [name, this.variables.get(name)] as const);
    for (const [name, values] of inside) this.variables.set(name, values);
    act();
    for (const [name, values] of before) {
      if (values === undefined) this.variables.delete(name);
      else this.variables.set(name, values);
    }
  }

  #set({ words }: Invocation): void {
    const at = words.indexOf("--");
    // Words that are no options are arguments, too.
    if (at >= 0 || /^[^-+]/.test(words[0] ?? ""))
      for (const [name, values] of argumentsOf("bash", words.slice(at + 1))) this.variables.set(name, values);
  }
}

/** `$0` to `$9`, `$@` and `$*`; all unknown when it is not known what was given. */
function argumentsOf(zeroth: string, given: readonly string[] | undefined): (readonly [string, readonly string[]])[] {
  const all = given === undefined ? [UNKNOWN] : given.length === 0 ? [""] : given;
  const single = Array.from(
    { length: 9 },
    (_, at) => [String(at + 1), [given === undefined ? UNKNOWN : (given[at] ?? "")]] as const,
  );
  return [["0", [zeroth]], ["@", all], ["*", all], ...single];
}
