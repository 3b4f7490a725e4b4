// Programs that run other programs: what they would run, as words or as a text for a shell.

import { hasFlag, type Invocation } from "./invocation.ts";

/** Words, or a text for a shell with the arguments it is given. */
export type Inner = { readonly words: readonly string[] } | { readonly script: string; readonly given?: readonly string[] };

interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued?: string;
  /** Operands before the inner command. */
  readonly skip?: number;
  /** Whether the inner words are joined and given to a shell. */
  readonly joined?: boolean;
}

export const SHELLS: ReadonlySet<string> = new Set([
  "sh",
  "bash",
  "zsh",
  "dash",
  "ksh",
  "mksh",
  "ash",
  "fish",
  "rbash",
  "csh",
  "tcsh",
]);
export const POWERSHELLS: ReadonlySet<string> = new Set(["powershell", "pwsh"]);

/** Programs whose last operands are a command. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: "-u -g -h -p -C -T -r -t -U -D -R --user --group --host --prompt --chdir" },
  doas: { valued: "-u -C" },
  pkexec: { valued: "--user" },
  run0: { valued: "--user -u" },
  gosu: { skip: 1 },
  "su-exec": { skip: 1 },
  env: { valued: "-u -C --unset --chdir" },
  // A keyword where the parser found no place for it, in texts that no shell would take either.
  do: {},
  nohup: {},
  cpulimit: { valued: "-l -e -p" },
  numactl: {},
  prlimit: {},
  proxychains4: {},
  proxychains: {},
  openvt: {},
  "aa-exec": { valued: "-p --profile" },
  aoss: {},
  grc: {},
  logsave: { skip: 1 },
  setarch: { skip: 0 },
  torsocks: {},
  torify: {},
  choom: { valued: "-n", skip: 0 },
  setsid: {},
  command: {},
  builtin: {},
  exec: { valued: "-a" },
  coproc: {},
  time: { valued: "-f -o" },
  timeout: { valued: "-k -s --signal --kill-after", skip: 1 },
  gtimeout: { valued: "-k -s", skip: 1 },
  nice: { valued: "-n --adjustment" },
  ionice: { valued: "-c -n -p" },
  chrt: { skip: 1 },
  taskset: { skip: 1 },
  stdbuf: { valued: "-i -o -e" },
  unbuffer: {},
  busybox: {},
  toybox: {},
  caffeinate: { valued: "-t -w" },
  strace: { valued: "-e -o -p -s -u" },
  ltrace: { valued: "-e -o -p -s -u" },
  fakeroot: {},
  "dbus-run-session": {},
  "xvfb-run": { valued: "-s -n" },
  firejail: {},
  unshare: {},
  "systemd-run": { valued: "-p -u --unit --property --on-active --on-calendar" },
  "systemd-inhibit": {},
  chroot: { valued: "--userspec", skip: 1 },
  nsenter: { valued: "-t --target" },
  xargs: { valued: "-I -n -P -L -d -E -s -a --max-args --max-procs --delimiter --arg-file" },
  parallel: { valued: "-j --jobs -a --arg-file -I --colsep" },
  entr: {},
  watch: { valued: "-n --interval", joined: true },
  flock: { valued: "-w -E --timeout", skip: 1 },
  ssh: { valued: "-p -i -l -o -F -L -R -D -J -b -c -e -m -O -S -W -w -B -E", skip: 1, joined: true },
  autossh: { valued: "-M -p -i -l -o -F -L -R -D -J", skip: 1, joined: true },
  mosh: { valued: "-p --ssh", skip: 1, joined: true },
  sshpass: { valued: "-p -f" },
  eval: { joined: true },
  iex: { joined: true },
  concurrently: { joined: true },
  "cross-env": {},
  poetry: { skip: 1 },
  pipenv: { skip: 1 },
  winpty: {},
  script: { valued: "-c --command" },
  "start-stop-daemon": {},
};
/** Programs of which these commands run what follows them. */
const SUBCOMMANDS: Readonly<Record<string, Readonly<Record<string, Wrapper>>>> = {
  docker: { exec: container(), run: container() },
  podman: { exec: container(), run: container() },
  nerdctl: { exec: container(), run: container() },
  "docker-compose": { exec: container(), run: container() },
  lxc: { exec: { skip: 1 } },
  uv: { run: { valued: "--with --python -p --project --directory" } },
  bundle: { exec: {} },
  npm: { exec: {} },
  pnpm: { exec: {} },
  yarn: { exec: {} },
  conda: { run: { valued: "-n --name -p --prefix" } },
  op: { run: {} },
  doppler: { run: {} },
  "aws-vault": { exec: { skip: 1 } },
  heroku: { run: { valued: "-a --app", joined: true } },
  vagrant: { ssh: {} },
};
/** Options whose value is a text for a shell. */
const SCRIPT_OPTIONS: Readonly<Record<string, RegExp>> = {
  su: /^(?:-c|--command)$/,
  runuser: /^(?:-c|--command)$/,
  sg: /^-c$/,
  script: /^(?:-c|--command)$/,
  env: /^(?:-S|--split-string)$/,
  flock: /^-c$/,
  npx: /^(?:-c|--call)$/,
  npm: /^(?:-c|--call)$/,
  "nix-shell": /^--(?:run|command)$/,
  nodemon: /^(?:--exec|-x)$/,
  vagrant: /^(?:-c|--command)$/,
  gcloud: /^--command$/,
  fly: /^(?:-C|--command)$/,
  flyctl: /^(?:-C|--command)$/,
  ansible: /^(?:-a|--args)$/,
  cmd: /^\/[ck]$/i,
};

