# Keeps an agent away from files that nobody should edit by hand, whichever tool it takes: a file tool, or a patch.
import re

from hookloom import cancel, on

TOOLS = ["Write", "Edit", "MultiEdit", "NotebookEdit", "Delete", "apply_patch"]
PATHS = ["file_path", "path", "notebook_path"]
PATCHES = ["input", "patch", "command"]
# Names of files, and of folders with a slash behind them.
PROTECTED = [".git/", ".ssh/", ".env", "package-lock.json", "secrets/"]


@on(
    "BeforeToolExecution",
    description="Keeps files from being edited",
    match={"tool_name": TOOLS},
    priority="high",
    failure_mode="fail_closed",
)
def protect(ctx):
    if ctx.metadata.get("agent") is None:
        return None  # Not a coding agent's.
    parameters = ctx.data.get("parameters") or {}
    patches = [text for text in map(parameters.get, PATCHES) if isinstance(text, str)]
    patched = [path for text in patches for path in re.findall(r"\*\*\* (?:Add|Update|Delete) File: ([^\n]+)", text)]
    for path in [*map(parameters.get, PATHS), *patched]:
        if not isinstance(path, str):
            continue
        whole = "/" + path.replace("\\", "/") + "/"
        for part in PROTECTED:
            if "/" + part.removesuffix("/") + "/" in whole:
                return cancel(f'"{path}" must not be edited: {part} is protected.')
