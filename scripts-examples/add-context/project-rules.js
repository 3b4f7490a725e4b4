// Tells the model the project's rules with every prompt, and more about what the prompt is about.
//
// The text goes into the prompt itself and not into an annotation, because hooks that run later see changed data: this one
// recognises its own heading and never adds it twice.
import { on, modified } from "hookloom";

const HEADING = "Rules of this project:";
const RULES = ["Change only what was asked for.", "Write names in full, without abbreviations."];
// Rules that matter only when the prompt has one of the words.
const HINTS = [
  { words: ["test", "tests", "testing"], rule: "Run the tests with `npm test` before you call something done." },
  { words: ["commit", "commits", "push"], rule: "Commit messages say what changed and why; never push to main." },
  { words: ["database", "migration", "migrations"], rule: "Never change a migration that was released: add another one." },
  { words: ["dependency", "dependencies", "package"], rule: "Ask before you add a dependency." },
];

on("UserPromptSubmit", { description: "Adds the project's rules to prompts", priority: "low" }, (ctx) => {
  const { prompt } = ctx.data;
  // A prompt such as `/clear` is an order to the program, not to the model.
  if (prompt.startsWith("/") || prompt.includes(HEADING)) return;
  const words = new Set(prompt.match(/[A-Za-z]+/g)?.map((word) => word.toLowerCase()));
  const hints = HINTS.filter((hint) => hint.words.some((word) => words.has(word))).map((hint) => hint.rule);
  const lines = [...RULES, ...hints].map((rule) => `- ${rule}`);
  return modified({ prompt: [prompt, "", HEADING, ...lines].join("\n") });
});
