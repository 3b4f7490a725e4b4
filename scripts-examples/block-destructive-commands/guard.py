# Stops shell commands that would destroy a system or a home folder, before they run.
#
# A command is read as a shell reads it, because searching its text fails both ways: it misses `rm -r -f /` and stops
# `echo "rm -rf /"`. This guards against mistakes. What is hidden on purpose (in a variable, a file, a here-document, encoded
# text) gets past it, so let the tool run where nothing of value is in reach as well.
import re

from hookloom import cancel, on

SHELL_TOOLS = ["Bash", "bash", "Shell", "shell", "execute_command", "run_command", "run_shell_command", "run_terminal_cmd"]
SHELLS = ["sh", "bash", "dash", "zsh", "ksh", "fish", "su"]
CHECKED_PROGRAMS = ["rm", "chmod", "mkfs", "dd", "eval", "cd", *SHELLS]
# Words that a program can stand behind, as in `sudo rm` or `then rm`.
WRAPPERS = """sudo doas env nohup nice ionice time timeout command builtin exec stdbuf setsid xargs
  if then elif else while until do !""".split()
# How many levels of folders must not be lost as a whole: with 2, /home and /home/me, but not /home/me/project.
PROTECTED_LEVELS = {
    **dict.fromkeys(["bin", "boot", "etc", "lib", "lib32", "lib64", "proc", "sbin", "sys", "system"], 99),
    **dict.fromkeys(["home", "library", "mnt", "private", "users", "usr", "var", "volumes"], 2),
    **dict.fromkeys(["applications", "dev", "media", "opt", "root", "run", "srv"], 1),
}
HARMLESS_DEVICES = ["null", "zero", "full", "tty", "stdin", "stdout", "stderr", "fd", "pts", "shm"]
MODES_FOR_EVERYBODY = ["777", "0777", "a+rwx", "a=rwx", "ugo+rwx", "ugo=rwx", "a+w", "o+w"]


@on(
    "BeforeToolExecution",
    description="Stops shell commands that destroy a system or a home folder",
    match={"tool_name": SHELL_TOOLS, "parameters.command": {"exists": True}},
    priority="highest",
    failure_mode="fail_closed",  # A command that could not be checked must not run.
)
def guard(ctx):
    command = ctx.data["parameters"]["command"]
    danger = "it is neither a text nor a list of words"
    if isinstance(command, str):
        danger = find_danger_in_script(command, ".")
    elif isinstance(command, list) and command and all(isinstance(word, str) for word in command):
        danger = find_danger([{"words": command, "writes": []}], ".")  # The words of one command, already apart.
    if danger:
        return cancel(f"The command was stopped: {danger}.")


# ---- Judging -------------------------------------------------------------------------------------------------------------


def find_danger_in_script(script, folder):
    # The lines of a here-document (from `<<END` to `END`) are text, not commands.
    here_document = r"""(?<!<)<<-?[ \t]*["']?([A-Za-z0-9_]+)(?![A-Za-z0-9_])["']?([^\n]*)(?=\n)[\s\S]*?\n\t*\1(?![^\n])"""
    commands, _ = read_commands(re.sub(here_document, r"\2", script))
    return find_danger(commands, folder)


def find_danger(commands, folder):
    """What is dangerous about commands that start in `folder`, or None."""
    for index, command in enumerate(commands):
        words = command["words"]
        for path in command["writes"]:
            if is_device(path, folder):
                return f'its output would overwrite the device "{path}"'
        if is_fork_bomb(commands, index):
            return f'"{words[0]}" would start itself again and again until the machine stands still'
        start = find_program(words)
        program, args = program_name("".join(words[start : start + 1])), words[start + 1 :]
        danger = find_danger_in_program(program, args, folder)
        if danger:
            return danger
        # Followed, so that `cd / && rm -rf *` is understood.
        if program == "cd":
            target = next((word for word in args if not word.startswith("-")), "~")
            folder = "/".join(resolve(target, folder)) or "."
    return None


def find_danger_in_program(program, args, folder):
    if program == "rm":
        return find_protected("rm would delete", args, folder)
    if program == "chmod" and any(word in MODES_FOR_EVERYBODY for word in args):
        return find_protected("chmod would let everybody change", args, folder)
    if program == "mkfs":
        return "mkfs would erase what is stored where it makes a file system"
    if program == "dd":
        for word in args:
            if word.startswith("of=") and is_device(word[3:], folder):
                return f'dd would overwrite the device "{word[3:]}"'
    if program == "eval":
        return find_danger_in_script(" ".join(args), folder)
    if program in SHELLS:
        for option, script in zip(args, args[1:]):
            if re.match(r"-[a-z]*c", option):
                return find_danger_in_script(script, folder)
    return None


def find_program(words):
    """Where the program stands among the words, behind `VARIABLE=value` and wrappers such as `sudo -u root` or `timeout 5`."""
    after_option = False  # Then the word may belong to the option, as `root` does in `sudo -u root rm`.
    for index, word in enumerate(words):
        name = program_name(word)
        is_option = word.startswith("-")
        is_assignment_or_number = re.match(r"[0-9]|[A-Za-z_][A-Za-z0-9_]*=", word)
        is_passed_over = is_option or after_option or name in WRAPPERS or is_assignment_or_number
        if name in CHECKED_PROGRAMS or not is_passed_over:
            return index
        after_option = is_option
    return len(words)


