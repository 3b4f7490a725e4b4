// Python whose work is in one operation of C code. It is WebAssembly, which V8 can interrupt.

import type { AttackTable } from "../../attack.ts";

export const native: AttackTable = {
  category: "native operations",
  attacks: [
    { name: "takes a power of big integers", body: `return str(len(bin(3 ** 50000000)))`, answer: "HOOK_TIMED_OUT" },
    {
      name: "writes a big integer as text",
      body: `import sys\nsys.set_int_max_str_digits(0)\nreturn str(len(str(1 << 10000000)))`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "compresses without end",
      body: `import zlib\ndata = bytes(5000000)\nwhile True: zlib.compress(data, 9)`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "derives a key for ever",
      body: `import hashlib\nhashlib.pbkdf2_hmac("sha256", b"x", b"y", 100000000)\nreturn "x"`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "searches a long text for a longer one",
      body: `text = "a" * 5000000\nwhile True: ("a" * 2000000 + "b") in text`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "compiles without end",
      body: `source = "x = 1\\n" * 50000\nwhile True: compile(source, "x", "exec")`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
  ],
};
