# Calls a language model again when its provider was busy, a little later each time.
#
# Only what passes by itself is tried again: a wrong key or a conversation that is too long fails the second time as well,
# and costs time and money to find out.
from hookloom import on, retry

# Words from error messages, in lower case. A list, because providers agree on nothing else.
PASSING = ["429", "502", "503", "529", "overloaded", "rate limit", "rate_limit", "too many requests"]
LASTING = ["quota", "billing", "credit"]  # Also reported as 429, and not over in a minute.


@on(
    "AfterProviderCall",
    description="Retries calls to providers that were busy",
    match={"success": False, "error": {"exists": True}},  # The script is not even called for calls that succeeded.
    priority="low",  # After hooks that count calls: this one ends the round.
)
def retry_when_busy(ctx):
    if not isinstance(ctx.data["error"], str):
        return None
    error = ctx.data["error"].lower()
    if not any(word in error for word in PASSING) or any(word in error for word in LASTING):
        return None
    # 1, 2 and 4 seconds, varied at random so that callers who failed together do not come back together.
    return retry(max_attempts=4, delay_ms=1000, backoff="exponential", jitter=True)
