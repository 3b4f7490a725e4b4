// Stops shell commands that would destroy a system or a home folder, before they run.
//
// A command is read as a shell reads it, because searching its text fails both ways: it misses `rm -r -f /` and stops
// `echo "rm -rf /"`. This guards against mistakes. What is hidden on purpose (in a variable, a file, a here-document, encoded
// text) gets past it, so let the tool run where nothing of value is in reach as well.
import { on, cancel } from "hookloom";

const SHELL_TOOLS = "Bash bash Shell shell execute_command run_command run_shell_command run_terminal_cmd".split(" ");
const SHELLS = ["sh", "bash", "dash", "zsh", "ksh", "fish", "su"];
const CHECKED_PROGRAMS = ["rm", "chmod", "mkfs", "dd", "eval", "cd", ...SHELLS];
// Words that a program can stand behind, as in `sudo rm` or `then rm`.
const WRAPPERS = `sudo doas env nohup nice ionice time timeout command builtin exec stdbuf setsid xargs
  if then elif else while until do !`.split(/\s+/);
// How many levels of folders must not be lost as a whole: with 2, /home and /home/me, but not /home/me/project.
const PROTECTED_LEVELS = new Map([
  ...["bin", "boot", "etc", "lib", "lib32", "lib64", "proc", "sbin", "sys", "system"].map((name) => [name, 99]),
  ...["home", "library", "mnt", "private", "users", "usr", "var", "volumes"].map((name) => [name, 2]),
  ...["applications", "dev", "media", "opt", "root", "run", "srv"].map((name) => [name, 1]),
]);
const HARMLESS_DEVICES = ["null", "zero", "full", "tty", "stdin", "stdout", "stderr", "fd", "pts", "shm"];
const MODES_FOR_EVERYBODY = ["777", "0777", "a+rwx", "a=rwx", "ugo+rwx", "ugo=rwx", "a+w", "o+w"];

const options = {
  description: "Stops shell commands that destroy a system or a home folder",
  match: { tool_name: SHELL_TOOLS, "parameters.command": { exists: true } },
  priority: "highest",
  failure_mode: "fail_closed", // A command that could not be checked must not run.
};

on("BeforeToolExecution", options, (ctx) => {
  const { command } = ctx.data.parameters;
  let danger = "it is neither a text nor a list of words";
  if (typeof command === "string") {
    danger = findDangerInScript(command, ".");
  } else if (Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === "string")) {
    danger = findDanger([{ words: command, writes: [] }], "."); // The words of one command, already apart.
  }
  if (danger !== undefined) return cancel(`The command was stopped: ${danger}.`);
});

// ---- Judging ------------------------------------------------------------------------------------------------------------

