// `npm run bench`: measures every section in a process of its own, prints the table, and writes docs/performance.md and
// bench/results.json. Arguments choose sections: `npm run bench -- dispatch lua`.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Row } from "./row.ts";

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  dispatch: ["dispatch.ts"],
  guard: ["guard.ts"],
  javascript: ["language.ts", "javascript"],
  lua: ["language.ts", "lua"],
  python: ["language.ts", "python"],
  agents: ["agents.ts"],
  "command-guard": ["command-guard.ts"],
  builtin: ["builtin.ts"],
  http: ["http.ts"],
  idle: ["idle.ts"],
  dashboard: ["dashboard.ts"],
  supervision: ["supervision.ts"],
  layers: ["layers.ts"],
  events: ["events.ts"],
  "event-store": ["event-store.ts"],
  "event-load": ["event-load.ts"],
};

const chosen = process.argv.slice(2);
const names = chosen.length === 0 ? Object.keys(SECTIONS) : chosen;
const rows: Row[] = [];
for (const name of names) {
  const [file, ...sectionArguments] =
    SECTIONS[name] ?? fail(`there is no section ${name}; there are ${Object.keys(SECTIONS).join(", ")}`);
  process.stderr.write(`measuring ${name} ...\n`);
  const section = fileURLToPath(new URL(`./sections/${file}`, import.meta.url));
  // isolated-vm asks for --no-node-snapshot where it is loaded: here only as the bare engine we compare with.
  const { status, stdout } = spawnSync(process.execPath, ["--no-node-snapshot", section, ...sectionArguments], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) fail(`the section ${name} failed`);
  rows.push(...(JSON.parse(stdout) as Row[]));
}

const table = render(rows);
process.stdout.write(`${table}\n`);
if (chosen.length === 0) {
  writeFileSync(new URL("./results.json", import.meta.url), `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  writeFileSync(new URL("../docs/performance.md", import.meta.url), page(table));
}

function render(lines: readonly Row[]): string {
  const cells = lines.map(({ what, measured, target = "", met, baseline = "", ratio = "" }) =>
    [what, measured, target, met === undefined ? "" : met ? "yes" : "**no**", ratio, baseline].join(" | "),
  );
  return [
    "| what | measured | target | met | ratio | baseline in the same run |",
    "|---|---|---|---|---|---|",
    ...cells.map((line) => `| ${line} |`),
  ].join("\n");
}

function page(content: string): string {
  return `# Performance

Written by \`npm run bench\`, which builds the package and measures what users install. Machine: ${machine()}. Absolute
times depend on the machine and on what else it does; the ratios are what to look at. \`bench/\` holds every measurement.

${content}

${readFileSync(new URL("./shortfalls.md", import.meta.url), "utf8")}`;
}

function machine(): string {
  return `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}, ${process.platform} ${process.arch}`;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