def program_name(word):
    """`mkfs` for `/sbin/mkfs.ext4`"""
    name = word[word.rfind("/") + 1 :]
    return "mkfs" if name.startswith("mkfs.") else name


def find_protected(what, args, folder):
    if not any(re.match(r"-[A-Za-z]*[rR]", word) or (len(word) > 2 and "--recursive".startswith(word)) for word in args):
        return None
    for target in args:
        why = None if target.startswith("-") else why_protected(resolve(target, folder))
        if why:
            return f'{what} "{target}", which is {why}'
    return None


def why_protected(parts):
    """Why the folder must not be lost as a whole, or None when it may be."""
    # `/etc/*` is as good as `/etc`.
    while len(parts) > 1 and parts[-1] != ".." and re.fullmatch(r"[*?.[\]!{},]+", parts[-1]):
        parts.pop()
    if parts[-1:] == [".."]:
        return "a folder above the current one"
    if parts[:1] != ["/"]:
        return None
    if len(parts) == 1:
        return "the whole file system"
    if re.search(r"[*?[{]", parts[1]):
        return "more than one folder of the system"
    return "a system or home folder" if len(parts) - 1 <= PROTECTED_LEVELS.get(parts[1].lower(), 0) else None


def is_device(path, folder):
    parts = resolve(path, folder)
    return len(parts) > 2 and parts[:2] == ["/", "dev"] and parts[2] not in HARMLESS_DEVICES


def is_fork_bomb(commands, index):
    """Whether a function that runs itself twice begins here: `name() { name | name & }`"""
    three = commands[index : index + 3]
    if len(three) < 3 or three[0]["ended_by"] != "(" or three[1]["ended_by"] != "|":
        return False
    return all(len(command["words"]) == 1 and command["words"] == three[0]["words"] for command in three)


def resolve(path, folder):
    """The parts of a path without `.` and `..`; the first one is `/` unless it is not known where the path begins."""
    # One home folder is as good as another here.
    full = re.sub(r"^(~[^/]*|\$HOME|\$\{HOME\})(?![^/])", "/home/somebody", path)
    if not full.startswith("/"):
        full = f"{folder}/{full}"
    parts = ["/"] if full.startswith("/") else []
    for part in full.split("/"):
        last = parts[-1] if parts else None
        if part in ("", ".") or (part == ".." and last == "/"):
            continue
        if part == ".." and last not in (None, ".."):
            parts.pop()
        else:
            parts.append(part)
    return parts


# ---- Reading -------------------------------------------------------------------------------------------------------------


def read_commands(text, at=0, closer=""):
    """The commands of a shell script up to the character that closes it, also those inside `$(...)` and backticks.

    Each has its `words` without quotes, the files it `writes`, and the character it was `ended_by`. The second value is
    where the closing character stands.
    """
    commands = []
    command = {"words": [], "writes": []}
    kind = "words"  # What the next word is.
    word = None  # None between words.
    quoted = False

    def end_word():
        nonlocal word, kind
        if word is None:
            return
        if word != "{":
            command[kind].append(word)
        word, kind = None, "words"

    def end_command(character):
        nonlocal command, kind
        end_word()
        if command["words"] or command["writes"]:
            commands.append({**command, "ended_by": character})
        command, kind = {"words": [], "writes": []}, "words"

    while at < len(text):
        character, next_character = text[at], text[at + 1 : at + 2]
        if character == closer and not quoted:
            break
        if character == "\\":
            if next_character != "\n":  # At the end of a line it joins the next line.
                word = (word or "") + next_character
            at += 1
        elif character == '"':
            quoted = not quoted
            word = word or ""
        elif character == "`" or (character == "$" and next_character == "(") or (character == "(" and not quoted):
            if character == "(":
                end_command("(")
            else:
                word = (word or "") + "$()"  # What comes out of it is not known.
            inner_start = at + 2 if character == "$" else at + 1
            inner_commands, at = read_commands(text, inner_start, "`" if character == "`" else ")")
            commands += inner_commands
        elif quoted:
            word += character
        elif character == "'":
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end
            word = (word or "") + text[at + 1 : end]
            at = end
        elif character == "#" and word is None:
            while at + 1 < len(text) and text[at + 1] != "\n":  # A comment.
                at += 1
        elif character in "<>":
            end_word()
            kind = "writes" if character == ">" else "words"
            if next_character in ("&", "|"):  # `>&` and `>|`
                at += 1
        elif character in " \t\r":
            end_word()
        elif character in ";|&()\n":
            if character != "&" or next_character != ">":  # `&>`
                end_command(character)
        else:
            plain = re.compile("[A-Za-z0-9/.=+_-]+").match(text, at)  # Many at once: scripts can hold long texts.
            piece = plain[0] if plain else character
            word = (word or "") + piece
            at += len(piece) - 1
        at += 1
    end_command("")
    return commands, at