function container(): Wrapper {
  const valued =
    "-e -u -w -v -p -l -h -m -c --name --env --env-file --user --volume --network --net --workdir --mount --entrypoint --label --hostname --memory --cpus --platform --publish --add-host --restart --device --cap-add --cap-drop --security-opt --tmpfs --ulimit --gpus --ip --shm-size --log-driver --pid --ipc --userns --runtime";
  return { valued, skip: 1 };
}

/** Programs whose arguments are another program's, and judged as such. */
export const WRAPPING: ReadonlySet<string> = new Set([
  ...Object.keys(WRAPPERS),
  ...Object.keys(SUBCOMMANDS),
  ...SHELLS,
  "su",
  "runuser",
]);

const NOTHING: readonly Inner[] = [];
const RUNNING: ReadonlySet<string> = new Set([
  ...WRAPPING,
  ...Object.keys(SCRIPT_OPTIONS),
  ..."trap alias find fd fdfind kubectl oc git tar".split(" "),
]);

/** What a call would run in turn; empty when it runs nothing that is known. */
export function unwrap(call: Invocation): readonly Inner[] {
  const { name, words } = call;
  if (!RUNNING.has(name) && !name.startsWith("python")) return NOTHING;
  if (SHELLS.has(name)) {
    const at = words.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
    return at < 0 || words[at + 1] === undefined ? [] : [{ script: words[at + 1]!, given: words.slice(at + 2) }];
  }
  if (name === "command" && hasFlag(call, "-v", "-V")) return [];
  if (name.startsWith("python")) {
    const at = words.indexOf("-m");
    return at < 0 || at + 1 >= words.length ? [] : [{ words: words.slice(at + 1) }];
  }
  if (name === "trap") return words.length > 1 && !words[0]!.startsWith("-") ? [{ script: words[0]! }] : [];
  if (name === "alias")
    return words.filter((word) => word.includes("=")).map((word) => ({ script: word.slice(word.indexOf("=") + 1) }));
  if (name === "find" || name === "fd" || name === "fdfind") return execsOf(words);
  if (name === "cmd") return joinedAfter(words, SCRIPT_OPTIONS.cmd!);
  if (name === "kubectl" || name === "oc") return afterDashes(call);
  if (name === "git") return [...gitCommands(call)];
  if (name === "tar")
    return words
      .flatMap((word) => /^--(?:checkpoint-action=exec|to-command|use-compress-program)=(.*)/s.exec(word)?.[1] ?? [])
      .map((script) => ({ script }));
  const option = Object.hasOwn(SCRIPT_OPTIONS, name) ? SCRIPT_OPTIONS[name] : undefined;
  const found: Inner[] = option === undefined ? [] : optionValues(words, option).map((script) => ({ script }));
  if (found.length > 0) return found;
  const subcommands = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommands !== undefined) {
    const compose = call.operands[0] === "compose" ? 1 : 0;
    const subcommand = call.operands[compose] ?? "";
    if (!Object.hasOwn(subcommands, subcommand)) return [];
    return inner(words.slice(words.indexOf(subcommand) + 1), subcommands[subcommand]!);
  }
  if ((name === "poetry" || name === "pipenv") && call.operands[0] !== "run") return [];
  return Object.hasOwn(WRAPPERS, name) ? inner(words, WRAPPERS[name]!) : [];
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

function inner(words: readonly string[], { valued, skip = 0, joined = false }: Wrapper): Inner[] {
  const takesValue = splitOnce(valued);
  let at = 0;
  let left = skip;
  for (; at < words.length; at += 1) {
    const word = words[at]!;
    if (takesValue.has(word)) at += 1;
    else if (word.startsWith("-") || (left === 0 && /^[A-Za-z_]\w*=/.test(word))) continue;
    else if (left > 0) left -= 1;
    else break;
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

function execsOf(words: readonly string[]): Inner[] {
  const found: Inner[] = [];
  for (let at = 0; at < words.length; at += 1) {
    if (!/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(words[at]!)) continue;
    const end = words.findIndex((word, index) => index > at && (word === ";" || word === "+"));
    found.push({ words: words.slice(at + 1, end < 0 ? undefined : end) });
  }
  return found;
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
  if (operands[0] === "rebase") yield* optionValues(words, /^(?:-x|--exec)$/).map((script) => ({ script }));
}
