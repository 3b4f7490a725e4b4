// The commands by their names. `main.ts` runs the program.

import { Command } from "commander";
import { readPackageVersion } from "../foundation/package-version.ts";

const EXAMPLES = `
Examples:
  hookloom init agent --language py      a folder to begin with
  hookloom new js guard                  write a script to start from
  hookloom check                         load every script and say what is wrong
  hookloom list                          hooks in the order they are asked
  hookloom run BeforeToolExecution --data '{"tool_name":"Bash","parameters":{"command":"ls"}}'
  hookloom test                          run tests of scripts, such as guard.test.js
  hookloom bench                         measure scripts under load
  hookloom serve                         answer over HTTP
  hookloom dashboard                     its address, with a token
  hookloom explain                       which hook did what in the last runs
  hookloom top                           what the daemon's hooks do, live
  hookloom hooks disable guard           do not ask a hook any more, without a restart
  hookloom audit verify                  find what was changed in the audit log
  hookloom trust                         scripts that nobody has approved yet
  hookloom tail 'hook.*'                 events as they come
  hookloom agents install claude-code    put the hooks into a coding agent
  hookloom doctor                        languages and layers of the sandbox on this machine

"hookloom help <command>" says more about a command.`;

/** In the order of the help. A command is loaded when it is wanted: all of them together take as long as most commands run. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("./commands/init.ts")).initCommand(),
  new: async () => (await import("./commands/new.ts")).newCommand(),
  stubs: async () => (await import("./commands/stubs.ts")).stubsCommand(),
  check: async () => (await import("./commands/check.ts")).checkCommand(),
  list: async () => (await import("./commands/list.ts")).listCommand(),
  run: async () => (await import("./commands/run.ts")).runCommand(),
  test: async () => (await import("./commands/test.ts")).testCommand(),
  bench: async () => (await import("./commands/bench.ts")).benchCommand(),
  serve: async () => (await import("./commands/serve.ts")).serveCommand(),
  record: async () => (await import("./commands/record.ts")).recordCommand(),
  status: async () => (await import("./commands/status.ts")).statusCommand(),
  top: async () => (await import("./commands/top.ts")).topCommand(),
  dashboard: async () => (await import("./commands/dashboard.ts")).dashboardCommand(),
  explain: async () => (await import("./commands/explain.ts")).explainCommand(),
  replay: async () => (await import("./commands/replay.ts")).replayCommand(),
  agents: async () => (await import("./commands/agents.ts")).agentsCommand(),
  hooks: async () => (await import("./commands/hooks.ts")).hooksCommand(),
  release: async () => (await import("./commands/release.ts")).releaseCommand(),
  tail: async () => (await import("./commands/events/tail.ts")).tailCommand(),
  events: async () => (await import("./commands/events.ts")).eventsCommand(),
  audit: async () => (await import("./commands/audit.ts")).auditCommand(),
  trust: async () => (await import("./commands/trust.ts")).trustCommand(),
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  service: async () => (await import("./commands/service.ts")).serviceCommand(),
  completion: async () => (await import("./commands/completion.ts")).completionCommand(),
};

/** The program `hookloom` for these arguments: with the command they begin with, or with all of them. */
export async function createProgram([first = ""]: readonly string[]): Promise<Command> {
  const program = new Command("hookloom")
    .description("Hook scripts in Lua, JavaScript and Python, each in its own sandbox, deciding what a running program may do.")
    .version(readPackageVersion(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError()
    .addHelpText("after", EXAMPLES);
  for (const load of wantedCommands(first)) {
    program.addCommand((await load()).copyInheritedSettings(program));
  }
  return program;
}

function wantedCommands(first: string): (() => Promise<Command>)[] {
  if (first === "-v" || first === "--version") return [];
  return Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]!] : Object.values(COMMANDS);
}
