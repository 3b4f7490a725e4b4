"""Turns what a handler returned into the text of a reply. Called by hookloom_entry.

Python's own encoder is lenient where a reader of JSON is not: it makes texts of number keys and writes integers that no
JSON reader can hold. So values are checked first, which also finds cycles and says where the fault is.
"""

import json.encoder

MAX_DEPTH = 64
MAX_EXACT = 2**53


class NotJson(Exception):
    """A value that cannot become JSON; `path` leads to it."""

    def __init__(self, message):
        super().__init__(message)
        self.path = []

    def __str__(self):
        where = "".join(f"[{step!r}]" for step in reversed(self.path))
        return f"{where}: {self.args[0]}" if where else self.args[0]


def check(value, depth=0):
    """Raises NotJson unless the value survives the way through JSON unchanged."""
    if isinstance(value, dict):
        check_items(value.items(), depth)
    elif isinstance(value, (list, tuple)):
        check_items(enumerate(value), depth, index_kind=int)
    elif isinstance(value, int):
        if not -MAX_EXACT <= value <= MAX_EXACT and not is_exact(value):
            raise NotJson("the integer is too large to stay exact as a JSON number; send it as a string")
    elif isinstance(value, float):
        if value - value != 0:
            raise NotJson(f"{value!r} does not exist in JSON")
    elif value is not None and not isinstance(value, str):
        raise NotJson(f"{name_type(value)} cannot become JSON")


def check_items(items, depth, index_kind=str):
    if depth > MAX_DEPTH:
        raise NotJson(f"the value is nested deeper than {MAX_DEPTH} levels, or contains itself")
    step = None
    try:
        for step, item in items:
            if not isinstance(step, index_kind):
                raise NotJson(f"keys must be strings, not {name_type(step)}")
            # Most items are short texts: asking for those here saves a call.
            if type(item) is not str:
                check(item, depth + 1)
    except NotJson as fault:
        if step is not None:
            fault.path.append(step)
        raise


def is_exact(value):
    """Whether the integer is what its nearest double is, or is written as: the host writes doubles in their shortest form."""
    try:
        nearest = float(value)
    except OverflowError:
        return False
    if int(nearest) == value:
        return True
    digits, _, exponent = repr(nearest).partition("e")
    whole, _, fraction = digits.partition(".")
    return exponent != "" and int(whole + fraction) * 10 ** (int(exponent) - len(fraction)) == value


def name_type(value):
    name = type(value).__name__
    return f"an {name}" if name[:1] in "aeiou" else f"a {name}"


def _refuse(value):
    raise NotJson(f"{name_type(value)} cannot become JSON")


_encode_text = json.encoder.c_encode_basestring_ascii
# One encoder for every reply; `json.dumps` would make one each time. It writes ASCII only, which crosses the wall fastest.
_encode = json.encoder.c_make_encoder(None, _refuse, _encode_text, None, ":", ",", False, False, False)


def encode(value):
    """JSON text, in ASCII, of a value that was checked or that is ours."""
    return "".join(_encode(value, 0))
