// Python that turns what the host does for scripts against the host: its state, events and servers.

import type { AttackTable } from "../../attack.ts";

export const hostCalls: AttackTable = {
  category: "host calls",
  top: `from hookloom import state, http, events`,
  attacks: [
    {
      name: "asks its state without end, and swallows every refusal",
      body: `while True:\n    try: await state.get("k")\n    except Exception: pass`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "fills its state",
      body: `i = 0\nwhile True:\n    i += 1\n    await state.set(f"k{i}", "x" * 200000)`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "keeps a value that is too large",
      body: `try: await state.set("k", "x" * 300000)\nexcept RuntimeError as error: return str(error)[-22:]`,
      answer: "[STATE_LIMIT_EXCEEDED]",
    },
    {
      name: "asks for the state of another",
      body: `return "alone" if await state.keys("../") == [] and await state.get("neighbour.py") is None else "shared"`,
      answer: "alone",
    },
    {
      name: "publishes events without end",
      body: `while True: events.publish("a.b", {"x": "y"})`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "publishes thousands of events after every wait",
      body: `while True:\n    for _ in range(2000): events.publish("a.b")\n    await sleep(0)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "reaches this machine in every spelling",
      body: `for url in ["http://127.0.0.1/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://169.254.169.254/"]:
    try:
        await http.get(url)
        return "reached"
    except RuntimeError as error:
        if "HTTP_REFUSED" not in str(error): return "failed"
return "refused"`,
      answer: "refused",
    },
    {
      name: "asks servers without end",
      body: `i = 0\nwhile True:\n    i += 1\n    try: await http.get(f"http://{i}.example/")\n    except RuntimeError: pass`,
      answer: "HOOK_TIMED_OUT",
    },
  ],
};
