// Python that answers what no reader expects.

import type { AttackTable } from "../../attack.ts";

export const results: AttackTable = {
  category: "results",
  attacks: [
    { name: "answers a megabyte and more", body: `return "x" * (1024 * 1024 + 1)`, answer: "RESULT_INVALID" },
    {
      name: "nests a result a thousand levels deep",
      body: `v = {}\nfor _ in range(1000): v = {"v": v}\nreturn modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers something that contains itself",
      body: `v = {}\nv["list"] = [v]\nreturn modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers a graph that unfolds without end",
      body: `v = {"a": 1}\nfor _ in range(40): v = {"a": v, "b": v}\nreturn modified(v)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "answers an integer of a million digits",
      body: `return modified({"value": 1 << 3000000})`,
      answer: "RESULT_INVALID",
    },
    { name: "answers infinities", body: `return modified({"value": float("inf")})`, answer: "RESULT_INVALID" },
    {
      name: "answers a dictionary that spins",
      body: `class Spins(dict):\n    def items(self):\n        while True: pass\nreturn Spins(type="cancel")`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "answers a dictionary that shows the check other values",
      body: `class Lies(dict):\n    def items(self): return []\nreturn Lies(type="cancel", reason={1, 2})`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers a text that is something else",
      body: `class Text(str):\n    def __str__(self): return 1 / 0\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\nreturn {"type": "cancel", "reason": Text("x")}`,
      answer: ["x", "RESULT_INVALID"],
    },
    {
      name: "hands a prototype on",
      body: `return modified({"nested": {"__proto__": {"admin": True}}})`,
      answer: ["RESULT_INVALID", "SANDBOX_PROTOCOL"],
    },
    {
      name: "raises what cannot be shown",
      body: `class Odd(BaseException):\n    def __str__(self): raise Odd()\nOdd.__name__ = "x" * 1000000\nraise Odd()`,
      answer: "HOOK_FAILED",
    },
    {
      name: "raises what spins when it is shown",
      body: `class Odd(BaseException):\n    def __str__(self):\n        while True: pass\nraise Odd()`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "raises a message of megabytes", body: `raise ValueError("x" * 5000000)`, answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"] },
    { name: "raises the exceptions that end programs", body: `raise SystemExit(0)`, answer: "HOOK_FAILED" },
  ],
};
