"""Types of the `hookloom` module, for editors and type checkers. Scripts get the module itself from Hookloom."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal, NotRequired, Protocol, TypedDict, TypeVar

type Json = None | bool | int | float | str | Sequence[Json] | Mapping[str, Json]
type JsonObject = dict[str, Any]
type Result = dict[str, Any]
type Priority = Literal["highest", "high", "normal", "low", "lowest"] | int
type Phase = Literal["validate", "authorize", "transform", "observe"]
type FailureMode = Literal["fail_open", "fail_closed"]
type Backoff = Literal["fixed", "linear", "exponential"]
type Join = Literal["all", "first", "any", "merge"]

class Component(TypedDict):
    """What performs the operation."""

    id: str
    name: NotRequired[str]
    type: NotRequired[str]

class Branch(TypedDict):
    """One branch of `fork`."""

    data: NotRequired[Mapping[str, Json]]
    component: NotRequired[str]

class HookContext:
    """The handler's one argument: a copy, changing it changes nothing outside."""

    point: str
    data: JsonObject
    metadata: JsonObject
    state: JsonObject
    component: Component
    correlation_id: str
    deadline: int | None
    """When the host stops waiting, in milliseconds since 1970; None when it waits as long as the hooks may."""
    outcome: dict[str, str] | None
    """What the run came to, with type, reason and hook_id; None in every phase but "observe"."""

type Handler = Callable[[HookContext], Result | None | Awaitable[Result | None]]
_Handler = TypeVar("_Handler", bound=Handler)

def on(
    point: str,
    /,
    *,
    id: str = ...,
    description: str = ...,
    phase: Phase = ...,
    priority: Priority = ...,
    before: str | list[str] = ...,
    after: str | list[str] = ...,
    once: bool = ...,
    shadow: bool = ...,
    match: Mapping[str, Json] = ...,
    timeout_ms: int = ...,
    failure_mode: FailureMode = ...,
    fields: Sequence[str] = ...,
) -> Callable[[_Handler], _Handler]:
    """Registers the function below it for a hook point. Works only while the script loads."""

def continue_() -> Result:
    """Go on; the same as returning nothing."""

def modified(data: Mapping[str, Json] | str) -> Result:
    """Merges a JSON merge patch (RFC 7396) onto the data; a text changes the content, the point's primary field."""

def cancel(reason: str) -> Result:
    """The operation must not happen."""

def redirect(target: str) -> Result:
    """Another component performs the operation."""

def replace(component: str) -> Result:
    """A component takes the operation's place."""

def retry(
    *, max_attempts: int = 3, delay_ms: int = 0, backoff: Backoff = "fixed", jitter: bool = False
) -> Result:
    """Runs the operation under this policy."""

def fork(branches: Sequence[Branch], join: Join = "all") -> Result:
    """Runs the operation once per branch."""

def cache(result: Json, ttl_ms: int, key: str | None = None) -> Result:
    """Answers this result and keeps it for `ttl_ms` milliseconds."""

def skipped(reason: str) -> Result:
    """The hook declined."""

def annotate(result: Result | None, annotations: Mapping[str, Json]) -> Result:
    """The same result with small JSON for the host."""

class _Log(Protocol):
    def debug(self, message: object, fields: Mapping[str, Any] | None = None) -> None: ...
    def info(self, message: object, fields: Mapping[str, Any] | None = None) -> None: ...
    def warn(self, message: object, fields: Mapping[str, Any] | None = None) -> None: ...
    def error(self, message: object, fields: Mapping[str, Any] | None = None) -> None: ...

log: _Log

async def sleep(milliseconds: float) -> None:
    """Waits without holding anybody up; the call's `timeout_ms` goes on running."""

class State(Protocol):
    """Keys and values that outlive reloads, and restarts where the host has a state folder."""

    async def get(self, key: str) -> Json:
        """None when there is none."""
    async def set(self, key: str, value: Json, *, ttl_ms: float | None = None) -> None: ...
    async def delete(self, key: str) -> bool:
        """Whether there was one."""
    async def keys(self, prefix: str = "") -> list[str]:
        """Sorted; the first 1000."""
    async def increment(self, key: str, by: float = 1, *, ttl_ms: float | None = None) -> float:
        """Adds to a number, 0 at first, and answers the sum. `ttl_ms` counts from the first time."""
    async def window(self, key: str, window_ms: float, by: float = 1) -> float:
        """Adds to a sliding window and answers what was added during the last `window_ms`, to a sixtieth of it."""

