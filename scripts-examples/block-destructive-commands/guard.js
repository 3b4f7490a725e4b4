// Stops shell commands that would destroy a system or a home folder, before they run.
//
// The command is read as a shell reads it, because searching its text fails both ways: it misses `rm -r -f /` and stops
// `echo "rm -rf /"`. This guards against mistakes. A command that is hidden on purpose (in a variable, a file, encoded text)
// gets past it, so let the tool run where nothing of value is in reach as well.
import { on, cancel } from "hookloom";

const SHELL_TOOLS = ["Bash", "bash", "Shell", "shell", "execute_command", "run_command", "run_shell_command", "run_terminal_cmd"];
const SHELLS = ["sh", "bash", "dash", "zsh", "ksh", "fish", "su"];
// Words that a command can stand behind, as in `sudo rm` or `then rm`.
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
    danger = findDanger(readCommands(command), ".");
  } else if (Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === "string")) {
    danger = findDanger([{ words: command, writes: [], input: [] }], "."); // The words of one command, already apart.
  }
  if (danger !== undefined) return cancel(`The command was stopped: ${danger}.`);
});

// ---- Judging commands ---------------------------------------------------------------------------------------------------

/** What is dangerous about commands that start in `folder`, or `undefined`. */
function findDanger(commands, folder) {
  for (const [index, { words, writes, input }] of commands.entries()) {
    const device = writes.find((path) => isDevice(path, folder));
    if (device !== undefined) return `its output would overwrite the device "${device}"`;
    if (isForkBomb(commands, index)) return `"${words[0]}" would start itself again and again until the machine stands still`;

    const start = findProgram(words);
    const program = programName(words[start] ?? "");
    const args = words.slice(start + 1);
    // Followed, so that `cd / && rm -rf *` is understood.
    if (program === "cd") folder = resolve(args.find((word) => !word.startsWith("-")) ?? "~", folder).join("/") || ".";
    const danger = checkProgram(program, args, folder, input);
    if (danger !== undefined) return danger;
  }
  return undefined;
}

function checkProgram(program, args, folder, input) {
  if (program === "rm") return checkFolders("rm would delete", args, folder);
  if (program === "chmod" && args.some((word) => MODES_FOR_EVERYBODY.includes(word))) {
    return checkFolders("chmod would let everybody change", args, folder);
  }
  if (program === "mkfs") return "mkfs would erase what is stored there to make a file system";
  if (program === "dd") {
    const output = args.find((word) => word.startsWith("of=") && isDevice(word.slice(3), folder));
    return output === undefined ? undefined : `dd would overwrite the device "${output.slice(3)}"`;
  }
  if (program === "eval") return findDanger(readCommands(args.join(" ")), folder);
  if (!SHELLS.includes(program)) return undefined;
  // A shell runs the word behind `-c` and what it is given as input.
  const scripts = args.filter((_, index) => index > 0 && /^-[a-z]*c/.test(args[index - 1]));
  return findDanger([...scripts, ...input].flatMap((script) => readCommands(script)), folder);
}

/** Where the program stands among the words, behind `VARIABLE=value` and wrappers such as `sudo -u root` or `timeout 5`. */
function findProgram(words) {
  let afterOption = false; // Then the word may belong to the option, as `root` does in `sudo -u root rm`.
  for (const [index, word] of words.entries()) {
    const name = programName(word);
    const isChecked = ["rm", "chmod", "mkfs", "dd", "eval", "cd", ...SHELLS].includes(name);
    const isBefore = WRAPPERS.includes(name) || /^[0-9]|^[A-Za-z_][A-Za-z0-9_]*=/.test(word);
    if (isChecked || !(isBefore || afterOption || word.startsWith("-"))) return index;
    afterOption = word.startsWith("-");
  }
  return words.length;
}

function programName(word) {
  const name = word.slice(word.lastIndexOf("/") + 1);
  return name.startsWith("mkfs.") ? "mkfs" : name;
}

function checkFolders(what, args, folder) {
  const isRecursive = (word) => /^-[A-Za-z]*[rR]/.test(word) || (word.length > 2 && "--recursive".startsWith(word));
  if (!args.some(isRecursive)) return undefined;
  for (const target of args.filter((word) => !word.startsWith("-"))) {
    const why = whyProtected(resolve(target, folder));
    if (why !== undefined) return `${what} "${target}", which is ${why}`;
  }
  return undefined;
}

