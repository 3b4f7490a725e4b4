"""Lets lines out of the isolate: `print`, `log` and standard error. `wake` in hookloom_prelude opens it."""

import io
import sys
from json import JSONEncoder
from posix import write

DEBUG, INFO, WARN, ERROR = range(4)
MAX_LINE = 4096

_descriptor = None
_fields = JSONEncoder(default=repr, ensure_ascii=False, separators=(",", ":"), skipkeys=True)


def open_log(descriptor):
    global _descriptor
    _descriptor = descriptor


def emit(level, line):
    """Writes one line: the level's digit, then the text."""
    if _descriptor is None:
        return
    try:
        write(_descriptor, str(level).encode() + line[:MAX_LINE].encode("utf-8", "replace"))
    except OSError:
        pass  # The script closed the descriptor; that silences only itself.


def log(level, message, fields):
    text = message if isinstance(message, str) else str(message)
    emit(level, text if fields is None else f"{text} {_fields.encode(fields)}")


def publish(event_type, data_text):
    """Hands an event to the host: a 4, the type, and the data as JSON on a line of its own."""
    try:
        write(_descriptor, f"4{event_type}\n{data_text}".encode())
    except OSError:
        pass


class LineStream(io.TextIOBase):
    """A text stream whose lines become log lines."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, level):
        self.level = level
        self.pending = ""

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() needs a string, not {type(text).__name__}")
        self.pending += text
        if "\n" in text:
            *lines, self.pending = self.pending.split("\n")
            for line in lines:
                emit(self.level, line)
        elif len(self.pending) > MAX_LINE:
            self.end_line()
        return len(text)

    def end_line(self):
        if self.pending:
            emit(self.level, self.pending)
            self.pending = ""


stdout = LineStream(INFO)
stderr = LineStream(WARN)


def install():
    sys.stdout = sys.__stdout__ = stdout
    sys.stderr = sys.__stderr__ = stderr


def end_lines():
    """Emits what was printed without a line end. Called after every entry."""
    if stdout.pending or stderr.pending:
        stdout.end_line()
        stderr.end_line()
