# Keeps keys out of prompts and out of what an agent's tools are given: a key in a file it writes, or in a command, is on its way.
import re

from hookloom import cancel, on

KEYS = [
    ("an AWS access key", re.compile(r"(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}")),
    ("a GitHub token", re.compile(r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20}")),
    ("an API key", re.compile(r"(?<![A-Za-z0-9])sk-[A-Za-z0-9-]{20}")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
]


def find(value):
    """What kind of key a value holds, at any depth."""
    if isinstance(value, str):
        return next((kind for kind, pattern in KEYS if pattern.search(value)), None)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((kind for kind in map(find, inside) if kind), None)


@on(
    "UserPromptSubmit", description="Keeps keys out of prompts", priority="high", failure_mode="fail_closed", timeout_ms=1000
)
def scan_prompt(ctx):
    kind = find(ctx.data.get("prompt")) if ctx.metadata.get("agent") is not None else None
    if kind:
        return cancel(f"The prompt holds {kind}. Take it out: what is sent to a model is not secret any more.")


@on(
    "BeforeToolExecution",
    description="Keeps keys out of tool calls",
    priority="high",
    failure_mode="fail_closed",
    timeout_ms=1000,
)
def scan_call(ctx):
    kind = find(ctx.data.get("parameters")) if ctx.metadata.get("agent") is not None else None
    if kind:
        return cancel(f"The call holds {kind}. Read it from the environment instead.")