/** Why a folder, or everything in it, must not be changed; `undefined` when it may be. */
function whyProtected(parts) {
  const isAnything = (part) => part !== ".." && /^[*?.[\]!{},]+$/.test(part);
  while (parts.length > 1 && isAnything(parts.at(-1))) parts.pop(); // `/etc/*` is as good as `/etc`.
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

/** `name() { name | name & }` */
function isForkBomb(commands, index) {
  const [define, first, second] = commands.slice(index, index + 3);
  const isName = ({ words }) => words.length === 1 && words[0] === define.words[0];
  return second !== undefined && define.endedBy === "(" && first.endedBy === "|" && [define, first, second].every(isName);
}

/** The parts of a path, without `.` and `..`; the first one is `/` unless it is not known where the path begins. */
function resolve(path, folder) {
  // Every home folder is as good as /home/somebody here.
  const written = path.replace(/^(~[^/]*|\$HOME|\$\{HOME\})(?![^/])/, "/home/somebody");
  const full = written.startsWith("/") ? written : `${folder}/${written}`;
  const parts = full.startsWith("/") ? ["/"] : [];
  for (const part of full.split("/")) {
    const last = parts.at(-1);
    if (part === "" || part === "." || (part === ".." && last === "/")) continue;
    if (part === ".." && last !== undefined && last !== "..") parts.pop();
    else parts.push(part);
  }
  return parts;
}

// ---- Reading a script ---------------------------------------------------------------------------------------------------

/**
 * The commands of a shell script, one after another, also those inside `$(...)` and backticks. Each has its `words` without
 * quotes, the files it `writes`, the texts it gets as `input`, and the character it was `endedBy`.
 */
function readCommands(script) {
  const commands = [];
  let text = script;
  let at = 0;

  function take(pattern) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [""];
    at += found.length;
    return found;
  }

  /** Cuts the lines up to the delimiter out of the text. Without a delimiter (`1<<2`) they are commands as before. */
  function cutHereDocument(delimiter) {
    const start = text.indexOf("\n", at);
    const pattern = new RegExp(`\\n\\t*${delimiter}(?![^\\n])`, "g");
    pattern.lastIndex = start;
    const end = start < 0 ? null : pattern.exec(text);
    if (end === null) return "";
    const body = text.slice(start, end.index);
    text = text.slice(0, start) + text.slice(end.index + end[0].length);
    return body;
  }

  function readUntil(closer) {
    let command = { words: [], writes: [], input: [] };
    let list = command.words; // What the next word is added to.
    let word; // `undefined` between words.
    let quoted = false;
    const add = (piece) => (word = (word ?? "") + piece);
    const endWord = () => {
      if (word === undefined) return;
      if (word !== "{") list.push(word);
      list = command.words;
      word = undefined;
    };
    const endCommand = (character) => {
      endWord();
      if (command.words.length + command.writes.length > 0) commands.push({ ...command, endedBy: character });
      command = { words: [], writes: [], input: [] };
      list = command.words;
    };

    for (;;) {
      const plain = take(quoted ? /[^"\\$`]+/y : /[^ \t\r\n;|&()<>'"\\$`#]+/y);
      if (plain !== "") add(plain);
      const character = text[at] ?? "";
      at += 1;
      if (character === "" || (character === closer && !quoted)) return endCommand(character);
      if (character === "\\") {
        if (text[at] !== "\n") add(text[at] ?? ""); // At the end of a line it joins the next line.
        at += 1;
      } else if (character === '"') {
        quoted = !quoted;
        add("");
      } else if (character === "`" || (character === "$" && text[at] === "(")) {
        if (character === "$") at += 1;
        readUntil(character === "$" ? ")" : "`");
        add("$()"); // What comes out of it is not known.
      } else if (quoted || character === "$") {
        add(character);
      } else if (character === "'") {
        add(take(/[^']+/y));
        at += 1;
      } else if (character === "#") {
        if (word === undefined) take(/[^\n]+/y); // A comment.
        else add("#");
      } else if (character === ">" || character === "<") {
        endWord();
        const hereDocument = character === "<" && text[at] === "<" ? /^<-?[ \t]*\\?["']?([A-Za-z0-9_]+)["']?/.exec(text.slice(at)) : null;
      }
    }
  }

  readUntil("");
  return commands;
}
