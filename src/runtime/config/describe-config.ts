// The reference page of the configuration, made from the schema. `tools/reference-pages.ts` calls it.

import { AFTER_RESTART } from "./config-changes.ts";
import { DEFAULT_CONFIG_FILE } from "./read-config-file.ts";
import { OTHER_VARIABLES } from "./other-names.ts";
import { sectionName, SECTIONS, SETTINGS, type Setting } from "./settings.ts";

function listSettings(names: readonly string[]): string {
  return names.map((name) => (SECTIONS.includes(name) ? `\`[${name}]\`` : `\`${name}\``)).join(", ");
}

/** The text of `docs/reference/configuration.md`. */
export function describeConfig(): string {
  const sections = SECTIONS.filter((section) => !section.startsWith("builtin.")).map(
    (section) => `## \`[${sectionName(section)}]\`\n\n${describeSettings(section)}`,
  );
  return [INTRODUCTION, `## Above the first section\n\n${describeSettings("")}`, ...sections, BUILTIN, EXAMPLE].join("\n\n");
}

const INTRODUCTION = `# Configuration

All settings have defaults, so no file is needed. Settings come from four places; the first that has one wins:

1. flags of the command line, or \`overrides\` of \`loadConfig\`
2. environment variables
3. the file that \`--config\` names, else \`${DEFAULT_CONFIG_FILE}\` in the current folder, if there is one
4. the defaults

Relative folders in the file start at the file's folder; everywhere else they start at the current folder.

Nothing is guessed and nothing is ignored: a setting that does not exist, a variable \`HOOKLOOM_...\` that stands for none, or a
value that is not accepted is an error, which names the line and column, what was found and what is accepted. All mistakes are
reported at once.

\`hookloom serve\` takes over what is changed in the file while it runs, and on SIGHUP. A config with mistakes changes nothing; nor does one
that a hook at [ConfigurationChange](points.md#configurationchange) cancels; what one changes there is not taken in. Built-in hooks with other settings are opened anew, scripts
that other limits or grants concern are loaded anew, and the rest counts at once, except for
${listSettings(AFTER_RESTART)}, turning TLS on or off, a larger \`memory_mb\`, and points that are
declared no more: these count from the next start on, and the log says so.

In environment variables, booleans are \`true\` or \`false\`, the items of a list are separated by commas, and an empty variable
counts as not set. ${describeOtherVariables()}`;

function describeOtherVariables(): string {
  const meanings = Object.entries(OTHER_VARIABLES).map(
    ([variable, { key, opposite }]) => `\`${variable}\` is ${opposite ? "the opposite of" : "another name of"} \`${key}\``,
  );
  return `Of another system's variables, ${meanings.join(", and ")}; ours count more.`;
}

const BUILTIN = `## \`[builtin.<name>]\`

The built-in hooks, each with a section of its own: [Built-in hooks](built-in-hooks.md).`;

const EXAMPLE = `## Example

\`\`\`toml
scripts_dir = "hooks"

[limits]
timeout_ms = 250

[log]
level = "debug"

[points]
declared = ["BeforeDeploy"]
\`\`\`
`;

/** The settings of a section as a table. */
export function describeSettings(section: string): string {
  const rows = SETTINGS.filter((setting) => setting.section === section).map(describeRow);
  return ["| key | type | default | environment variable | meaning |", "|---|---|---|---|---|", ...rows].join("\n");
}

function describeRow({ name, accepts, defaultText, environmentVariable, meaning }: Setting): string {
  return `| \`${name}\` | ${accepts} | ${defaultText} | ${environmentVariable === undefined ? "" : `\`${environmentVariable}\``} | ${meaning} |`;
}
