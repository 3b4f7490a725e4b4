// The reference page of the hook points, made from their catalogue. `reference-pages.ts` calls it.

import { HOOK_POINTS } from "../src/model/points/catalogue.ts";
import type { Field, HookPoint, PointAlias, PointMode } from "../src/model/points/point.ts";
import { codeList, markdownTable } from "./markdown.ts";

/** The text of `docs/reference/points.md`. */
export function describePoints(): string {
  const groups = [...Map.groupBy(HOOK_POINTS, ({ group }) => group)];
  const overview = groups.map(([group, points]) => `- [${titleOf(group)}](#${group}): ${points.map(linkTo).join(", ")}`);
  const sections = groups.map(([group, points]) => [`## ${titleOf(group)}`, ...points.map(describePoint)].join("\n\n"));
  return `${[INTRODUCTION, overview.join("\n"), ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Hook points

A host asks these points; scripts and native hooks register at them. The mode says what for: hooks at a gate decide about what
comes, a transform changes what came, and observers only watch. A host may send more fields than are listed, and they are
passed on untouched. The primary field is the content itself: what a bare value given as a change replaces.

Names of other systems mean the same points. Points of your own need a colon in their name (\`acme:deploy\`), or to be declared in
\`points.declared\` of the configuration.`;

const MODES: Readonly<Record<PointMode, string>> = {
  gate: "gate (hooks decide)",
  transform: "transform (hooks change)",
  observe: "observe (hooks watch)",
};

function titleOf(group: string): string {
  return `${group.charAt(0).toUpperCase()}${group.slice(1)}`;
}

function linkTo({ name }: HookPoint): string {
  return `[${name}](#${name.toLowerCase()})`;
}

function describePoint(point: HookPoint): string {
  return [`### ${point.name}`, point.summary, describeFacts(point), describeFields(point), describeExample(point)].join("\n\n");
}

function describeFacts({ mode, allowed, primary, failureMode, after, failure, aliases }: HookPoint): string {
  const facts = [`- Mode: ${MODES[mode]}`, `- Allowed results: ${codeList(allowed)}`];
  if (primary !== undefined) facts.push(`- Primary field: \`${primary}\``);
  if (failureMode !== undefined) facts.push(`- A hook that does not say what its failure means is \`${failureMode}\``);
  if (after !== undefined) facts.push(`- When the operation has succeeded: \`${after}\``);
  if (failure !== undefined) facts.push(`- When the operation has failed: \`${failure}\``);
  if (aliases.length > 0) facts.push(`- Aliases: ${aliases.map(describeAlias).join("; ")}`);
  return facts.join("\n");
}

function describeAlias({ name, system, fields }: PointAlias): string {
  const renamed = Object.entries(fields).map(([canonical, own]) => `\`${canonical}\` is \`${own}\``);
  return `\`${name}\` (${system}${renamed.length === 0 ? "" : `, where ${renamed.join(", ")}`})`;
}

function describeFields({ fields }: HookPoint): string {
  const rows = Object.entries(fields).map(([name, field]) => [
    `\`${name}\``,
    describeType(field),
    field.optional ? "" : "yes",
    field.description,
  ]);
  return rows.length === 0 ? "It has no fields." : markdownTable(["field", "type", "required", "meaning"], rows);
}

function describeType({ type, values }: Field): string {
  return values === undefined ? type : `${type}: ${codeList(values.map((value) => JSON.stringify(value)))}`;
}

function describeExample({ example }: HookPoint): string {
  return `\`\`\`json\n${JSON.stringify(example, undefined, 2)}\n\`\`\``;
}
