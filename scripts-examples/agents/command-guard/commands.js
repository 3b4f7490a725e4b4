// Stops an agent's shell commands that throw work away or run what was just downloaded, and has the user asked about those that
// reach the outside world.
import { on, cancel, annotate, continue_ } from "hookloom";

const SHELLS = ["sh", "bash", "zsh"];
const DOWNLOADERS = ["curl", "wget"];
// The first words of a command, a word that must be among the others, and why it is stopped.
const STOPPED = [
  { begins: ["git", "push"], has: ["--force", "-f"], why: "it overwrites what others have pushed" },
  { begins: ["git", "reset"], has: ["--hard"], why: "it throws away changes that are not committed" },
  { begins: ["git", "clean"], has: ["-f", "-fd", "-fdx"], why: "it deletes files that git does not know" },
];
const ASKED = [
  { begins: ["git", "push"], why: "It publishes commits." },
  { begins: ["npm", "publish"], why: "It publishes a package." },
  { begins: ["terraform", "apply"], why: "It changes infrastructure." },
  { begins: ["kubectl", "delete"], why: "It deletes what runs in a cluster." },
];

const options = {
  description: "Stops or asks about risky shell commands",
  match: { tool_name: "Bash" },
  priority: "high",
  failure_mode: "fail_closed",
};

on("BeforeToolExecution", options, (ctx) => {
  if (ctx.metadata.agent === undefined) return; // Not a coding agent's.
  const commands = String(ctx.data.parameters?.command ?? "")
    .split(/[;&|\n]+/)
    .map((part) => part.split(/\s+/).filter((word) => word !== ""));
  for (const [index, words] of commands.entries()) {
    if (SHELLS.includes(words[0]) && DOWNLOADERS.includes(commands[index - 1]?.[0])) {
      return cancel("Stopped: it runs what was just downloaded.");
    }
    const stopped = STOPPED.find(({ begins, has }) => beginsWith(words, begins) && words.some((word) => has.includes(word)));
    if (stopped !== undefined) return cancel(`Stopped: ${stopped.why}.`);
  }
  const asked = ASKED.find(({ begins }) => commands.some((words) => beginsWith(words, begins)));
  if (asked !== undefined) return annotate(continue_(), { permission: "ask", permission_reason: asked.why });
});

function beginsWith(words, beginning) {
  return beginning.every((word, index) => words[index] === word);
}
