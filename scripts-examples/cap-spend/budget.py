# Stops calling language models when a session has spent its budget.
#
# What a call costs is known when it is over: AfterProviderCall adds it up, BeforeProviderCall refuses the next call.
from hookloom import cancel, on, state

# Money is counted in millionths of a dollar, in integers: sums of fractions drift.
BUDGET = 2_000_000  # $2.00 per session
# Dollars per million tokens, which is the same as millionths of a dollar per token.
PRICES = {
    "large": {"input": 15, "output": 75},
    "medium": {"input": 3, "output": 15},
    "small": {"input": 1, "output": 5},
}
UNKNOWN_MODEL = PRICES["large"]  # Better to stop too early than too late.

# The sums are kept in the script's state, which outlives reloads and restarts. A host that runs for months would collect those
# of all its sessions otherwise.
KEPT_MS = 30 * 24 * 3600 * 1000


@on("AfterProviderCall", description="Adds up what the calls of a session cost")
async def add_up(ctx):
    price = PRICES.get(ctx.data.get("model"), UNKNOWN_MODEL)
    cost = price["input"] * count(ctx.data.get("input_tokens")) + price["output"] * count(ctx.data.get("output_tokens"))
    await state.increment(key_of(session_of(ctx)), cost, ttl_ms=KEPT_MS)


@on(
    "BeforeProviderCall",
    description="Refuses calls over the session's budget",
    priority="high",
    failure_mode="fail_closed",
)
async def refuse(ctx):
    session = session_of(ctx)
    total = await state.get(key_of(session)) or 0
    if total >= BUDGET:
        return cancel(f'The session "{session}" has spent {dollars(total)} of its {dollars(BUDGET)}.')


@on("SessionEnd", description="Forgets the sum of a session that has ended")
async def forget(ctx):
    await state.delete(key_of(session_of(ctx)))


def key_of(session):
    return f"spent/{session}"


def session_of(ctx):
    """Calls that name no session share one budget. A correlation id is no session: every call has its own."""
    for source in (ctx.data, ctx.metadata):
        if isinstance(source.get("session_id"), str):
            return source["session_id"]
    return "default"


def count(tokens):
    """A number of tokens; a call that failed has none."""
    return tokens if type(tokens) is int and tokens > 0 else 0


def dollars(millionths):
    cents = millionths // 10_000
    return f"${cents // 100}.{cents % 100:02}"
