// Rules on what git cannot bring back. `rules.ts` joins them.

import { hasFlag, isUnknown } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const DRY = "-n --dry-run --help";

export const GIT_RULES: readonly Rule[] = [
  {
    id: "git-push-force",
    risk: "HIGH",
    why: "overwrites history on a server",
    programs: "git",
    operands: ["push"],
    unless: "--force-with-lease -n --dry-run",
    when: (call) => hasFlag(call, "--force", "-f") || call.operands.slice(1).some((operand) => /^\+./.test(operand)),
    dangerous: "git push --force origin main",
    harmless: "git push origin main",
  },
  {
    id: "git-push-delete",
    risk: "HIGH",
    why: "deletes branches or tags on a server",
    programs: "git",
    operands: ["push"],
    unless: "-n --dry-run",
    when: (call) =>
      hasFlag(call, "--delete", "-d", "--prune", "--mirror") || call.operands.slice(1).some((operand) => /^:./.test(operand)),
    dangerous: "git push origin --delete release",
    harmless: "git push origin HEAD:release",
  },
  {
    id: "git-reset",
    risk: "HIGH",
    why: "discards changes that are nowhere else",
    programs: "git",
    operands: ["reset"],
    flags: "--hard --merge",
    dangerous: "git reset --hard HEAD~3",
    harmless: "git reset --soft HEAD~1",
  },
  {
    id: "git-clean",
    risk: "HIGH",
    why: "deletes files that are nowhere else",
    programs: "git",
    operands: ["clean"],
    flags: "-f --force -x -X",
    unless: DRY,
    dangerous: "git clean -fdx",
    harmless: "git clean -n",
  },
  {
    id: "git-discard",
    risk: "MEDIUM",
    why: "discards changes that are nowhere else",
    programs: "git",
    operands: ["checkout", "restore", "switch"],
    when: (call) =>
      (call.operands[0] === "restore" && hasFlag(call, "--staged", "-S") && !hasFlag(call, "--worktree", "-W")
        ? false
        : call.operands[0] === "restore"
          ? call.operands.length > 1
          : call.operands[0] === "checkout" &&
            (call.words.includes("--") || call.operands.slice(1).some((path) => /^(?:\.|:\/|\*)$/.test(path)))) ||
      hasFlag(call, "--discard-changes") ||
      (call.operands[0] !== "restore" && hasFlag(call, "-f", "--force")),
    dangerous: "git checkout -- .",
    harmless: "git checkout -b feature",
  },
  {
    id: "git-stash",
    risk: "MEDIUM",
    why: "discards changes that were put aside",
    programs: "git",
    operands: ["stash drop", "stash clear"],
    dangerous: "git stash clear",
    harmless: "git stash pop",
  },
  {
    id: "git-branch",
    risk: "MEDIUM",
    why: "deletes or moves a branch that may be merged nowhere, or deletes all tags that another command names",
    programs: "git",
    operands: ["branch", "tag"],
    when: (call) =>
      call.operands[0] === "tag"
        ? hasFlag(call, "-d", "--delete") && call.operands.some(isUnknown)
        : hasFlag(call, "-D", "-f", "--force"),
    dangerous: "git branch -D feature",
    harmless: "git branch -d merged",
  },
  {
    id: "git-history",
    risk: "HIGH",
    why: "rewrites history, or removes what could bring it back",
    programs: "git git-filter-repo bfg",
    when: ({ name, operands: [first = "", second = ""], words, flags }) =>
      name !== "git" ||
      /^(?:filter-branch|filter-repo|replace)$/.test(first) ||
      (first === "update-ref" && flags.has("-d")) ||
      (first === "reflog" && /^(?:expire|delete)$/.test(second)) ||
      (first === "rebase" && words.includes("--root")),
    dangerous: "git filter-branch --all",
    harmless: "git rebase main",
  },
  {
    id: "git-prune",
    risk: "MEDIUM",
    why: "deletes commits that nothing points at",
    programs: "git",
    when: ({ operands: [first = ""], words, flags }) =>
      (first === "gc" && words.some((word) => /^--prune=(?:now|all)/.test(word))) ||
      (first === "prune" && !flags.has("-n") && !flags.has("--dry-run")),
    dangerous: "git gc --prune=now",
    harmless: "git fetch --prune",
  },
  {
    id: "git-forget",
    risk: "MEDIUM",
    why: "removes a working tree or a submodule with its changes",
    programs: "git",
    operands: ["worktree remove", "submodule deinit"],
    flags: "-f --force --all",
    dangerous: "git worktree remove --force ../copy",
    harmless: "git worktree list",
  },
  {
    id: "git-remote",
    risk: "MEDIUM",
    why: "changes where the repository is sent",
    programs: "git",
    operands: ["remote remove", "remote rm", "remote set-url"],
    dangerous: "git remote set-url origin https://example.com/x.git",
    harmless: "git remote -v",
  },
  {
    id: "git-settings",
    risk: "MEDIUM",
    why: "changes what git runs or trusts everywhere",
    programs: "git",
    operands: ["config"],
    word: /^(?:core\.(?:hookspath|sshcommand|fsmonitor|pager|editor|gitproxy)|credential\.helper|http\.sslverify|http\.proxy|url\..*|alias\..*)$/i,
    unless: "--get --get-all --list -l --unset",
    when: ({ operands }) =>
      operands.length > 2 &&
      !/^(?:get|list)$/.test(operands[1]!) &&
      (!operands[1]!.startsWith("alias.") || operands[2]!.startsWith("!")) &&
      !/^(?:vim?|nano|code|less|cat|delta|emacs|osxkeychain|manager|cache)\b/.test(operands[2]!),
    dangerous: "git config --global core.hooksPath /tmp/hooks",
    harmless: "git config user.name Ada",
  },
];
