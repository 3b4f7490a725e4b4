// What is known of files that the command itself wrote before it runs them: their text, or that they were downloaded.
// `script-reader.ts` keeps them, and `judge-call.ts` asks what a call writes and runs.

import { DOWNLOADERS, type Feed } from "./feeds.ts";
import { isInterpreter } from "./interpreter-code.ts";
import { hasFlag, isUnknown, type Invocation } from "./invocation.ts";
import { knownOutput } from "./known-output.ts";
import { SHELLS } from "./wrappers.ts";

const CLONERS = new Set(["git", "hg", "svn", "gh", "glab"]);
const CLONES = /^(?:clone|checkout (?=\w+:\/\/)|co (?=\w+:\/\/)|repo clone)\b/;
const UNPACKERS = new Set(["tar", "bsdtar", "unzip", "7z"]);

export class WrittenFiles {
  readonly #texts = new Map<string, string | "downloaded">();
  /** Whether a folder came from elsewhere. */
  #fetched = false;

  /** What a call runs of the files that were written: its text, or `"downloaded"`. */
  runBy(call: Invocation): string | "downloaded" | undefined {
    if (this.#texts.size === 0) return undefined;
    const path = call.path.includes("/")
      ? call.path
      : SHELLS.has(call.name) || call.name === "." || call.name === "source" || isInterpreter(call.name)
        ? call.operands[0]
        : undefined;
    return path === undefined ? undefined : this.#texts.get(fileName(path));
  }

  /** Remembers what a call writes into files that its arguments name. */
  writtenBy(call: Invocation, feed: Feed): void {
    const { name } = call;
    if (
      (CLONERS.has(name) && CLONES.test(call.operands.slice(0, 2).join(" "))) ||
      (UNPACKERS.has(name) && this.#isFromElsewhere(call, feed))
    )
      this.#fetched = true;
    if (name === "curl" || name === "wget" || name === "aria2c") {
      const file = fileName(downloadPath(call));
      if (file !== "" && file !== "-") this.#texts.set(file, "downloaded");
    } else if (name === "tee" || name === "sponge") {
      for (const path of call.operands) this.#write(path, isDownloaded(feed) ? "downloaded" : feed.text);
    }
  }

  /** Remembers what a call prints into a file. */
  printed(path: string, call: Invocation, feed: Feed): void {
    this.#write(path, isDownloader(call) || isDownloaded(feed) ? "downloaded" : knownOutput([{ call, input: feed.text }]));
  }

  /** Whether a call runs a script by a path that a clone or an archive of the same command may have brought. */
  isFetched(call: Invocation): boolean {
    if (!this.#fetched || hasFlag(call, "-c")) return false;
    const path = SHELLS.has(call.name) || call.name === "." || call.name === "source" ? (call.operands[0] ?? "") : call.path;
    return (
      (path.includes("/") || path !== call.path) && /^[^/~-]/.test(path) && !path.includes("node_modules/") && !isUnknown(path)
    );
  }

  #isFromElsewhere({ words }: Invocation, feed: Feed): boolean {
    return isDownloaded(feed) || words.some((word) => this.#texts.get(fileName(word)) === "downloaded");
  }

  #write(path: string, text: string | undefined): void {
    const file = fileName(path);
    if (text === "downloaded") this.#texts.set(file, text);
    else if (text !== undefined) this.#texts.set(file, `${this.#texts.get(file) ?? ""}${text}\n`);
  }
}

function isDownloader({ name }: Invocation): boolean {
  return DOWNLOADERS.has(name) && !/^(?:ssh|scp|sftp|host|dig|nslookup)$/.test(name);
}

function isDownloaded({ calls, text }: Feed): boolean {
  return text === undefined && calls.some(isDownloader);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where a downloader writes, by its options or by the address. */
function downloadPath({ name, words, operands, flags }: Invocation): string {
  const option =
    name === "curl" ? /^(?:-[a-zA-Z]*o|--output)$/ : name === "wget" ? /^(?:-[a-zA-Z]*O|--output-document)$/ : /^(?:-o|--out)$/;
  const at = words.findIndex((word) => option.test(word));
  const named = at < 0 ? undefined : words[at + 1];
  const byAddress = name !== "curl" || flags.has("-O") || flags.has("--remote-name");
  const address = operands.findLast((operand) => operand.includes("/"));
  return named ?? (byAddress ? address?.split(/[?#]/)[0] : undefined) ?? "";
}