function findDangerInScript(script, folder) {
  // The lines of a here-document (from `<<END` to `END`) are text, not commands.
  const hereDocument = /(?<!<)<<-?[ \t]*["']?([A-Za-z0-9_]+)(?![A-Za-z0-9_])["']?([^\n]*)(?=\n)[^]*?\n\t*\1(?![^\n])/g;
  return findDanger(readCommands(script.replace(hereDocument, "$2")).commands, folder);
}

/** What is dangerous about commands that start in `folder`, or `undefined`. */
function findDanger(commands, folder) {
  for (const [index, { words, writes }] of commands.entries()) {
    const device = writes.find((path) => isDevice(path, folder));
    if (device !== undefined) return `its output would overwrite the device "${device}"`;
    if (isForkBomb(commands, index)) return `"${words[0]}" would start itself again and again until the machine stands still`;
    const start = findProgram(words);
    const [program, args] = [programName(words[start] ?? ""), words.slice(start + 1)];
    const danger = findDangerInProgram(program, args, folder);
    if (danger !== undefined) return danger;
    // Followed, so that `cd / && rm -rf *` is understood.
    if (program === "cd") folder = resolve(args.find((word) => !word.startsWith("-")) ?? "~", folder).join("/") || ".";
  }
  return undefined;
}

function findDangerInProgram(program, args, folder) {
  if (program === "rm") return findProtected("rm would delete", args, folder);
  if (program === "chmod" && args.some((word) => MODES_FOR_EVERYBODY.includes(word))) {
    return findProtected("chmod would let everybody change", args, folder);
  }
  if (program === "mkfs") return "mkfs would erase what is stored where it makes a file system";
  if (program === "dd") {
    const output = args.find((word) => word.startsWith("of=") && isDevice(word.slice(3), folder));
    return output && `dd would overwrite the device "${output.slice(3)}"`;
  }
  if (program === "eval") return findDangerInScript(args.join(" "), folder);
  const scriptAt = SHELLS.includes(program) ? args.findIndex((word) => /^-[a-z]*c/.test(word)) + 1 : 0;
  return scriptAt > 0 ? findDangerInScript(args[scriptAt] ?? "", folder) : undefined;
}

/** Where the program stands among the words, behind `VARIABLE=value` and wrappers such as `sudo -u root` or `timeout 5`. */
function findProgram(words) {
  let afterOption = false; // Then the word may belong to the option, as `root` does in `sudo -u root rm`.
  for (const [index, word] of words.entries()) {
    const name = programName(word);
    const isOption = word.startsWith("-");
    const isPassedOver = isOption || afterOption || WRAPPERS.includes(name) || /^[0-9]|^[A-Za-z_][A-Za-z0-9_]*=/.test(word);
    if (CHECKED_PROGRAMS.includes(name) || !isPassedOver) return index;
    afterOption = isOption;
  }
  return words.length;
}

/** `mkfs` for `/sbin/mkfs.ext4` */
function programName(word) {
  return word.slice(word.lastIndexOf("/") + 1).replace(/^mkfs\..*/, "mkfs");
}

function findProtected(what, args, folder) {
  const isRecursive = (word) => /^-[A-Za-z]*[rR]/.test(word) || (word.length > 2 && "--recursive".startsWith(word));
  if (!args.some(isRecursive)) return undefined;
  for (const target of args.filter((word) => !word.startsWith("-"))) {
    const why = whyProtected(resolve(target, folder));
    if (why !== undefined) return `${what} "${target}", which is ${why}`;
  }
  return undefined;
}

/** Why the folder must not be lost as a whole, or `undefined` when it may be. */
function whyProtected(parts) {
  // `/etc/*` is as good as `/etc`.
  while (parts.length > 1 && parts.at(-1) !== ".." && /^[*?.[\]!{},]+$/.test(parts.at(-1))) parts.pop();
  if (parts.at(-1) === "..") return "a folder above the current one";
  if (parts[0] !== "/") return undefined;
  if (parts.length === 1) return "the whole file system";
  if (/[*?[{]/.test(parts[1])) return "more than one folder of the system";
  return parts.length - 1 <= (PROTECTED_LEVELS.get(parts[1].toLowerCase()) ?? 0) ? "a system or home folder" : undefined;
}

function isDevice(path, folder) {
  const [root, top, device] = resolve(path, folder);
  return root === "/" && top === "dev" && device !== undefined && !HARMLESS_DEVICES.includes(device);
}

/** Whether a function that runs itself twice begins here: `name() { name | name & }` */
function isForkBomb(commands, index) {
  const [define, first, second] = commands.slice(index, index + 3);
  if (second === undefined || define.endedBy !== "(" || first.endedBy !== "|") return false;
  return [define, first, second].every(({ words }) => words.length === 1 && words[0] === define.words[0]);
}

/** The parts of a path without `.` and `..`; the first one is `/` unless it is not known where the path begins. */
function resolve(path, folder) {
  // One home folder is as good as another here.
  let full = path.replace(/^(~[^/]*|\$HOME|\$\{HOME\})(?![^/])/, "/home/somebody");
  if (!full.startsWith("/")) full = `${folder}/${full}`;
  const parts = full.startsWith("/") ? ["/"] : [];
  for (const part of full.split("/")) {
    const last = parts.at(-1);
    if (part === "" || part === "." || (part === ".." && last === "/")) continue;
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else parts.push(part);
  }
  return parts;
}

// ---- Reading ------------------------------------------------------------------------------------------------------------

/**
 * The commands of a shell script up to the character that closes it, also those inside `$(...)` and backticks. Each has its
 * `words` without quotes, the files it `writes`, and the character it was `endedBy`.
 */
function readCommands(text, start = 0, closer = "") {
  const commands = [];
  let at = start;
  let command = { words: [], writes: [] };
  let kind = "words"; // What the next word is.
  let word; // `undefined` between words.
  let quoted = false;
  const add = (piece) => (word = (word ?? "") + piece);
  const endWord = () => {
    if (word === undefined) return;
    if (word !== "{") command[kind].push(word);
    word = undefined;
    kind = "words";
  };
  const endCommand = (character) => {
    endWord();
    if (command.words.length + command.writes.length > 0) commands.push({ ...command, endedBy: character });
    command = { words: [], writes: [] };
    kind = "words";
  };

  for (; at < text.length; at += 1) {
    const character = text[at];
    const next = text[at + 1] ?? "";
    if (character === closer && !quoted) break;
    if (character === "\\") {
      if (next !== "\n") add(next); // At the end of a line it joins the next line.
      at += 1;
    } else if (character === '"') {
      quoted = !quoted;
      add("");
    } else if (character === "`" || (character === "$" && next === "(") || (character === "(" && !quoted)) {
      if (character === "(") endCommand("(");
      else add("$()"); // What comes out of it is not known.
      const inner = readCommands(text, character === "$" ? at + 2 : at + 1, character === "`" ? "`" : ")");
      commands.push(...inner.commands);
      at = inner.at;
    } else if (quoted) {
      add(character);
    } else if (character === "'") {
      const end = text.indexOf("'", at + 1);
      add(text.slice(at + 1, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    } else if (character === "#" && word === undefined) {
      while (at + 1 < text.length && text[at + 1] !== "\n") at += 1; // A comment.
    } else if (character === ">" || character === "<") {
      endWord();
      kind = character === ">" ? "writes" : "words";
      if (next === "&" || next === "|") at += 1; // `>&` and `>|`
    } else if (" \t\r".includes(character)) {
      endWord();
    } else if (";|&()\n".includes(character)) {
      if (character !== "&" || next !== ">") endCommand(character); // `&>`
    } else {
      add(character);
    }
  }
  endCommand("");
  return { commands, at };
}
