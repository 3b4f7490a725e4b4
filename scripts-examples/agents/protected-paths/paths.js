// Keeps an agent away from files that nobody should edit by hand, whichever tool it takes: a file tool, or a patch.
import { on, cancel } from "hookloom";

const TOOLS = ["Write", "Edit", "MultiEdit", "NotebookEdit", "Delete", "apply_patch"];
const PATHS = ["file_path", "path", "notebook_path"];
const PATCHES = ["input", "patch", "command"];
// Names of files, and of folders with a slash behind them.
const PROTECTED = [".git/", ".ssh/", ".env", "package-lock.json", "secrets/"];

const options = {
  description: "Keeps files from being edited",
  match: { tool_name: TOOLS },
  priority: "high",
  failure_mode: "fail_closed",
};

on("BeforeToolExecution", options, (ctx) => {
  if (ctx.metadata.agent === undefined) return; // Not a coding agent's.
  const parameters = ctx.data.parameters ?? {};
  const patches = PATCHES.map((name) => parameters[name]).filter((text) => typeof text === "string");
  const patched = patches.flatMap((text) =>
    [...text.matchAll(/\*\*\* (?:Add|Update|Delete) File: ([^\n]+)/g)].map(([, path]) => path),
  );
  for (const path of [...PATHS.map((name) => parameters[name]), ...patched]) {
    if (typeof path !== "string") continue;
    const name = PROTECTED.find((part) => `/${path.replaceAll("\\", "/")}/`.includes(`/${part.replace(/\/$/, "")}/`));
    if (name !== undefined) return cancel(`"${path}" must not be edited: ${name} is protected.`);
  }
});
