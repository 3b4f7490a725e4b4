# Stops an agent's shell commands that throw work away or run what was just downloaded, and has the user asked about those that
# reach the outside world.
import re

from hookloom import annotate, cancel, continue_, on

SHELLS = ["sh", "bash", "zsh"]
DOWNLOADERS = ["curl", "wget"]
# The first words of a command, a word that must be among the others, and why it is stopped.
STOPPED = [
    (["git", "push"], {"--force", "-f"}, "it overwrites what others have pushed"),
    (["git", "reset"], {"--hard"}, "it throws away changes that are not committed"),
    (["git", "clean"], {"-f", "-fd", "-fdx"}, "it deletes files that git does not know"),
]
ASKED = [
    (["git", "push"], "It publishes commits."),
    (["npm", "publish"], "It publishes a package."),
    (["terraform", "apply"], "It changes infrastructure."),
    (["kubectl", "delete"], "It deletes what runs in a cluster."),
]


@on(
    "BeforeToolExecution",
    description="Stops or asks about risky shell commands",
    match={"tool_name": "Bash"},
    priority="high",
    failure_mode="fail_closed",
)
def guard(ctx):
    if ctx.metadata.get("agent") is None:
        return None  # Not a coding agent's.
    text = str((ctx.data.get("parameters") or {}).get("command", ""))
    commands = [part.split() for part in re.split(r"[;&|\n]+", text)]
    for index, words in enumerate(commands):
        before = commands[index - 1] if index > 0 else []
        if words[:1] and words[0] in SHELLS and before[:1] and before[0] in DOWNLOADERS:
            return cancel("Stopped: it runs what was just downloaded.")
        for begins, has, why in STOPPED:
            if words[: len(begins)] == begins and has & set(words):
                return cancel(f"Stopped: {why}.")
    for begins, why in ASKED:
        if any(words[: len(begins)] == begins for words in commands):
            return annotate(continue_(), {"permission": "ask", "permission_reason": why})
