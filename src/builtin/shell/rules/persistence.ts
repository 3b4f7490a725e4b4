// Rules on what runs by itself later, and on writing into the system. `rules.ts` joins them; `> file` is in `script-reader.ts`.

import { hasFlag, type Invocation } from "../invocation.ts";
import { isPersistence, isRecord, writingRisk } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { isAtLeast, type Risk } from "../../../model/risk.ts";

/** Files that a call writes. */
function targets(call: Invocation): readonly string[] {
  const { name, operands } = call;
  if (name === "sed" || name === "perl" || name === "gsed")
    return call.words.some((word) => /^(?:-[a-zA-Z]*i|--in-place)/.test(word)) ? operands.slice(1) : [];
  if (/^(?:tee|sponge)$/.test(name)) return operands;
  // People edit the files of their home; the system's are another matter.
  if (/^(?:ed|vim?|nvim|nano|emacs)$/.test(name)) return operands.filter((path) => !path.startsWith("~"));
  if (name === "tar" || name === "unzip" || name === "bsdtar") return folderOf(call);
  const last = operands.slice(1).slice(-1);
  // A system at the other end is a system, too.
  return name === "scp" || name === "rsync" ? last.map((path) => path.replace(/^(?:[\w.-]+@)?[\w.-]+:(?=[/~])/, "")) : last;
}

function folderOf({ words }: Invocation): string[] {
  return words.flatMap((word, at) =>
    /^(?:-C|-d|--directory)$/.test(word) ? [words[at + 1] ?? ""] : (/^--directory=(.*)/.exec(word)?.[1] ?? []),
  );
}

const WRITERS = "cp mv ln install tee sed gsed perl sponge ed rsync vim vi nvim nano emacs scp";
const writes =
  (least: Risk, most: Risk = "CRITICAL") =>
  (call: Invocation): boolean =>
    targets(call).some((path) => {
      const risk = writingRisk(path, call.folder);
      return isAtLeast(risk, least) && isAtLeast(most, risk) && !isPersistence(path);
    });

