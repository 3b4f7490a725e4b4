"""The module that scripts import: what docs/reference/script-api.md describes, and nothing else."""

import sys

import hookloom_output
import hookloom_registry
from hookloom_host import component, events, http, script, secrets, shell, state, testing, wants
from hookloom_waiting import sleep

__all__ = [
    "on", "continue_", "modified", "cancel", "redirect", "replace", "retry", "fork", "cache", "skipped",
    "annotate", "log", "sleep", "state", "events", "http", "shell", "secrets", "component", "script", "wants", "testing",
]  # fmt: skip


def on(point, /, **options):
    """Registers the function below it for a hook point."""
    line = hookloom_registry.script_line()
    hookloom_registry.check_open()
    if not isinstance(point, str):
        raise TypeError('@on("HookPoint", **options): the hook point must be a string')

    def register(handler):
        hookloom_registry.add(point, options, line, handler)
        return handler

    return register


def continue_():
    return {"type": "continue"}


def modified(data):
    return {"type": "modified", "data": data}


def cancel(reason):
    return {"type": "cancel", "reason": reason}


def redirect(target):
    return {"type": "redirect", "target": target}


def replace(component):
    return {"type": "replace", "component": component}


def retry(*, max_attempts=3, delay_ms=0, backoff="fixed", jitter=False):
    return {
        "type": "retry",
        "max_attempts": max_attempts,
        "delay_ms": delay_ms,
        "backoff": backoff,
        "jitter": jitter,
    }


def fork(branches, join="all"):
    return {"type": "fork", "branches": branches, "join": join}


def cache(result, ttl_ms, key=None):
    cached = {"type": "cache", "result": result, "ttl_ms": ttl_ms}
    return cached if key is None else {**cached, "key": key}


def skipped(reason):
    return {"type": "skipped", "reason": reason}


def annotate(result, annotations):
    return {**(continue_() if result is None else result), "annotations": annotations}


class _Log:
    """`log.info(message, fields)` and its siblings."""

    @staticmethod
    def debug(message, fields=None):
        hookloom_output.log(hookloom_output.DEBUG, message, fields)

    @staticmethod
    def info(message, fields=None):
        hookloom_output.log(hookloom_output.INFO, message, fields)

    @staticmethod
    def warn(message, fields=None):
        hookloom_output.log(hookloom_output.WARN, message, fields)

    @staticmethod
    def error(message, fields=None):
        hookloom_output.log(hookloom_output.ERROR, message, fields)


log = _Log()