class _OwnState(State, Protocol):
    """The script's own state."""

    def shared(self, name: str) -> State:
        """A state that scripts of any language share, if the config grants it."""

state: _OwnState

class _Part(TypedDict):
    text: str
    start: int
    end: int

class Verdict(TypedDict):
    """How dangerous a shell command is. Offsets in UTF-16 units, `end` excluded."""

    risk: Literal["SAFE", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
    rule: str
    why: str
    part: _Part

class _Shell(Protocol):
    async def assess(self, command: str) -> Verdict:
        """Reads a command for a POSIX shell, bash or PowerShell as the shell would, and runs nothing."""

shell: _Shell

class _Secrets(Protocol):
    async def redact(self, value: Json) -> Json:
        """The same value with `[redacted:<kind>]` in the place of secrets."""

secrets: _Secrets

type EventHandler = Callable[[JsonObject], None | Awaitable[None]]
_EventHandler = TypeVar("_EventHandler", bound=EventHandler)

class _Events(Protocol):
    def publish(self, event_type: str, data: Mapping[str, Json] | None = None) -> None:
        """Publishes an event, if the config grants it. Does not wait for anybody."""
    def on(self, pattern: str) -> Callable[[_EventHandler], _EventHandler]:
        """Calls the function below it with each event whose type matches, if the config grants it."""

events: _Events

class HttpResponse(TypedDict):
    status: int
    headers: dict[str, str]
    body: str

class _Http(Protocol):
    """Servers, as far as the config grants them."""

    async def request(
        self,
        url: str,
        *,
        method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET",
        headers: Mapping[str, str] | None = None,
        body: Json = None,
        timeout_ms: float | None = None,
    ) -> HttpResponse:
        """A body that is no text is sent as JSON. `timeout_ms` is 10,000 when absent; the call's own limit goes on running."""
    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, timeout_ms: float | None = None
    ) -> HttpResponse: ...

http: _Http

type Performer = Callable[[HookContext], Json | Awaitable[Json]]
_Performer = TypeVar("_Performer", bound=Performer)

def component(name: str) -> Callable[[_Performer], _Performer]:
    """Defines a component that `replace`, `redirect` and `fork` can name; the function below it performs the operation."""

type Test = Callable[[], None | Awaitable[None]]
_Test = TypeVar("_Test", bound=Test)

class _Testing(Protocol):
    """For files named `*.test.py`, which `hookloom test` runs. `options`: component, metadata, state, correlation_id."""

    def test(self, name: str) -> Callable[[_Test], _Test]:
        """Defines a test, which fails when the function below it raises."""
    async def run(self, point: str, data: Mapping[str, Json] | None = None, **options: Json) -> dict[str, Any]:
        """Asks the hooks under test; without data, with the point's sample."""
    async def expect(
        self, point: str, data: Mapping[str, Json] | None, expected: Mapping[str, Json], **options: Json
    ) -> dict[str, Any]:
        """The same, and fails when the outcome differs from what is expected, as far as that says something; texts may be globs."""
    async def advance(self, ms: float) -> None:
        """Moves the time on by which state expires."""
    async def events(self, pattern: str = "**") -> list[JsonObject]:
        """The events since the test began whose type matches."""

testing: _Testing

def script(*, version: int, migrate: Callable[[int, dict[str, Any]], Any] | None = None) -> None:
    """Says of which version the script is.

    `migrate` makes the state of this version of that of another, once, before this version serves: it returns the new state
    by its keys, or changes what it was given. It may be async. Works only while the script loads.
    """

def wants(*, publish: Sequence[str] = (), http: Sequence[str] = (), state: Sequence[str] = ()) -> None:
    """Says what the script asks to be allowed. Works only while the script loads."""
