// Code in other languages that a command brings along, such as after `python -c`: the shell commands in it, and what it does
// to files and the network. It is searched for calls and texts, not parsed; texts that are only printed count for nothing.

import type { FindingId } from "./findings.ts";
import type { Invocation } from "./invocation.ts";
import { deletionRisk, isCredential, isDisk, isPersistence } from "./paths.ts";
import { isAtLeast } from "../../model/risk.ts";

export interface CodeReading {
  /** Texts that it gives to a shell. */
  readonly scripts: readonly string[];
  readonly findings: readonly FindingId[];
}

/** Options after which code stands, by the name of the interpreter. */
const CODE_OPTIONS: Readonly<Record<string, RegExp>> = {
  python: /^-[a-zA-Z]*c$/,
  perl: /^-[a-zA-Z0-9]*[eE]$/,
  ruby: /^-[a-zA-Z]*e$/,
  node: /^(?:-e|--eval|-p|--print|-pe)$/,
  bun: /^(?:-e|--eval|-p)$/,
  php: /^-[rB]$/,
  lua: /^-e$/,
  osascript: /^-e$/,
  rscript: /^-e$/,
  julia: /^-e$/,
  tsx: /^-e$/,
  emacs: /^--?eval$/,
};
const TCL = /^(?:tclsh|wish|expect)$/;
const AWK = /^(?:awk|gawk|mawk|nawk)$/;
const INTERPRETERS = new Set(
  "python pypy perl ruby node nodejs bun deno php lua luajit osascript rscript julia awk gawk mawk nawk tsx tclsh expect irb groovy emacs rails gitlab-rails".split(
    " ",
  ),
);
const ESCAPING = new Set(
  "vim vi nvim ex view less man gdb lldb psql mysql sqlite3 ftp ed expect tclsh wish screen tmux gnuplot".split(" "),
);

/** `python3.12` as `python`. */
function interpreterName(name: string): string {
  const plain = name.replace(/[\d.]+$/, "");
  return plain === "pypy" ? "python" : plain === "nodejs" ? "node" : plain;
}

export function isInterpreter(name: string): boolean {
  return INTERPRETERS.has(name) || (/\d$/.test(name) && INTERPRETERS.has(interpreterName(name)));
}

/** The code in a call's arguments. */
export function codeIn(call: Invocation): string[] {
  const name = interpreterName(call.name);
  if (AWK.test(name)) return call.operands.slice(0, 1);
  if (name === "rails" || name === "gitlab-rails")
    return /^r(?:unner)?$/.test(call.operands[0] ?? "") ? call.operands.slice(1, 2) : [];
  if (name === "deno") return call.operands[0] === "eval" ? call.operands.slice(1, 2) : [];
  const option = Object.hasOwn(CODE_OPTIONS, name) ? CODE_OPTIONS[name] : undefined;
  if (option === undefined) return [];
  return call.words.flatMap((word, at) => {
    if (option.test(word)) return call.words[at + 1] ?? [];
    // The code may stand right behind the option's letter.
    const attached = /^-[a-zA-Z]{0,8}?[cer](.*\W.*)$/s.exec(word)?.[1];
    return attached !== undefined && option.test(word.slice(0, word.length - attached.length)) ? attached : [];
  });
}

const ESCAPE = /^(?:\+|:)?:?(?:!|\\!|\.shell |\.system |system |shell |spawn |py(?:thon)?3? )\s*(.+)/s;

/** Commands that programs which are no interpreters take for a shell: `vim -c ':!ls'`, `sqlite3 x '.shell ls'`. */
export function escapesIn({ name, words }: Invocation): string[] {
  if (name === "sed" || name === "gsed") return words.flatMap((word) => sedCommand(word) ?? []);
  if (!ESCAPING.has(name)) return [];
  if (TCL.test(name)) return words.flatMap(tclCommands);
  return words.flatMap((word) => ESCAPE.exec(word)?.[1] ?? []);
}

/** The command of `sed` that runs a program, and a substitution that runs what it makes. */
const SED_RUNS = /^(?:[\d$,]+|\/[^/]*\/)?\s*e\s+(.+)$|^(?:[\d$,]+)?s([^\w\s])(?:(?!\2).)*\2((?:\\.|(?!\2)[^\\])*)\2[gimp\d]*e/s;

/** Commands that Tcl runs. */
const TCL_RUNS = /(?:^|[;\n[{])[ \t]*(?:exec|spawn|system)[ \t]+(?:-\w+[ \t]+)*([^\n;\]}]+)/g;

function tclCommands(code: string): string[] {
  return [...code.matchAll(TCL_RUNS)].map(([, command]) => command!);
}

/** The same in a text that is fed to such a program. */
export function escapesFed({ name }: Invocation, text: string | undefined): string[] {
  if (text === undefined || !ESCAPING.has(name)) return [];
  if (TCL.test(name)) return tclCommands(text);
  return text.split("\n").flatMap((line) => ESCAPE.exec(line)?.[1] ?? []);
}

