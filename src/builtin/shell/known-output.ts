// What `echo`, `printf` and decoders print, so that commands hidden in base64 and the like are read like any other.

import { posix } from "node:path";
import { UNKNOWN } from "./expand-word.ts";
import { hasFlag, type Invocation } from "./invocation.ts";

/** A stage of a pipeline, and what it is fed when that is written beside it. */
export interface Stage {
  readonly call: Invocation;
  readonly input?: string | undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "",
  b: "",
  e: "\u001b",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** What the last of the stages prints, or `undefined` when only running them could tell. */
export function knownOutput(stages: readonly Stage[]): string | undefined {
  let text: string | undefined;
  for (const { call, input } of stages) {
    text = outputOf(call, input ?? text);
    if (text === undefined || text.includes(UNKNOWN)) return undefined;
  }
  return text;
}

function outputOf(call: Invocation, input: string | undefined): string | undefined {
  const { name, words, operands } = call;
  switch (name) {
    case "echo": {
      const options = words.findIndex((word) => !/^-[neE]+$/.test(word));
      const text = (options < 0 ? [] : words.slice(options)).join(" ");
      return words.slice(0, Math.max(options, 0)).some((word) => word.includes("e")) ? unescape(text) : text;
    }
    case "printf":
      return words[0] === undefined ? undefined : format(words[0] === "--" ? words.slice(1) : words);
    case "pwd":
      return call.folder ?? ".";
    case "git":
      // The folder of the repository: all of it, wherever in it the command runs.
      return words.join(" ") === "rev-parse --show-toplevel" ? "." : undefined;
    case "realpath":
      return operands.length === 1 ? operands[0] : undefined;
    case "dirname":
      return operands.length === 1 ? posix.dirname(operands[0] === "." ? "../x" : operands[0]!) : undefined;
    case "which":
      return operands[0];
    case "command":
      return hasFlag(call, "-v") ? operands[0] : undefined;
    case "cat":
    case "tee":
      return operands.length === 0 || name === "tee" ? input : undefined;
    case "rev":
      return input && [...input].toReversed().join("");
    case "base64":
      return hasFlag(call, "-d", "-D", "--decode") ? decode(input, "base64") : undefined;
    case "openssl":
      return hasFlag(call, "-d") && words.some((word) => /base64|^-a$/.test(word)) ? decode(input, "base64") : undefined;
    case "xxd":
      return hasFlag(call, "-r") ? decode(input?.replaceAll(/\s/g, ""), "hex") : undefined;
    case "tr":
      return input === undefined ? undefined : translate(call, input);
    default:
      return undefined;
  }
}

function decode(text: string | undefined, encoding: "base64" | "hex"): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, encoding).toString("utf8");
}

function unescape(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|u([0-9a-fA-F]{4})|(.))/g,
    (whole, hex, octal, unicode, letter) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      return ESCAPES[letter] ?? whole;
    },
  );
}

function format([template = "", ...values]: readonly string[]): string {
  const rest = [...values];
  let text = "";
  do {
    text += unescape(template).replaceAll(/%(?:%|[-0-9.]*([sbcdq]))/g, (_, kind) =>
      kind === undefined ? "%" : kind === "b" ? unescape(rest.shift() ?? "") : (rest.shift() ?? ""),
    );
  } while (text.length < 100_000 && rest.length > 0 && /%[-0-9.]*[sbcdq]/.test(template));
  return text;
}

function translate(call: Invocation, input: string): string | undefined {
  const [from, to] = call.operands.map(spell);
  if (from === undefined) return undefined;
  if (hasFlag(call, "-d")) return [...input].filter((letter) => !from.includes(letter)).join("");
  if (to === undefined || to === "") return undefined;
  return [...input].map((letter) => (from.includes(letter) ? (to[from.indexOf(letter)] ?? to.at(-1)!) : letter)).join("");
}

/** `a-c` as `abc`. */
function spell(set: string): string {
  return unescape(set).replaceAll(/(.)-(.)/g, (whole, first: string, last: string) => {
    const count = last.charCodeAt(0) - first.charCodeAt(0) + 1;
    return count < 1 || count > 256
      ? whole
      : String.fromCharCode(...Array.from({ length: count }, (_, at) => first.charCodeAt(0) + at));
  });
}
