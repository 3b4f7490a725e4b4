// Tells an agent to format what it has just edited. A script starts no programs, so it is an instruction to the model.
import { on, annotate, continue_ } from "hookloom";

const FORMATTERS = { ts: "npx oxfmt", js: "npx oxfmt", py: "ruff format", go: "gofmt -w", rs: "rustfmt" };

on(
  "AfterToolExecution",
  { description: "Has edited files formatted", match: { tool_name: ["Write", "Edit", "MultiEdit"] } },
  (ctx) => {
    const path = ctx.metadata.agent === undefined ? undefined : ctx.data.parameters?.file_path;
    if (typeof path !== "string") return;
    const formatter = FORMATTERS[path.split(".").at(-1)];
    if (formatter !== undefined)
      return annotate(continue_(), { additional_context: `Format the file before you go on: ${formatter} ${path}` });
  },
);
