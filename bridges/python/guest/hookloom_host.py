"""What scripts reach beyond hooks: their state, events, servers, and components of their own. Imported by hookloom."""

import re
import sys

import hookloom_output
import hookloom_registry
import hookloom_results
from hookloom_waiting import Request

_EVENT_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_MAX_EVENT = 16 * 1024


def _request(kind, /, **arguments):
    try:
        hookloom_results.check(arguments)
    except hookloom_results.NotJson as fault:
        raise TypeError(f"{kind}: the arguments cannot become JSON: {fault}") from None
    return Request(kind, arguments=arguments)


class _SharedState:
    """Keys and values: without a namespace, the script's own. Everything is awaited."""

    def __init__(self, namespace=None):
        self._namespace = namespace

    async def get(self, key):
        return await _request("state.get", namespace=self._namespace, key=key)

    async def set(self, key, value, *, ttl_ms=None):
        await _request("state.set", namespace=self._namespace, key=key, value=value, ttl_ms=ttl_ms)

    async def delete(self, key):
        return await _request("state.delete", namespace=self._namespace, key=key)

    async def keys(self, prefix=""):
        return await _request("state.keys", namespace=self._namespace, prefix=prefix)

    async def increment(self, key, by=1, *, ttl_ms=None):
        return await _request("state.increment", namespace=self._namespace, key=key, by=by, ttl_ms=ttl_ms)

    async def window(self, key, window_ms, by=1):
        return await _request("state.window", namespace=self._namespace, key=key, window_ms=window_ms, by=by)


class _State(_SharedState):
    """The script's own state, and the way to those it shares."""

    @staticmethod
    def shared(name):
        if not isinstance(name, str):
            raise TypeError(f"state.shared(name): the name must be a text, not {type(name).__name__}")
        return _SharedState(name)


class _Http:
    """Servers, as far as the config grants them. Everything is awaited."""

    @staticmethod
    async def request(url, *, method="GET", headers=None, body=None, timeout_ms=None):
        return await _request("http.request", url=url, method=method, headers=headers, body=body, timeout_ms=timeout_ms)

    @staticmethod
    async def get(url, *, headers=None, timeout_ms=None):
        return await _request("http.request", url=url, method="GET", headers=headers, timeout_ms=timeout_ms)


class _Shell:
    """How dangerous commands are."""

    @staticmethod
    async def assess(command):
        return await _request("shell.assess", command=command)


class _Secrets:
    """Values without the secrets in them."""

    @staticmethod
    async def redact(value):
        return await _request("secrets.redact", value=value)


class _Events:
    """What the script tells others, and what it wants to be told."""

    @staticmethod
    def publish(event_type, data=None):
        data = {} if data is None else data
        if not isinstance(event_type, str) or not _EVENT_TYPE.fullmatch(event_type):
            raise ValueError('events.publish(type, data): the type is dotted lower case, such as "spend.limit_reached"')
        if not isinstance(data, dict):
            raise TypeError(f"events.publish(type, data): the data must be a dict, not {type(data).__name__}")
        try:
            hookloom_results.check(data)
        except hookloom_results.NotJson as fault:
            raise TypeError(f"events.publish(type, data): the data cannot become JSON: {fault}") from None
        text = hookloom_results.encode(data)
        if len(text) + len(event_type) > _MAX_EVENT:
            raise ValueError(f"events.publish(type, data): the event is larger than {_MAX_EVENT} characters of JSON")
        hookloom_output.publish(event_type, text)

    @staticmethod
    def on(pattern):
        return _register("subscriptions", "events.on", "pattern", pattern, hookloom_registry.script_line())


def component(name):
    """Defines a component, which the function below it performs."""
    return _register("components", "component", "name", name, hookloom_registry.script_line())


def _register(kind, function, what, text, line):
    hookloom_registry.check_open(function)
    if not isinstance(text, str) or not text:
        raise TypeError(f"@{function}({what}): the {what} must be a text")

    def register(handler):
        hookloom_registry.add_named(kind, function, what, text, line, handler)
        return handler

    return register


def wants(*, publish=(), http=(), state=()):
    """Says what the script asks to be allowed."""
    hookloom_registry.check_open("wants")
    if isinstance(publish, str) or not all(isinstance(pattern, str) for pattern in publish):
        raise TypeError("wants(publish=[...]): publish must be a list of event types or patterns")
    if isinstance(http, str) or not all(isinstance(host, str) for host in http):
        raise TypeError("wants(http=[...]): http must be a list of hosts")
    if isinstance(state, str) or not all(isinstance(name, str) for name in state):
        raise TypeError("wants(state=[...]): state must be a list of names of shared states")
    hookloom_registry.report["wants"] = {"publish": list(publish), "http": list(http), "state": list(state)}


def script(*, version, migrate=None):
    """Says of which version the script is, and how it makes its state of that of another version."""
    hookloom_registry.check_open("script")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise TypeError("script(version=1): version must be an integer from 1 on")
    if migrate is not None and not callable(migrate):
        raise TypeError("script(version=1, migrate=function): migrate must be a function")

    async def perform(given):
        state = migrate(given.old_version, given.state)
        if hasattr(type(state), "__await__"):
            state = await state
        return given.state if state is None else state

    hookloom_registry.declare(version, migrate and perform, hookloom_registry.script_line())


class _Testing:
    """What tests of scripts are written with; its services are there when a host runs tests."""

    @staticmethod
    def test(name):
        text = f"test:{name}" if isinstance(name, str) else name
        define = _register("components", "testing.test", "name", text, hookloom_registry.script_line())

        def register(handler):
            define(lambda _context: handler())
            return handler

        return register

    @staticmethod
    async def run(point, data=None, **options):
        return await _request("testing.run", point=point, data=data, options=options)

    @staticmethod
    async def expect(point, data, expected, **options):
        return await _request("testing.expect", point=point, data=data, expected=expected, options=options)

    @staticmethod
    async def advance(ms):
        await _request("testing.advance", ms=ms)

    @staticmethod
    async def events(pattern="**"):
        return await _request("testing.events", pattern=pattern)


state = _State()
events = _Events()
http = _Http()
testing = _Testing()
shell = _Shell()
secrets = _Secrets()
