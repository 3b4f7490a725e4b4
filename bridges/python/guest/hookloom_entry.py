"""The one function the runner enters, through guest/entry.js. Its protocol is src/sandbox/guest-protocol.ts.

Nothing a script does may leave it: every exception, SystemExit too, is the script's and becomes an `E` reply.
"""

import gc
import linecache
import sys
from json import JSONDecoder
from types import ModuleType

import hookloom_faults as faults
import hookloom_modules
import hookloom_registry as registry
import hookloom_results as results
import hookloom_waiting as waiting
from hookloom_output import end_lines

LOAD, CALL, RESUME, ABANDON, DELIVER, PERFORM = range(6)
MAX_FAULTS = 20

_file = ""
_handlers = registry.handlers
_scan = JSONDecoder().scan_once


class HookContext:
    """What a handler is told. Its attributes are the envelope's fields."""

    deadline = None
    outcome = None

    def __repr__(self):
        return f"HookContext(point={self.point!r}, data={self.data!r})"


def enter(operation, handle, text):
    line = None
    try:
        if operation == CALL:
            context = HookContext()
            context.__dict__ = _scan(text, 0)[0]
            result = _handlers[handle](context)
            if result is None:
                reply = ""
            else:
                line = registry.lines[handle]
                reply = answer(result, line)
        elif operation == RESUME:
            reply = resume(handle, text)
        elif operation == LOAD:
            reply = load(**_scan(text, 0)[0])
        elif operation == DELIVER:
            call = waiting.Call(deliver(_handlers[handle], _scan(text, 0)[0]), registry.lines[handle], answer_faults)
            reply = go_on(call, call.advance, call.coroutine.send, None)
        elif operation == PERFORM:
            context = HookContext()
            context.__dict__ = _scan(text, 0)[0]
            line = registry.lines[handle]
            reply = answer_value(_handlers[handle](context), line)
        else:
            reply = abandon(handle)
    except BaseException as error:
        reply = faults.report("exception", error, _file, line)
        if isinstance(error, MemoryError):
            error = None
            gc.collect()
    try:
        end_lines()
    except BaseException:
        pass
    return reply


def load(file, source, modules=()):
    global _file
    _file = registry.script = file
    faults.own_files.update(hookloom_modules.offer(file, modules), (file,))
    try:
        code = compile(source, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        return faults.report_syntax(error, file)
    # Modules and tracebacks look their script up in these two.
    module = sys.modules["__hook__"] = ModuleType("__hook__")
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module.__file__ = file
    try:
        exec(code, module.__dict__)
    except SyntaxError as error:
        if error.filename not in faults.own_files:
            raise
        return faults.report_syntax(error, error.filename)
    finally:
        registry.close()
    return "L" + results.encode(registry.report)


def answer(result, line):
    """The reply for what a handler returned; `line` is where it was registered."""
    if isinstance(result, dict):
        try:
            if len(result) == 1 and result.get("type") == "continue":
                return ""
            results.check(result)
            return "R" + results.encode(result)
        except results.NotJson as fault:
            return faults.reply("result", f"the handler's result{fault}" if fault.path else str(fault), _file, line)
        except BaseException as error:
            return faults.report("result", error, _file, line)
    if hasattr(type(result), "__await__"):
        call = waiting.Call(result, line, answer)
        return go_on(call, call.advance, call.coroutine.send, None)
    message = f"a handler returns one of the nine results or nothing, not {results.name_type(result)}"
    return faults.reply("result", message, _file, line)


def answer_value(value, line):
    """The reply for what a component yielded."""
    if hasattr(type(value), "__await__"):
        call = waiting.Call(value, line, answer_value)
        return go_on(call, call.advance, call.coroutine.send, None)
    try:
        results.check(value)
        return "V" + results.encode(value)
    except BaseException as error:
        return faults.report("result", error, _file, line)


async def deliver(handler, events):
    """Hands events to a handler, one after another; answers what went wrong with some of them."""
    failed = []
    for index, event in enumerate(events):
        try:
            awaitable = handler(event)
            if hasattr(type(awaitable), "__await__"):
                await awaitable
        except GeneratorExit:
            raise
        except BaseException as error:
            if len(failed) < MAX_FAULTS:
                described = _scan(faults.report("exception", error, _file), 1)[0]
                failed.append({**described, "index": index})
    return failed


def answer_faults(failed, line):
    return "R" + results.encode({"faults": failed}) if failed else ""


def go_on(call, step, *arguments):
    """Runs a waiting handler a step further."""
    try:
        return "W" + results.encode(step(*arguments))
    except StopIteration as stop:
        result = stop.value
    except BaseException as error:
        return faults.report("exception", error, _file, call.line)
    if result is None and call.answer is answer:
        return ""
    if hasattr(type(result), "__await__"):
        return faults.reply("result", "the handler returned something it did not await", _file, call.line)
    return call.answer(result, call.line)


def resume(ticket, text):
    call = waiting.take(ticket)
    if call is None:
        return faults.reply("exception", f"no call waits under the ticket {ticket}", _file)
    return go_on(call, waiting.resume, call, _scan(text, 0)[0])


def abandon(ticket):
    call = waiting.take(ticket)
    if call is not None:
        try:
            call.coroutine.close()
        except BaseException:
            pass  # Nobody waits for it any more.
    return ""
