// Which programs run other programs, and where in their arguments these stand: as data. `unwrap.ts` takes them out, rules and the
// script reader ask which programs are shells.

export interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valued?: string;
  /** Operands before the inner command. */
  readonly skip?: number;
  /** Whether the inner words are joined and given to a shell. */
  readonly joined?: boolean;
  /** Whether `--entrypoint` names the program, and what stands behind the operands is only its arguments. */
  readonly entryPoint?: boolean;
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
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
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
  npx: { valued: "-p --package -w --workspace" },
  bunx: {},
  pnpx: {},
  uvx: { valued: "--from --with -p --python" },
  lvm: {},
  valgrind: {},
  sem: { valued: "-j --jobs --id" },
  pdsh: { valued: "-w -x -g -l -f", joined: true },
  clush: { valued: "-w -x -g -l -f", joined: true },
  pssh: { valued: "-h -H -l -p -t -o -e", joined: true },
  "parallel-ssh": { valued: "-h -H -l -p -t -o -e", joined: true },
  salt: { skip: 2, joined: true },
  screen: { valued: "-S -dmS -mdS -dmLS -t -c -h -L -T -s -e -p -X" },
  poetry: { skip: 1 },
  pipenv: { skip: 1 },
  winpty: {},
  script: { valued: "-c --command" },
  "start-stop-daemon": {},
};
/** Programs of which these commands run what follows them. */
export const SUBCOMMANDS: Readonly<Record<string, Readonly<Record<string, Wrapper>>>> = {
  docker: { exec: container(), run: container() },
  podman: { exec: container(), run: container() },
  nerdctl: { exec: container(), run: container() },
  "docker-compose": { exec: container(), run: container() },
  lxc: { exec: { skip: 1 } },
  uv: { run: { valued: "--with --python -p --project --directory" } },
  bundle: { exec: {} },
  npm: { exec: {} },
  pnpm: { exec: {}, dlx: {} },
  yarn: { exec: {}, dlx: {} },
  bun: { x: {} },
  perf: { stat: {}, record: {}, trace: {} },
  direnv: { exec: { skip: 1 } },
  mise: { exec: {} },
  asdf: { exec: {} },
  devbox: { run: {} },
  dotenv: { run: {} },
  pipx: { run: { valued: "--spec --python" } },
  tmux: terminals(),
  conda: { run: { valued: "-n --name -p --prefix" } },
  op: { run: {} },
  doppler: { run: {} },
  "aws-vault": { exec: { skip: 1 } },
  heroku: { run: { valued: "-a --app", joined: true } },
  vagrant: { ssh: {} },
};
/** Options whose value is a text for a shell. */
export const SCRIPT_OPTIONS: Readonly<Record<string, RegExp>> = {
  su: /^(?:-[a-z]*c|--command)$/,
  runuser: /^(?:-[a-z]*c|--command)$/,
  sg: /^-c$/,
  script: /^(?:-[a-z]*c|--command)$/,
  rsync: /^(?:-(?!exclude|include)[a-zA-Z]*e|--rsh|--rsync-path)$/,
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
  nix: /^(?:-c|--command)$/,
  man: /^(?:-P|--pager)$/,
  zip: /^(?:-TT|--unzip-command)$/,
};

function container(): Wrapper {
  const valued =
    "-e -u -w -v -p -l -h -m -c --name --env --env-file --user --volume --network --net --workdir --mount --entrypoint --label --hostname --memory --cpus --platform --publish --add-host --restart --device --cap-add --cap-drop --security-opt --tmpfs --ulimit --gpus --ip --shm-size --log-driver --pid --ipc --userns --runtime";
  return { valued, skip: 1, entryPoint: true };
}

/** What opens a terminal for a command, or types it into one. */
function terminals(): Readonly<Record<string, Wrapper>> {
  const commands =
    "new-session new new-window neww split-window splitw respawn-pane respawnp respawn-window respawnw run-shell run if-shell send-keys send popup";
  const wrapper = { valued: "-s -t -n -c -F -x -y -e -l -p -w -h -N", joined: true };
  return Object.fromEntries(commands.split(" ").map((command) => [command, wrapper]));
}

/** Programs whose arguments are another program's, and judged as such. */
export const WRAPPING: ReadonlySet<string> = new Set([
  ...Object.keys(WRAPPERS),
  ...Object.keys(SUBCOMMANDS),
  ...SHELLS,
  "su",
  "runuser",
]);
