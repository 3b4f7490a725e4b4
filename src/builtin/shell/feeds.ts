// What one program of a pipeline means to the next: what is downloaded, decoded or printed ends in a shell, or secrets end on
// the network. `script-reader.ts` asks it.

import type { FindingId } from "./findings.ts";
import { hasFlag, type Invocation } from "./invocation.ts";
import { isInterpreter } from "./interpreter-code.ts";
import { isCredential, isRecord, SECRET_NAME, SECRET_SHAPE, isSecretSettings, isVital } from "./paths.ts";
import { POWERSHELLS, SHELLS } from "./wrappers.ts";
import { UNKNOWN } from "./expand-word.ts";

/** What stands before a program in its pipeline. */
export interface Feed {
  readonly calls: readonly Invocation[];
  /** What it prints, if that is known. */
  readonly text: string | undefined;
}

export const NO_FEED: Feed = { calls: [], text: undefined };

export const DOWNLOADERS = new Set(
  "curl wget fetch lynx links w3m aria2c http https xh httpie iwr irm invoke-webrequest invoke-restmethod nc ncat netcat telnet ftp tftp lftp scp sftp ssh dig nslookup host socat axel".split(
    " ",
  ),
);
const DECODERS = new Set(
  "base64 base32 basenc xxd uudecode openssl gunzip zcat gzip bzcat xzcat bunzip2 rev tr gpg ascii85 uncompress zstdcat lz4cat".split(
    " ",
  ),
);
const LISTENERS = new Set("nc ncat netcat telnet socat openssl cryptcat".split(" "));
const DOWNLOAD_INSIDE = /(?:\$\(|<\(|`)\s*(?:sudo\s+)?[^)`]{0,300}\b(?:curl|wget|fetch|lynx|aria2c|nc|ncat|dig|iwr|irm)\b/;
const DECODE_INSIDE = /(?:\$\(|<\(|`)[^)`]{0,300}\b(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r|openssl\s+(?:base64|enc)|uudecode)/;
/** Programs that print settings for `eval`, as their manuals say to use them. */
const SETTINGS_INSIDE =
  /^\s*(?:eval|source|\.)\s+["']?(?:\$\(|<\(|`)\s*(?:[\w./~$"{}-]*\/)?(?:ssh-agent|direnv|pyenv|rbenv|nodenv|goenv|jenv|plenv|brew|starship|zoxide|dircolors|gdircolors|minikube|docker-machine|opam|conda|micromamba|mamba|fnm|mise|asdf|rtx|thefuck|keychain|luarocks|register-python-argcomplete|hub|gh|kubectl|helm|oc|kind|k3d|lesspipe|pdm|poetry|uv|npm|pnpm|pip|atuin|fzf|op|resize|tset|sheldon|antibody|nvm|volta|navi|gpg-agent|gnome-keyring-daemon|dbus-launch|rustup|cargo|podman|flux|argocd|glab|devbox|nix|mcfly|zellij|oh-my-posh|pkgx|scw|doctl|stern|cosign|tofu|terraform|tailscale|just|deno|bun|go|perl|stty|locale|path_helper|\/usr\/libexec\/path_helper)\b/;

export function downloads(source: string): boolean {
  return DOWNLOAD_INSIDE.test(source);
}

/** What running a text means that only running tells, by the source of the call. */
export function judgeUnknownText(call: Invocation): FindingId | undefined {
  if (downloads(call.source)) return "download-and-run";
  if (DECODE_INSIDE.test(call.source)) return "decode-and-run";
  if (SETTINGS_INSIDE.test(call.source)) return undefined;
  if (call.name === "eval") return "run-unknown";
  return /^\s*(?:source|\.)\s+<\(/.test(call.source) ? "run-unknown" : undefined;
}

/** Whether a program takes its standard input for commands. */
export function readsCommands(call: Invocation): boolean {
  const { name, operands, words } = call;
  if (POWERSHELLS.has(name)) return operands.length === 0 || words.includes("-");
  // Without a command, `ssh` gives its input to a shell; `make` may take its rules from there.
  if (name === "ssh") return operands.length === 1;
  if (name === "make" || name === "gmake") return /(?:^| )(?:-f ?|--file[= ])-(?: |$)/.test(words.join(" "));
  if (name === "source" || name === ".") return operands[0] === "/dev/stdin";
  if (name === "parallel") return operands.length === 0;
  if (!SHELLS.has(name) && !isInterpreter(name)) return false;
  if (hasFlag(call, "-c") || /^(?:g|m|n)?awk$|^osascript$/.test(name)) return false;
  if (SHELLS.has(name) && hasFlag(call, "-s")) return true;
  return operands.length === 0
    ? !hasFlag(call, "-m", "-e", "-n", "-p") || SHELLS.has(name)
    : operands[0] === "-" || operands[0] === "/dev/stdin";
}

/** What a shell runs of a text that is fed to a program that `readsCommands`; `undefined` when no shell does. */
export function scriptFed({ name }: Invocation, text: string): string | undefined {
  if (name === "make" || name === "gmake") return text.replaceAll(/^(?!\t).*$|^\t[@+-]*/gm, "");
  return SHELLS.has(name) || /^(?:ssh|source|\.|parallel)$/.test(name) ? text : undefined;
}

/** What it means to run what a feed brings; `undefined` when nothing, or when its text is known and read. */
export function judgeFeed(feed: Feed, call: Invocation): FindingId | undefined {
  if (feed.calls.some(({ name }) => DOWNLOADERS.has(name))) return "download-and-run";
  if (
    feed.calls.some(({ name }) => DECODERS.has(name)) &&
    (feed.text !== undefined || feed.calls.some((fed) => !/^(?:tr|rev)$/.test(fed.name) && DECODERS.has(fed.name)))
  )
    return "decode-and-run";
  if (feed.text !== undefined || !SHELLS.has(call.name) || feed.calls.length === 0) return undefined;
  const [only] = feed.calls;
  const plain =
    feed.calls.length === 1 &&
    /^(?:cat|echo|printf|yes)$/.test(only!.name) &&
    !only!.words.some((word) => word.includes(UNKNOWN));
  return plain && !hasFlag(call, "-i") ? undefined : "run-input";
}

/** Whether a file holds what should stay on this machine: credentials, settings, what was typed, accounts. */
export function isPrivateFile(path: string): boolean {
  return isCredential(path) || isSecretSettings(path) || isRecord(path) || path === "/etc/passwd";
}

const SECRET_SOURCES = new Set("env printenv history tcpdump mysqldump pg_dump pg_dumpall mongodump security gpg".split(" "));
const SECRET_INSIDE =
  /(?:\$\(|`)\s*(?:env|printenv|history|whoami|id|base64\s[^)`]*(?:\/etc|~|\.env|\.ssh)|cat\s+(?:\/etc\/|~|\.env))/;

function findsSecrets({ name, words }: Invocation): boolean {
  return /^(?:grep|egrep|rg|ag)$/.test(name) && SECRET_SHAPE.test(words.join(" "));
}

function isSecret(call: Invocation): boolean {
  if (SECRET_SOURCES.has(call.name)) return call.name !== "env" || call.operands.length === 0;
  if (call.name === "echo" && SECRET_NAME.test(call.source)) return true;
  if (call.words.some(isPrivateFile)) return true;
  if (/^(?:tar|zip)$/.test(call.name)) return true;
  if (findsSecrets(call)) return true;
  return /^(?:cat|find|dd)$/.test(call.name) && call.words.some((word) => isVital(word) && word.length > 1);
}

/** Whether a program sends what it is given to the network. */
export function sends({ name, words }: Invocation): boolean {
  if (name === "curl")
    return words.some((word) => /^(?:-d|-F|-T|--data|--form|--upload-file|--json)|^-X$|^-[a-zA-Z]*[dFT]$/.test(word));
  if (name === "wget") return words.some((word) => /^--post|^--body|^--method/.test(word));
  return /^(?:nc|ncat|netcat|socat|telnet|mail|mailx|mutt|sendmail|xh|http|https|ftp|tftp|lftp|dig|nslookup)$/.test(name);
}

/** What the stages of a pipeline mean together. */
export function judgePipeline(stages: readonly (readonly Invocation[])[]): FindingId | undefined {
  for (let at = 0; at < stages.length; at += 1) {
    const before = stages.slice(0, at).flat();
    const here = stages[at]!;
    if (here.some(sends) && before.some(isSecret)) return "send-secrets";
    if (here.some(findsSecrets) && before.some(({ name }) => /^(?:env|printenv|export|set|history)$/.test(name)))
      return "show-secrets";
    if (here.some(({ name }) => LISTENERS.has(name)) && before.some((call) => SHELLS.has(call.name) && readsCommands(call)))
      return "shell-to-network";
  }
  return undefined;
}

const SENDERS = new Set(
  "curl wget nc ncat netcat dig nslookup host ping http xh iwr invoke-webrequest invoke-restmethod telnet".split(" "),
);

/** What a call sends away by itself. */
export function judgeSending(call: Invocation): FindingId | undefined {
  if (!SENDERS.has(call.name)) return undefined;
  if (SECRET_INSIDE.test(call.source)) return "send-secrets";
  return call.words.some((word) => /@(?:\/etc\/passwd|~|\/root|\/home\/\w+\/\.)|^--post-file=\/etc/.test(word))
    ? "send-secrets"
    : undefined;
}

/** Whether `find` gives some of the files only. */
export function isSelective({ source }: Invocation): boolean {
  return /\s-(?:i?name|i?path|i?regex|[acm]time|[acm]min|newer|size|empty|perm)/.test(source);
}

/** The words that `xargs` or `read` would make of a feed. */
export function fedWords({ calls, text }: Feed, separator = /\s+/): string[] {
  if (text !== undefined)
    return text
      .split(separator)
      .filter((word) => word !== "")
      .slice(0, 64);
  const [first] = calls;
  if (first === undefined) return [UNKNOWN];
  const selective =
    isSelective(first) || calls.some(({ name, flags }) => /^(?:grep|rg|head|tail|awk|sed)$/.test(name) && !flags.has("-v"));
  // Without a path it names every file of the repository.
  if (first.name === "git" && first.operands.length === 1 && first.operands[0] === "ls-files" && !selective) return ["*"];
  if (first.name === "find" || first.name === "fd" || first.name === "ls" || first.name === "du") {
    const end = first.words.findIndex((word) => word.startsWith("-") && first.name === "find");
    const roots = (first.name === "find" ? first.words.slice(0, end < 0 ? undefined : end) : first.operands).filter(
      (word) => !word.startsWith("-"),
    );
    if (roots.some((root) => isVital(root))) return roots;
    if (selective || (roots.length > 0 && roots.every((root) => root !== "."))) return ["./found"];
    return ["*"];
  }
  return /^(?:git|grep|rg|docker|podman|npm|jq|seq|kubectl)$/.test(first.name) ? ["./found"] : [UNKNOWN];
}
