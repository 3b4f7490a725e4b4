// Tells an agent at the start of a session what it would have to find out otherwise.
import { on, annotate, continue_ } from "hookloom";

const CONTEXT = ["Run the tests with `npm test`.", "Generated files are in `dist`; never edit them.", "Commit messages say why."];

on("SessionStart", { description: "Tells agents about the project" }, (ctx) => {
  if (ctx.metadata.agent === undefined) return; // Not a coding agent's.
  return annotate(continue_(), { additional_context: CONTEXT.join("\n") });
});
