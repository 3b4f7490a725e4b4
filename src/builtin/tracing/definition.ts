// What tracing is to its users: its settings and its page.

import { z } from "zod";
import { defineBuiltin, enabledSetting } from "../builtin.ts";

const schema = z.strictObject({ enabled: enabledSetting(false) });

export const TRACING = defineBuiltin({
  summary: "Makes spans of OpenTelemetry: one for each run of a hook point, each hook, and each guarded operation.",
  details: `The spans go to the SDK that the host has set up, by the API that both share (\`@opentelemetry/api\`); without one, nothing is made. The daemon has one
when it is started with one, such as by \`NODE_OPTIONS=--import=./instrumentation.mjs\`.

| span | made for | attributes |
|---|---|---|
| \`operation <point>\` | \`runtime.guard\`; the spans of its runs, and those that the operation makes, are inside | \`hook_point\`, \`component_id\`, \`correlation_id\`?, \`outcome\` |
| \`dispatch <point>\` | a run of a hook point; it is active while its hooks are asked | the same, and \`hook_id\` of the hook that ended it |
| \`hook <id>\` | a call of a hook, inside of its run | \`hook_point\`, \`component_id\`, \`hook_id\`, \`result\`; a failure has the status and the exception |

A run is inside of the span that is active, else of the \`traceparent\` in its metadata, which the daemon takes from the header of that name.`,
  decides: false,
  schema,
  load: async () => (await import("./tracing.ts")).openTracing,
});
