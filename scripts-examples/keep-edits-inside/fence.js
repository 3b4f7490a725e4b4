// Lets tools write files inside the project folder only, and not the ones in it that are nobody's to edit.
//
// Only the text of a path is looked at. A link inside the project that leads out of it is not noticed, for a script cannot
// see the disk; what must hold even then belongs in the permissions of the operating system.
import { on, cancel } from "hookloom";

const WRITING_TOOLS = ["Write", "Edit", "MultiEdit", "NotebookEdit", "write_file", "edit_file", "create_file", "delete_file"];
const PATH_PARAMETERS = ["file_path", "path", "notebook_path", "target_file"];
const UNTOUCHABLE = new Map([
  [".git", "belongs to git itself"],
  [".ssh", "holds keys"],
  [".env", "holds secrets"],
]);
const HARMLESS_ENV_FILES = [".env.example", ".env.sample", ".env.template"];

const options = {
  description: "Keeps file changes inside the project folder",
  match: { tool_name: WRITING_TOOLS },
  priority: "highest",
  failure_mode: "fail_closed", // A path that could not be checked is not written.
};

on("BeforeToolExecution", options, (ctx) => {
  const { tool_name, cwd, parameters } = ctx.data;
  const project = ctx.metadata.project_dir ?? cwd;
  const paths = PATH_PARAMETERS.map((name) => parameters?.[name]).filter((path) => path !== undefined && path !== null);
  if (paths.length === 0) return cancel(`${tool_name} names no file in ${PATH_PARAMETERS.join(", ")}.`);
  for (const path of paths) {
    const reason = findReason(path, project, cwd ?? project);
    if (reason !== undefined) return cancel(`${tool_name} must not change ${reason}.`);
  }
});

/** What is wrong with a path, or `undefined`. `folder` is where relative paths begin. */
function findReason(path, project, folder) {
  if (typeof path !== "string") return "a file whose path is not a text";
  if (typeof project !== "string" || typeof folder !== "string" || !isAbsolute(project) || !isAbsolute(folder)) {
    return `"${path}", because neither metadata.project_dir nor data.cwd says where the project is`;
  }
  const inside = normalize(project);
  const parts = normalize(isAbsolute(path) ? path : `${folder}/${path}`);
  if (inside.some((part, index) => part !== parts[index]))
    return `"${path}", which is outside of the project folder "${project}"`;
  for (const part of parts.slice(inside.length)) {
    const name = plainName(part);
    const secretName = name.startsWith(".env.") && !HARMLESS_ENV_FILES.includes(name) ? ".env" : name;
    if (UNTOUCHABLE.has(secretName)) return `"${path}", because "${part}" ${UNTOUCHABLE.get(secretName)}`;
  }
  return undefined;
}

/** Whether a path says itself where it begins: `/x`, `\x`, `C:x`, `file://x` or `~/x`. */
function isAbsolute(path) {
  return /^[/\\~]|^[^/\\]*:/.test(path);
}

/** The parts of a path, without `.` and `..`. */
function normalize(path) {
  const parts = [];
  for (const part of path.split(/[/\\]/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** As a disk that is not particular sees it: macOS finds `.git` as `.GIT`, Windows as `.git.` and `.git::$DATA`. */
function plainName(part) {
  return part
    .toLowerCase()
    .split(":")[0]
    .replace(/[. ]+$/, "");
}
