"""Handlers that wait: `async def` functions that return to the host and go on when it enters again.

There is no event loop. A coroutine runs until it awaits a request, its call answers `W` with that request, and `resume`
sends the host's answer into it. Called by hookloom_entry.
"""

from itertools import count

_request_ids = count(1)
_tickets = count(1)
_waiting = {}


class Request:
    """Something asked of the host; awaiting it gives the host's answer."""

    __slots__ = ("id", "kind", "arguments")

    def __init__(self, kind, **arguments):
        self.id = next(_request_ids)
        self.kind = kind
        self.arguments = arguments

    def __await__(self):
        return (yield self)


async def sleep(milliseconds):
    """Waits without holding anybody up."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        raise TypeError(f"sleep(milliseconds) needs a number, not {type(milliseconds).__name__}")
    if not 0 <= milliseconds < 2**31:
        raise ValueError(f"sleep({milliseconds!r}): not a time to wait")
    await Request("sleep", ms=milliseconds)


class Call:
    """A call whose handler waits."""

    __slots__ = ("coroutine", "ticket", "request", "line", "answer")

    def __init__(self, awaitable, line, answer):
        self.coroutine = awaitable if hasattr(awaitable, "send") else _await(awaitable)
        self.ticket = next(_tickets)
        self.request = None
        self.line = line
        self.answer = answer

    def advance(self, step, value):
        """Goes on until the coroutine awaits a request; answers whether it does. When it ended, raises StopIteration."""
        request = step(value)
        while type(request) is not Request:
            request = self.coroutine.throw(RuntimeError("a handler can await only what the hookloom module offers, such as sleep(milliseconds)"))
        self.request = request
        _waiting[self.ticket] = self
        return {"ticket": self.ticket, "requests": [{"id": request.id, "kind": request.kind, **request.arguments}]}


async def _await(awaitable):
    return await awaitable


def take(ticket):
    return _waiting.pop(ticket, None)


def resume(call, answers):
    """Goes on with the host's answers, as `advance` does."""
    for answer in answers:
        if answer["id"] == call.request.id:
            if answer["ok"]:
                return call.advance(call.coroutine.send, answer["value"])
            return call.advance(call.coroutine.throw, RuntimeError(answer["error"]))
    _waiting[call.ticket] = call
    return {"ticket": call.ticket, "requests": []}
