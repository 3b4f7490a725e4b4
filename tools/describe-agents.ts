// The reference page of the coding agents, made from their contracts. `reference-pages.ts` calls it.

import { AGENTS } from "../src/agents/agent-list.ts";
import type { AgentContract, EventContract } from "../src/agents/contract.ts";
import { listConsequences } from "../src/agents/downgrade-report.ts";
import { codeList, markdownTable } from "./markdown.ts";

/** The text of `docs/reference/agents.md`. */
export function describeAgents(): string {
  return `${[INTRODUCTION, overview(), ...AGENTS.map(describeAgent)].join("\n\n")}\n`;
}

const INTRODUCTION = `# Coding agents

What each agent promises about its hooks, and what becomes of the answers of ours. The [guide](../guide/agents.md) says how to
install them. Tools and their arguments have the names that Claude Code gives them, whichever agent calls: a shell command is
\`Bash\` with \`parameters.command\`. What an agent sends besides is passed on in \`data\`.

In \`ctx.metadata\`: \`agent\`, \`agent_event\` (the agent's own name), \`project_dir\`, \`native_tool_name\` where it differs, and \`missing\`, the fields that
the agent's documentation promises and that did not come. Events that no point of the catalogue means stand at points of their own,
\`<agent>:<event>\`.

| annotation | means |
|---|---|
| \`permission\` | \`"allow"\` spares the user the agent's question, \`"ask"\` has the agent ask, \`"deny"\` refuses. Of several hooks the strictest counts, and \`cancel\` is stricter than all. Going on never allows anything |
| \`permission_reason\` | why, for the user and the model |
| \`additional_context\` | a text for the model |
| \`system_message\` | a text for the user |

At the points at which an agent stops, \`cancel\` and \`retry\` send it back to work; after five times in a row, or as often as the agent itself
allows if that is less, it may stop. \`cache\`, and \`replace\` by a component that can be run here, refuse the call and give its result as the reason;
\`redirect\` and \`fork\` refuse it and say what to do instead. What an agent cannot do is done in the nearest way that is not less safe,
and the daemon's log says so.`;

function overview(): string {
  const rows = AGENTS.map((agent) => [
    `[${agent.title}](#${agent.title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-")})`,
    `\`${agent.name}\``,
    agent.timeout.default === undefined ? agent.timeout.unit : `${agent.timeout.unit}, ${agent.timeout.default}`,
    FAILING[agent.onTimeout],
    FAILING[agent.onCrash],
    agent.output === "strict" ? "void the answer" : "are ignored",
    agent.versionFloor ?? "not known",
  ]);
  const columns = ["agent", "name", "time-out: unit, default", "too late", "hook crashed", "unknown fields", "since"];
  return markdownTable(columns, rows);
}

const FAILING = { open: "goes on", closed: "refuses", unknown: "not known" } as const;

function describeAgent(agent: AgentContract): string {
  return [`## ${agent.title}`, facts(agent), events(agent), consequences(agent)].filter((part) => part !== "").join("\n\n");
}

function facts({ source, settings, exitCodes, versionFloor, stopLimit, tools, proof }: AgentContract): string {
  const paths = Object.entries(settings.paths).map(([scope, path]) => `\`${path}\` (${scope})`);
  const lines = [`- From ${source}.`, `- ${proof}`, `- Settings: ${paths.join(", ")}`];
  if (settings.alsoReads !== undefined) lines.push(`- Also takes hooks from ${codeList(settings.alsoReads)}`);
  if (settings.switches.length > 0)
    lines.push(`- Switched off by ${settings.switches.map(({ path, off }) => `\`${path} = ${off}\``).join(", ")}`);
  if (settings.trust !== undefined) lines.push(`- ${settings.trust}`);
  lines.push(versionFloor === undefined ? "- Since which version is not known" : `- Since version ${versionFloor}`);
  lines.push(`- Exit codes: ${exitCodes}`);
  if (stopLimit !== undefined) lines.push(`- Ends by itself after ${stopLimit} times of being sent back in a row`);
  const renamed = Object.entries(tools).map(([native, { name }]) => `\`${native}\` is \`${name}\``);
  if (renamed.length > 0) lines.push(`- Tools: ${renamed.join(", ")}`);
  return lines.join("\n");
}

function events(agent: AgentContract): string {
  const rows = Object.entries(agent.events).map(([name, event]) => [
    `\`${name}\``,
    `\`${event.point}\``,
    event.installed === true ? "yes" : "",
    describePowers(event),
    renamed(event),
  ]);
  return markdownTable(["event", "hook point", "installed", "can", "fields under other names"], rows);
}

function describePowers({ powers }: EventContract): string {
  const words: [keyof typeof powers, string][] = [
    ["deny", "refuse"],
    ["ask", "ask"],
    ["allow", "allow"],
    ["input", "change what goes in"],
    ["output", "change what came out"],
    ["again", "send back to work"],
    ["context", "tell the model"],
    ["notice", "tell the user"],
  ];
  const able = words.filter(([power]) => powers[power] !== undefined).map(([, word]) => word);
  return able.length === 0 ? "nothing" : able.join(", ");
}

function renamed({ fields = {}, tool }: EventContract): string {
  const names = Object.entries(fields).map(
    ([canonical, native]) => `\`${canonical}\` from \`${native.replaceAll("|", "` or `")}\``,
  );
  return [...(tool === undefined ? [] : [`\`tool_name\` is \`${tool}\``]), ...names].join(", ");
}

/** What hooks answer that is not done as it was meant, at the events that are installed. */
function consequences(agent: AgentContract): string {
  const rows = Object.entries(agent.events)
    .filter(([, { installed }]) => installed === true)
    .map(([name]) => [
      `\`${name}\``,
      listConsequences(agent, name)
        .filter(({ downgraded }) => downgraded)
        .map(({ answer, becomes }) => `\`${answer}\`: ${becomes}`)
        .join("; "),
    ])
    .filter(([, list]) => list !== "");
  return `What becomes of answers that it cannot carry out as they are:\n\n${markdownTable(["event", "answer and what the agent does"], rows as string[][])}`;
}
