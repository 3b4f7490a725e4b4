// Rules on processes, power, packages of the system, and traces. `rules.ts` joins them.

import { hasFlag, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const text = ({ words }: Invocation): string => words.join(" ");

export const SYSTEM_RULES: readonly Rule[] = [
  {
    id: "kill-all",
    risk: "HIGH",
    why: "kills every process, or the first one",
    programs: "kill killall5 pkill killall",
    unless: "-0 -l",
    when: ({ name, words, operands }) =>
      name === "killall5" ||
      (name === "kill"
        ? words.slice(1).includes("-1") || words.at(-1) === "-1" || operands.includes("1")
        : operands.some((operand) => /^(?:\.\*?|\^|init|systemd)$/.test(operand)) || /-u ?root/.test(words.join(" "))),
    dangerous: "kill -9 -1",
    harmless: "kill 1234",
  },
  {
    id: "kill-by-name",
    risk: "MEDIUM",
    why: "kills processes by name, whoever they belong to",
    programs: "killall pkill skill slay xkill",
    unless: "-l --list --help -0",
    dangerous: "killall node",
    harmless: "pgrep node",
  },
  {
    id: "kill-users",
    risk: "MEDIUM",
    why: "kills whatever uses a file system",
    programs: "fuser",
    flags: "-k --kill",
    when: (call) => hasFlag(call, "-m", "-M", "--mount") || call.operands.includes("/"),
    dangerous: "fuser -km /home",
    harmless: "fuser -k 3000/tcp",
  },
  {
    id: "power",
    risk: "HIGH",
    why: "stops the machine",
    programs: "shutdown reboot poweroff halt pm-suspend",
    unless: "-c --help --version",
    dangerous: "shutdown -h now",
    harmless: "shutdown -c",
  },
  {
    id: "run-level",
    risk: "HIGH",
    why: "stops the machine",
    programs: "init telinit",
    operands: ["0", "6", "1", "S", "s"],
    dangerous: "init 0",
    harmless: "init --version",
  },
  {
    id: "resources",
    risk: "MEDIUM",
    why: "uses up the machine",
    programs: "stress stress-ng sysbench",
    unless: "--help --version",
    dangerous: "stress --cpu 64",
    harmless: "stress --version",
  },
  {
    id: "history",
    risk: "MEDIUM",
    why: "removes records of what was done",
    programs: "history fc",
    when: (call) => hasFlag(call, "-c", "-d") || (call.name === "history" && call.words[0] === "-w"),
    dangerous: "history -c",
    harmless: "history 20",
  },
  {
    id: "history-off",
    risk: "MEDIUM",
    why: "keeps what is done from being recorded",
    programs: "unset export set declare",
    when: ({ name, words }) =>
      (name === "set" && words[0] === "+o" && words[1] === "history") ||
      (name === "unset"
        ? words.includes("HISTFILE")
        : words.some((word) => /^HIST(?:FILE=(?:\/dev\/null|$)|SIZE=0$|FILESIZE=0$)/.test(word))),
    dangerous: "unset HISTFILE",
    harmless: "export HISTSIZE=10000",
  },
  {
    id: "records",
    risk: "HIGH",
    why: "removes records of what was done, or switches them off",
    programs: "journalctl auditctl dmesg logger wevtutil log ausearch",
    when: (call) =>
      call.name === "journalctl"
        ? call.words.some((word) => /^--(?:vacuum|rotate|flush)/.test(word))
        : call.name === "auditctl"
          ? /-e ?0|(?:^| )-D/.test(text(call))
          : call.name === "dmesg"
            ? hasFlag(call, "-c", "-C", "--clear")
            : call.name === "wevtutil"
              ? /^(?:cl|clear-log|sl)\b/i.test(text(call))
              : call.name === "log" && text(call).startsWith("erase"),
    dangerous: "journalctl --vacuum-time=1s",
    harmless: "journalctl -u nginx",
  },
  {
    id: "packages-remove",
    risk: "MEDIUM",
    why: "removes programs of the system",
    programs: "apt apt-get aptitude yum dnf zypper pacman apk dpkg rpm snap emerge pkg",
    unless: "--dry-run -s --simulate --help",
    when: (call) =>
      /^(?:remove|purge|erase|autoremove|autopurge|del|unmerge|delete|dist-upgrade|full-upgrade)$/.test(call.operands[0] ?? "") ||
      (call.name === "pacman" && call.words.some((word) => word.startsWith("-R"))) ||
      (call.name === "rpm" && call.words.some((word) => /^-\w*e|^--erase|^--nodeps|^--force/.test(word))) ||
      (call.name === "dpkg" && call.words.some((word) => /^(?:-r|-P|--purge|--remove|--force-all|--unpack)$/.test(word))),
    dangerous: "apt-get purge python3",
    harmless: "apt-get install -y jq",
  },
  {
    id: "packages-untrusted",
    risk: "MEDIUM",
    why: "takes programs of the system from an untrusted place",
    programs: "apt apt-get yum dnf add-apt-repository apt-key rpm zypper apk pacman",
    when: (call) =>
      /^(?:add-apt-repository|apt-key)$/.test(call.name)
        ? !/^(?:list|finger|-h)/.test(text(call))
        : hasFlag(
            call,
            "--allow-unauthenticated",
            "--nogpgcheck",
            "--force-yes",
            "--allow-untrusted",
            "--no-gpg-checks",
            "--nosignature",
            "--import",
          ),
    dangerous: "add-apt-repository ppa:some/body",
    harmless: "apt-cache policy jq",
  },
];
