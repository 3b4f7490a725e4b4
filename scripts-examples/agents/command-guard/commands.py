# Stops an agent's shell commands that are dangerous, and has the user asked about those that may be. The host reads the command as
# a shell would, so that it makes no difference how it is quoted, nested or hidden.
from hookloom import annotate, cancel, continue_, on, shell


@on(
    "BeforeToolExecution",
    description="Stops or asks about risky shell commands",
    match={"tool_name": "Bash"},
    priority="high",
    failure_mode="fail_closed",
    timeout_ms=1000,  # It waits for the host.
)
async def guard(ctx):
    if ctx.metadata.get("agent") is None:
        return None  # Not a coding agent's.
    verdict = await shell.assess(str((ctx.data.get("parameters") or {}).get("command", "")))
    if verdict["risk"] in ("CRITICAL", "HIGH"):
        return cancel(f"Stopped: it {verdict['why']}.")
    if verdict["risk"] == "MEDIUM":
        return annotate(continue_(), {"permission": "ask", "permission_reason": f"It {verdict['why']}."})
