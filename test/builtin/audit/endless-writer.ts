// Writes an audit log until it is killed. `audit-writer.test.ts` starts it; its argument is the path of the log.

import { AuditWriter } from "../../../src/builtin/audit/audit-writer.ts";
import { systemClock } from "../../../src/foundation/clock.ts";

const path = process.argv[2]!;
const options = { format: "text", flushMs: 1, queueLines: 1e6, maxFileBytes: 1e9, maxFiles: 10, anchorLines: 100 } as const;
const writer = new AuditWriter({ path, anchorPath: `${path}.anchors`, ...options }, systemClock, {
  log: () => {},
  publish: () => {},
});

for (let number = 0; ; number += 1) {
  for (let each = 0; each < 100; each += 1)
    writer.add({ timeMs: Date.now(), event: "AuthSuccess", fields: { number, text: "x".repeat(500) } });
  await writer.drain();
  if (number === 20) process.stdout.write("writing\n");
}
