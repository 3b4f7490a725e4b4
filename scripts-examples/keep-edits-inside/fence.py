# Lets tools write files inside the project folder only, and not the ones in it that are nobody's to edit.
#
# Only the text of a path is looked at. A link inside the project that leads out of it is not noticed, for a script cannot
# see the disk; what must hold even then belongs in the permissions of the operating system.
import re

from hookloom import cancel, on

WRITING_TOOLS = ["Write", "Edit", "MultiEdit", "NotebookEdit", "write_file", "edit_file", "create_file", "delete_file"]
PATH_PARAMETERS = ["file_path", "path", "notebook_path", "target_file"]
UNTOUCHABLE = {
    ".git": "belongs to git itself",
    ".ssh": "holds keys",
    ".env": "holds secrets",
}
HARMLESS_ENV_FILES = [".env.example", ".env.sample", ".env.template"]


@on(
    "BeforeToolExecution",
    description="Keeps file changes inside the project folder",
    match={"tool_name": WRITING_TOOLS},
    priority="highest",
    failure_mode="fail_closed",  # A path that could not be checked is not written.
)
def fence(ctx):
    tool_name, cwd, parameters = ctx.data["tool_name"], ctx.data.get("cwd"), ctx.data.get("parameters") or {}
    project = cwd if ctx.metadata.get("project_dir") is None else ctx.metadata["project_dir"]
    folder = project if cwd is None else cwd
    paths = [parameters[name] for name in PATH_PARAMETERS if parameters.get(name) is not None]
    if not paths:
        return cancel(f"{tool_name} names no file in {', '.join(PATH_PARAMETERS)}.")
    for path in paths:
        reason = find_reason(path, project, folder)
        if reason:
            return cancel(f"{tool_name} must not change {reason}.")


def find_reason(path, project, folder):
    """What is wrong with a path, or None. `folder` is where relative paths begin."""
    if not isinstance(path, str):
        return "a file whose path is not a text"
    if not all(isinstance(known, str) and is_absolute(known) for known in (project, folder)):
        return f'"{path}", because neither metadata.project_dir nor data.cwd says where the project is'
    inside = normalize(project)
    parts = normalize(path if is_absolute(path) else f"{folder}/{path}")
    if parts[: len(inside)] != inside:
        return f'"{path}", which is outside of the project folder "{project}"'
    for part in parts[len(inside) :]:
        name = plain_name(part)
        secret_name = ".env" if name.startswith(".env.") and name not in HARMLESS_ENV_FILES else name
        if secret_name in UNTOUCHABLE:
            return f'"{path}", because "{part}" {UNTOUCHABLE[secret_name]}'
    return None


def is_absolute(path):
    r"""Whether a path says itself where it begins: `/x`, `\x`, `C:x`, `file://x` or `~/x`."""
    return re.match(r"[/\\~]|[^/\\]*:", path) is not None


def normalize(path):
    """The parts of a path, without `.` and `..`."""
    parts = []
    for part in re.split(r"[/\\]", path):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return parts


def plain_name(part):
    """As a disk that is not particular sees it: macOS finds `.git` as `.GIT`, Windows as `.git.` and `.git::$DATA`."""
    return part.lower().split(":")[0].rstrip(". ")