function sedCommand(script: string): string | undefined {
  const [, command, delimiter, replacement] = SED_RUNS.exec(script) ?? [];
  return command ?? replacement?.replaceAll(`\\${delimiter}`, delimiter!);
}

const LITERAL =
  /"""([^]*?)"""|'''([^]*?)'''|(["'`])((?:\\.|(?!\3)[^\\])*)\3|(?:%x|(?<![\w$])qx?\s*)(?:\(([^)]{0,2000})\)|\{([^}]{0,2000})\}|\[([^\]]{0,2000})\]|\/([^/]{0,2000})\/)/gs;
/** Functions that run a command. */
const RUNNERS = String.raw`(?:\b(?:system|popen\d?|exec\w*|spawn\w*|run|call|check_call|check_output|getoutput|getstatusoutput|shell_exec|passthru|Popen|proc_open|execute|pcntl_exec|sh|capture\w*|Command|do shell script|shell-command|call-process)|os\.(?:exec|spawn)\w+)`;
const RUNS = new RegExp(`${RUNNERS}${String.raw`\s*\(?\s*\[?\s*(?:b|r|f|u)?$`}`);
/** A variable that they are given. */
const RUN_VARIABLE = new RegExp(`${RUNNERS}${String.raw`\s*\(\s*\[?\s*([A-Za-z_]\w*)\b`}`, "g");
const CONTINUES = /^\s*,\s*(?:\{\s*args\s*:\s*)?\[?\s*(?:b|r|f|u)?$/;
/** In `awk`, a text that is a command for what is printed, or whose output is read. */
const PIPED_TO = /\bprintf?\b[^;{}|]{0,200}\|&?\s*$/;
const PIPED_FROM = /^\s*\|&?\s*getline\b/;
const ASSIGNED = /(?<![\w$.])([A-Za-z_]\w{0,40})\s*=\s*(?:b|r|f|u)?$/;
const CONCATENATES = /^\s*[+.]\s*$/;
const DELETES =
  /\b(?:rmtree|removedirs|rmdir|unlink|remove|remove_tree|rm_rf|rm_r|rm_f|rmSync|unlinkSync|rmdirSync|removeSync|delete_folder|deleteDir\w*|emptyDir\w*|rimraf|File\.delete|fs\.rm|unlinkpath|FileUtils\.rm\w*)\b/;
/** Methods by which clients of services delete what a service keeps, such as `deleteIndex` and `destroy_all`. */
const DROPS =
  /[.>](?:delete|destroy|drop|purge|truncate|terminate|flush|clear|wipe)_?(?:all|many|db|database|schema|table|collection|ind(?:ex|ices)|objects?|buckets?|instances?|stacks?|clusters?|queues?|topics?|users?|customers?|namespaces?|volumes?|projects?|records?|entit(?:y|ies)|functions?|snapshots?|secrets?)\b/i;
const CONNECTS =
  /\bsocket\b|fsockopen|TCPSocket|TCPServer|net\.(?:connect|Socket|createConnection|createServer)|IO::Socket|require\("?net"?\)|\/inet\/(?:tcp|udp)|stream_socket_client|pfsockopen/;
const SHELL_IN_CODE =
  /\/bin\/\w*sh\b|\bcmd\.exe|\bdup2\b|pty\.spawn|powershell|child_process|proc_open|\bexec\w*\s*\(?\s*["'`](?:\/bin\/)?(?:ba|z|da)?sh|getline|popen\b/;
const FETCHES =
  /urlopen|urlretrieve|requests\.get|Net::HTTP|LWP|\bhttps?(?:["']\))?\.(?:get|request)|\bfetch\(|file_get_contents\s*\(\s*["']http|open-uri|URI\.open|HTTP::Tiny|b64decode|frombase64|base64_decode|decode64|\batob\(|unhexlify|fromhex|Buffer\.from\([^)]*base64|\bget\s*\(?\s*["']https?:|popen\(?\s*["'][^"']*\b(?:curl|wget)\b|zlib\.decompress|marshal\.loads|unpack\(["']m/i;
const EVALUATES =
  /\b(?:exec|eval|instance_eval|Function|assert|create_function|compile|loadstring|load|vm\.runIn\w+)\s*\(|\beval\b/;
/** A text that is decoded on the spot, and one that is decoded for a shell. */
const DECODES = /(?:b64decode|frombase64|base64_decode|decode64|atob|Buffer\.from)\s*\(\s*b?$/i;
const RUNS_DECODED =
  /(?:system|popen\d?|exec\w*|spawn\w*|run|call|check_output|shell_exec|passthru)\s*\([^;\n]{0,80}(?:b64decode|frombase64|base64_decode|decode64|atob|fromhex|unhexlify|Buffer\.from)/i;
const ENVIRONMENT = /process\.env\b(?!\.(?:NODE_ENV|PORT|HOME|PATH|USER|CI)\b)|os\.environ\b(?!\[|\.get)|%ENV\b|ENV\.to_h|\$_ENV/;
const SENDS = /https?:\/\/|\bfetch\(|requests\.post|urlopen|http\.client|\.request\(|LWP|Net::HTTP|sendto\(/;
const FORKS = /\bfork\b[^]*\b(?:while|for|loop|until)\b|\b(?:while|for|loop|until)\b[^]*\bfork\b/;
const WRITES = /\bopen\b\w*\s*\([^)]*["'][wa+rb]*[wa+][wa+b]*["']|write\w*\(|file_put_contents|>>?\s*["'/]|File\.write/;

/** Names that code gives to what runs a command: `import system as s`, `{ execSync: s }`, `s = os.system`. */
const RENAMES =
  /\b(?:system|popen|exec\w{0,8}|spawn\w{0,8}|call|check_call|check_output|run|Popen)(?:\s+as\s+|\s*:\s*)([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*=\s*(?:[\w.]+|require\([^)]{0,40}\))\.(?:system|popen|exec\w{0,8}|spawn\w{0,8}|call|check_output|run|Popen)\b(?!\s*\()/g;

/** The code with those names replaced by one that is known. */
function withPlainNames(code: string): string {
  if (!code.includes("import") && !code.includes("require")) return code;
  const names = new Set([...code.matchAll(RENAMES)].map(([, as, assigned]) => as ?? assigned!));
  let plain = code;
  for (const name of [...names].slice(0, 5)) plain = plain.replaceAll(new RegExp(`(?<![\\w.])${name}(?=\\s*\\()`, "g"), "system");
  return plain;
}

export function readCode(given: string): CodeReading {
  const code = withPlainNames(given);
  const scripts: string[] = [];
  const texts: string[] = [];
  const variables = new Map<string, string>();
  let outside = "";
  let from = 0;
  let runs = false;
  for (const match of code.matchAll(LITERAL)) {
    const before = code.slice(from, match.index);
    outside += `${before}""`;
    from = match.index + match[0].length;
    const text = (match.slice(1).find((part, at) => part !== undefined && at !== 2) ?? "").replaceAll(/\\(["'`\\])/g, "$1");
    const variable = ASSIGNED.exec(before)?.[1];
    if (variable !== undefined) variables.set(variable, text);
    texts.push(text);
    if (DECODES.test(before) && /system|popen|exec|spawn|subprocess|eval|`/.test(code))
      scripts.push(Buffer.from(text, "base64").toString("utf8"));
    if (runs && CONTINUES.test(before)) scripts[scripts.length - 1] += ` ${text}`;
    else if (runs && CONCATENATES.test(before)) scripts[scripts.length - 1] += text;
    else if (
      RUNS.test(before) ||
      /^(?:%x|qx)/.test(match[0]) ||
      PIPED_TO.test(before) ||
      PIPED_FROM.test(code.slice(from)) ||
      (match[3] === "`" && !/\b(?:const|let|var|require|console|=>)\b/.test(code))
    ) {
      scripts.push(text);
      runs = true;
    } else runs = false;
  }
  outside += code.slice(from);
  for (const [, variable] of variables.size === 0 ? [] : outside.matchAll(RUN_VARIABLE))
    scripts.push(variables.get(variable!) ?? "");
  return { scripts: scripts.filter((script) => !/^\s*(?:\||$)/.test(script)), findings: [...findingsOf(code, outside, texts)] };
}

function* findingsOf(code: string, outside: string, texts: readonly string[]): Generator<FindingId> {
  if (FORKS.test(outside)) yield "code-forks";
  if (CONNECTS.test(code) && SHELL_IN_CODE.test(code)) yield "code-connects";
  if (/\bpty\.spawn\b|\bos\.setuid\s*\(\s*0|POSIX::setuid\(0\)/.test(outside)) yield "code-runs";
  if ((EVALUATES.test(outside) && FETCHES.test(code)) || RUNS_DECODED.test(outside)) yield "decode-and-run";
  if (ENVIRONMENT.test(outside) && SENDS.test(code)) yield "send-secrets";
  const absolute = texts.filter((text) => /^[/~]|^[a-z]:[\\/]/i.test(text));
  if (
    DELETES.test(outside) &&
    (absolute.some((text) => isAtLeast(deletionRisk(text, true), "HIGH")) ||
      /(?:Path\.home|homedir|Dir\.home)\(?\)?\s*\)/.test(outside))
  ) {
    yield "code-deletes";
  }
  if (DROPS.test(outside)) yield "code-drops";
  if (texts.some(isCredential)) yield "code-secrets";
  if (WRITES.test(code) && absolute.some(isDisk)) yield "code-writes";
  if (WRITES.test(code) && texts.some(isPersistence)) yield "code-persists";
}