export const PERSISTENCE_RULES: readonly Rule[] = [
  {
    id: "persistence-write",
    risk: "HIGH",
    why: "writes what runs by itself later, or who may connect",
    programs: WRITERS,
    when: (call) => targets(call).some((path) => isPersistence(path) && !path.endsWith(".git/config")),
    dangerous: "tee -a ~/.zshrc",
    harmless: "cat ~/.zshrc",
  },
  {
    id: "write-over-records",
    risk: "HIGH",
    why: "puts something in the place of records of what was done",
    programs: "ln cp mv tee install",
    unless: "-a --append",
    when: (call) => targets(call).some(isRecord),
    dangerous: "ln -sf /dev/null ~/.bash_history",
    harmless: "cp ~/.bash_history backup",
  },
  {
    id: "write-vital",
    risk: "HIGH",
    why: "overwrites files of the system",
    programs: WRITERS,
    when: writes("HIGH"),
    dangerous: "sed -i s/a/b/ /etc/hosts",
    harmless: "sed -i s/a/b/ notes.txt",
  },
  {
    id: "write-settings",
    risk: "MEDIUM",
    why: "changes settings or programs of the system",
    programs: WRITERS,
    when: writes("MEDIUM", "MEDIUM"),
    dangerous: "cp site.conf /etc/nginx/conf.d/",
    harmless: "cp site.conf /tmp/",
  },
  {
    id: "unpack-over-system",
    risk: "HIGH",
    why: "unpacks an archive over the system",
    programs: "tar unzip bsdtar cpio",
    when: (call) =>
      folderOf(call).some((path) => /^\/(?:etc|usr|bin|sbin|lib|boot|root)?\/?$/.test(path)) &&
      !hasFlag(call, "-c", "-t", "--list", "--create", "-l"),
    dangerous: "tar xzf all.tgz -C /",
    harmless: "tar xzf all.tgz -C /tmp",
  },
  {
    id: "scheduled",
    risk: "HIGH",
    why: "changes what the machine runs at set times",
    programs: "crontab",
    unless: "-l",
    dangerous: "crontab -r",
    harmless: "crontab -l",
  },
  {
    id: "scheduled-once",
    risk: "MEDIUM",
    why: "runs something later",
    programs: "at batch systemd-run",
    unless: "-l -V -c",
    when: ({ name, words }) =>
      name === "systemd-run" ? words.some((word) => /^--(?:on-|timer-)/.test(word)) : name === "batch" || words.length > 0,
    dangerous: "at now + 1 hour",
    harmless: "at -l",
  },
  {
    id: "services",
    risk: "HIGH",
    why: "changes which services run",
    programs: "systemctl",
    operands: [
      "stop",
      "disable",
      "mask",
      "kill",
      "isolate",
      "enable",
      "reenable",
      "link",
      "set-default",
      "edit",
      "revert",
      "unmask",
      "poweroff",
      "reboot",
      "halt",
      "suspend",
      "hibernate",
      "kexec",
      "emergency",
      "rescue",
      "default",
      "set-environment",
    ],
    dangerous: "systemctl stop sshd",
    harmless: "systemctl status sshd",
  },
  {
    id: "services-by-name",
    risk: "HIGH",
    why: "changes which services run",
    programs: "service update-rc.d chkconfig rc-update launchctl initctl sv svcadm supervisorctl brew",
    when: ({ name, operands, words }) => {
      const text = words.join(" ");
      if (name === "service") return /^(?:stop|--full-restart)$/.test(operands[1] ?? "");
      if (name === "brew") return /^services (?:stop|cleanup)/.test(text);
      if (name === "launchctl") return /^(?:load|unload|remove|bootout|bootstrap|enable|disable|submit|kill)\b/.test(text);
      if (name === "supervisorctl") return /^(?:stop|shutdown|remove) ?(?:all)?/.test(text);
      return /\b(?:on|off|add|del|delete|remove|disable|enable|defaults|stop|down|kill)\b/.test(text);
    },
    dangerous: "service nginx stop",
    harmless: "service nginx status",
  },
  {
    id: "login-program",
    risk: "HIGH",
    why: "sets a program that runs at every login",
    programs: "defaults",
    operands: ["write"],
    word: /^(?:LoginHook|LogoutHook)$/i,
    dangerous: "defaults write com.apple.loginwindow LoginHook /tmp/x",
    harmless: "defaults write com.apple.dock autohide -bool true",
  },
  {
    id: "authorize-key",
    risk: "MEDIUM",
    why: "lets a key connect to another machine",
    programs: "ssh-copy-id",
    dangerous: "ssh-copy-id me@example.com",
    harmless: "ssh-keygen -t ed25519",
  },
  {
    id: "preload",
    risk: "HIGH",
    why: "puts foreign code into every program that starts",
    programs: "export declare typeset env set launchctl",
    word: /^(?:(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES)=(?!(?:\/usr)?(?:\/local)?\/lib|lib[\w.+-]+\.so)|(?:BASH_ENV|PROMPT_COMMAND)=|ENV=[/~.])./,
    dangerous: "export LD_PRELOAD=/tmp/x.so",
    harmless: "export LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2",
  },
  {
    id: "replace-program",
    risk: "MEDIUM",
    why: "lets a name stand for another program",
    programs: "hash enable",
    flags: "-p -f",
    dangerous: "hash -p /tmp/x ls",
    harmless: "hash -r",
  },
  {
    id: "hidden-program",
    risk: "MEDIUM",
    why: "runs a program from a hidden folder that anybody can write to",
    programs: "*",
    when: ({ path }) => /^\/(?:tmp|var\/tmp|dev\/shm)\/(?:[^/]+\/)*\.[^/.][^/]*(?:\/[^/]+)?$/.test(path),
    dangerous: "/tmp/.x/run",
    harmless: "/tmp/build/run",
  },
  {
    id: "path-first",
    risk: "MEDIUM",
    why: "lets programs of a folder that anybody can write to take the place of others",
    programs: "export",
    word: /^PATH=(?:\.|\/tmp|\/var\/tmp|\/dev\/shm)[/\w]*:/,
    dangerous: "export PATH=/tmp/bin:$PATH",
    harmless: "export PATH=$PATH:/opt/go/bin",
  },
];
