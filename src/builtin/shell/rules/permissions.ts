// Rules on permissions and owners of files. `rules.ts` joins them.

import { hasFlag, type Invocation } from "../invocation.ts";
import { isVital, normalise } from "../paths.ts";
import type { Rule } from "../rule.ts";

const recursive = (call: Invocation): boolean => hasFlag(call, "-R", "-r", "--recursive");
const mode = ({ operands, words }: Invocation): string => operands[0] ?? words.find((word) => /^-[rwx]+$/.test(word)) ?? "";
const paths = ({ name, operands }: Invocation): readonly string[] => (name === "setfacl" ? operands : operands.slice(1));
const anyVital = (call: Invocation): boolean => paths(call).some((path) => isVital(path, call.folder));
const isRoot = (call: Invocation): boolean =>
  paths(call).some((path) =>
    /^\/(?:\*|bin|boot|dev|etc|home|lib\w*|root|sbin|sys|usr|var)?(?:\/\*)?$/.test(normalise(path, call.folder)),
  );

/** Whether a mode lets everybody write. */
function opensToAll(given: string): boolean {
  if (/^[0-7]{3,4}$/.test(given)) return /[2367]$/.test(given) && !given.padStart(4, "0").startsWith("1");
  return given.split(",").some((clause) => /^(?:[ugoa]*[oa][ugoa]*)[+=][rxXst]*w/.test(clause));
}

const setsId = (given: string): boolean =>
  /^[4-7][0-7]{3}$/.test(given) ||
  given.split(",").some((clause) => /^(?:[goa]*u[goa]*|a)?[+=][rwx]*s/.test(clause) && !/^g[+=]/.test(clause));

export const PERMISSION_RULES: readonly Rule[] = [
  {
    id: "chmod-system",
    risk: "CRITICAL",
    why: "changes the permissions of the whole system or a home",
    programs: "chmod chown chgrp",
    when: (call) =>
      (recursive(call) && isRoot(call)) ||
      (opensToAll(mode(call)) && paths(call).some((path) => normalise(path, call.folder) === "/")),
    dangerous: "chmod -R 777 /",
    harmless: "chmod -R u+rwX ./dist",
  },
  {
    id: "chmod-set-id",
    risk: "HIGH",
    why: "lets a program run with its owner's rights",
    programs: "chmod install",
    when: (call) => setsId(mode(call)),
    dangerous: "chmod u+s /tmp/shell",
    harmless: "chmod +x run.sh",
  },
  {
    id: "chmod-all-recursive",
    risk: "HIGH",
    why: "lets everybody write into a whole folder",
    programs: "chmod",
    flags: "-R -r --recursive",
    when: (call) => opensToAll(mode(call)),
    dangerous: "chmod -R 777 .",
    harmless: "chmod -R 755 public",
  },
  {
    id: "chmod-all",
    risk: "MEDIUM",
    why: "lets everybody write",
    programs: "chmod",
    when: (call) => opensToAll(mode(call)) && !anyVital(call),
    dangerous: "chmod 777 script.sh",
    harmless: "chmod 644 notes.txt",
  },
  {
    id: "chmod-vital",
    risk: "HIGH",
    why: "changes who may use files of the system",
    programs: "chmod chown chgrp setfacl chattr",
    when: (call) =>
      anyVital(call) &&
      (recursive(call) ||
        opensToAll(mode(call)) ||
        call.name !== "chmod" ||
        /^0*[0-4]?00$|-[rwx]/.test(mode(call)) ||
        /\/(?:passwd|shadow|sudoers)/.test(call.words.join(" "))),
    dangerous: "chmod 666 /etc/passwd",
    harmless: "chmod 600 ~/.ssh/id_ed25519",
  },
  {
    id: "chmod-nothing",
    risk: "MEDIUM",
    why: "takes all rights away from a whole folder",
    programs: "chmod",
    flags: "-R --recursive",
    when: (call) => /^0*$|^a?-[rwx]{2,3}$/.test(mode(call)),
    dangerous: "chmod -R 000 data",
    harmless: "chmod -R go-w data",
  },
  {
    id: "immutable",
    risk: "MEDIUM",
    why: "makes files unchangeable, or changeable again",
    programs: "chattr chflags",
    when: ({ operands, words }) => words.some((word) => /^[+-=]\w*[iau]/.test(word)) || /chg/.test(operands[0] ?? ""),
    dangerous: "chattr +i notes.txt",
    harmless: "lsattr notes.txt",
  },
  {
    id: "capabilities",
    risk: "HIGH",
    why: "gives a program rights of the superuser",
    programs: "setcap",
    unless: "-r",
    dangerous: "setcap cap_setuid+ep ./tool",
    harmless: "getcap ./tool",
  },
  {
    id: "open-to-all-by-list",
    risk: "MEDIUM",
    why: "lets everybody write",
    programs: "setfacl",
    word: /(?:^|,)(?:o|other|u:nobody)::?[r-]*w|[mu]:\w*:rwx/,
    dangerous: "setfacl -R -m o::rwx data",
    harmless: "getfacl data",
  },
  {
    id: "umask-nothing",
    risk: "MEDIUM",
    why: "lets everybody write what is made from now on",
    programs: "umask",
    operands: ["0", "00", "000", "0000"],
    dangerous: "umask 000",
    harmless: "umask 022",
  },
  {
    id: "protection-off",
    risk: "HIGH",
    why: "switches a protection of the system off",
    programs: "setenforce spctl csrutil aa-teardown aa-disable aa-complain apparmor_parser tccutil",
    word: /^(?:0|permissive|--master-disable|--global-disable|disable|-R|reset)$|^[/\w]/i,
    unless: "--status",
    when: ({ operands, flags }) => operands[0] !== "status" && operands[0] !== "1" && !flags.has("--assess"),
    dangerous: "setenforce 0",
    harmless: "csrutil status",
  },
  {
    id: "quarantine-off",
    risk: "MEDIUM",
    why: "takes away the mark of what was downloaded",
    programs: "xattr",
    when: (call) => hasFlag(call, "-c") || (hasFlag(call, "-d") && call.words.join(" ").includes("quarantine")),
    dangerous: "xattr -d com.apple.quarantine tool",
    harmless: "xattr -l tool",
  },
];
