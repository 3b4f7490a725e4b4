// Rules on deleting files. `rules.ts` joins them.

import { UNKNOWN } from "../expand-word.ts";
import { hasFlag, type Invocation } from "../invocation.ts";
import { deletionRisk, isVital } from "../paths.ts";
import type { Rule } from "../rule.ts";
import { isAtLeast, isWorse, type Risk } from "../../../model/risk.ts";

const RECURSIVE = ["-r", "-R", "--recursive"];

/** The worst that deleting the operands could do. */
function worstDeletion(call: Invocation): Risk {
  const whole = hasFlag(call, ...RECURSIVE) || call.name === "shred" || call.name === "rimraf";
  let worst: Risk = "SAFE";
  for (const operand of call.operands) {
    const risk = deletionRisk(operand, whole, call.folder);
    if (isWorse(risk, worst)) worst = risk;
  }
  return worst;
}

const deletes =
  (risk: Risk) =>
  (call: Invocation): boolean =>
    worstDeletion(call) === risk;

/** Folders that `find` begins in. */
function rootsOf({ name, words, operands }: Invocation): readonly string[] {
  if (name === "fd") return operands.length > 1 ? operands.slice(1, 2) : ["."];
  const given = words.slice(words.findIndex((word) => !/^-[LHP]$/.test(word)));
  const end = given.findIndex((word) => word.startsWith("-") || word === "(" || word === "!");
  const roots = given.slice(0, end < 0 ? undefined : end);
  return roots.length === 0 ? ["."] : roots;
}

const selects = ({ words }: Invocation): boolean =>
  words.some(
    (word, at) =>
      (word === "-type" && words[at + 1] === "l") ||
      (!/^\*(?:\.\*)?$/.test(words[at + 1] ?? "") &&
        /^-(?:i?name|i?path|i?regex|[acm]time|[acm]min|newer\w*|size|empty|perm|user|inum|samefile)$/.test(word)),
  );
const findDeletes = (call: Invocation): boolean =>
  call.words.includes("-delete") ||
  /-(?:exec|execdir|ok|x|X|-exec-batch)\s+(?:sudo\s+)?(?:\S*\/)?(?:rm|shred|unlink)\b/.test(call.words.join(" "));
const findsIn =
  (test: (root: string, call: Invocation) => boolean) =>
  (call: Invocation): boolean =>
    findDeletes(call) && rootsOf(call).some((root) => test(root, call));
const last = ({ operands }: Invocation): string => operands.at(-1) ?? "";

/** Folders that are emptied by themselves. */
const TEMPORARY = /^(?:\/private)?\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/;

