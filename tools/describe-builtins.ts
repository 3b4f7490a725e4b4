// The reference page of the built-in hooks, made from their table. `reference-pages.ts` calls it.

import { BUILTINS } from "../src/builtin/index.ts";
import { describeSettings } from "../src/runtime/config/describe-config.ts";
import { SECTIONS } from "../src/runtime/config/settings.ts";

/** The text of `docs/reference/built-in-hooks.md`. */
export async function describeBuiltins(): Promise<string> {
  const described = Object.entries(BUILTINS).map(async ([name, { summary, details }]) => {
    const sections = SECTIONS.filter((section) => section === `builtin.${name}` || section.startsWith(`builtin.${name}.`));
    const tables = sections.map((section) => `\`[${section}]\`\n\n${describeSettings(section)}`);
    return [`## \`${name}\``, summary, typeof details === "string" ? details : await details(), ...tables].join("\n\n");
  });
  const parts = await Promise.all(described);
  return `${[INTRODUCTION, ...parts].join("\n\n")}\n`;
}

const INTRODUCTION = `# Built-in hooks

Hooks that come with Hookloom. Each has a section in [\`hookloom.toml\`](configuration.md), and works when \`enabled\` is true there. Hosts
give the same settings in \`createRuntime({ builtin: { <name>: { ... } } })\`, in camelCase; without \`builtin\`, a host's runtime has none of them.

Their hooks have ids that begin with \`builtin/<name>#\` and can be switched off and on like all others, one by one or by a profile.
They are asked before scripts of the same phase and priority.`;