export const DELETION_RULES: readonly Rule[] = [
  {
    id: "delete-everything",
    risk: "CRITICAL",
    why: "deletes the root, a home or a folder of the system",
    programs: "rm unlink rmdir srm shred rimraf trash wipe del-cli",
    when: deletes("CRITICAL"),
    dangerous: "rm -r -f /",
    harmless: "rm -rf ./build node_modules",
  },
  {
    id: "delete-vital",
    risk: "HIGH",
    why: "deletes files of the system, a user's own folders, or all that is here",
    programs: "rm unlink srm shred rimraf wipe del-cli",
    when: deletes("HIGH"),
    dangerous: "rm -rf ~/Documents",
    harmless: "rm -rf ~/.cache/pip",
  },
  {
    id: "delete-unclear",
    risk: "MEDIUM",
    why: "deletes more than its words say for sure",
    programs: "rm unlink srm shred rimraf wipe",
    when: deletes("MEDIUM"),
    dangerous: 'rm -rf "$FOLDER"/*',
    harmless: 'rm -rf "$FOLDER/cache"',
  },
  {
    id: "delete",
    risk: "LOW",
    why: "deletes files",
    programs: "rm unlink rimraf",
    dangerous: "rm -rf dist",
    harmless: "ls dist",
  },
  {
    id: "no-preserve-root",
    risk: "CRITICAL",
    why: "takes away what keeps the root from being deleted",
    programs: "rm chmod chown chgrp",
    flags: "--no-preserve-root",
    dangerous: "rm -rf --no-preserve-root build",
    harmless: "rm -rf --preserve-root build",
  },
  {
    id: "shred",
    risk: "MEDIUM",
    why: "overwrites files so that nothing brings them back",
    programs: "shred srm wipe",
    when: (call) => call.operands.length > 0,
    dangerous: "shred -u notes.txt",
    harmless: "shred --version",
  },
  {
    id: "find-delete-everything",
    risk: "CRITICAL",
    why: "deletes what it finds in the root, a home or a folder of the system",
    programs: "find fd",
    when: findsIn((root, call) => isVital(root, call.folder) && !selects(call)),
    dangerous: "find / -delete",
    harmless: "find . -name '*.pyc' -delete",
  },
  {
    id: "find-delete-vital",
    risk: "HIGH",
    why: "deletes what it finds in the root, a home or a folder of the system",
    programs: "find fd",
    when: findsIn(
      (root, call) =>
        isVital(root, call.folder) ||
        (!selects(call) && /^[/~]|(?:^|\/)\.git(?:\/|$)/.test(root) && isAtLeast(deletionRisk(root, true, call.folder), "HIGH")),
    ),
    dangerous: "find /etc -name '*.conf' -exec rm {} \\;",
    harmless: "find /etc -name '*.conf'",
  },
  {
    id: "find-delete-all",
    risk: "HIGH",
    why: "deletes all that it finds here",
    programs: "find fd",
    when: findsIn((root, call) => /^\.{0,2}\/?$/.test(root) && call.folder === undefined && !selects(call)),
    dangerous: "find . -type f -delete",
    harmless: "find build -type f -delete",
  },
  {
    id: "move-vital",
    risk: "HIGH",
    why: "moves the root, a home, a folder of the system or a user's own away",
    programs: "mv",
    when: (call) =>
      call.operands
        .slice(0, -1)
        .some(
          (path) =>
            isVital(path, call.folder) ||
            (TEMPORARY.test(last(call)) && /^[/~]/.test(path) && isAtLeast(deletionRisk(path, true, call.folder), "HIGH")),
        ),
    dangerous: "mv /etc /tmp/x",
    harmless: "mv a b",
  },
  {
    id: "move-to-nowhere",
    risk: "HIGH",
    why: "moves files to where nothing is kept",
    programs: "mv",
    when: (call) => last(call) === "/dev/null",
    dangerous: "mv notes.txt /dev/null",
    harmless: "mv notes.txt old/",
  },
  {
    id: "mirror-deletes",
    risk: "HIGH",
    why: "deletes what the source does not have from the root, a home or a folder of the system",
    programs: "rsync rclone",
    when: (call) =>
      isVital(last(call), call.folder) &&
      (call.words.some((word) => word.startsWith("--delete") || word === "--del") || call.operands[0] === "sync"),
    dangerous: "rsync -a --delete empty/ /",
    harmless: "rsync -a --delete src/ backup/",
  },
  {
    id: "archive-deletes",
    risk: "HIGH",
    why: "deletes what it packs from the root, a home or a folder of the system",
    programs: "tar bsdtar zip 7z 7za",
    when: (call) =>
      call.words.some(
        (word) => /^--(?:remove-files|move)$|^-sdel$/.test(word) || (call.name === "zip" && /^-[a-zA-Z]*m/.test(word)),
      ) && call.operands.some((path) => /^[/~]/.test(path) && isAtLeast(deletionRisk(path, true, call.folder), "HIGH")),
    dangerous: "tar czf copy.tgz --remove-files /etc/nginx",
    harmless: "tar czf logs.tgz --remove-files ./logs",
  },
  {
    id: "empty-file",
    risk: "HIGH",
    why: "empties files of the system or records of what was done",
    programs: "truncate",
    when: (call) => call.operands.some((path) => isVital(path) || deletionRisk(path, false) === "HIGH"),
    dangerous: "truncate -s 0 /etc/passwd",
    harmless: "truncate -s 0 debug.log",
  },
  {
    id: "remove-from-git",
    risk: "MEDIUM",
    why: "removes all files of the repository",
    programs: "git",
    operands: ["rm"],
    unless: "--cached -n --dry-run",
    when: (call) => call.operands.slice(1).some((path) => path === "." || path === "*"),
    dangerous: "git rm -rf .",
    harmless: "git rm old.ts",
  },
  {
    id: "delete-fed",
    risk: "MEDIUM",
    why: "deletes recursively what another program names",
    programs: "rm",
    flags: "-r -R --recursive",
    when: (call) => call.operands.length > 0 && call.operands.every((path) => path === UNKNOWN) && /xargs/.test(call.source),
    dangerous: "cat list | xargs rm -rf",
    harmless: "find . -name '*.o' | xargs rm -f",
  },
];
