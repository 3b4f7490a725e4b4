// All commands together. `main.ts` runs it.

import { Command } from "commander";
import { readPackageVersion } from "../foundation/package-version.ts";
import { agentsCommand } from "./commands/agents.ts";
import { auditCommand } from "./commands/audit.ts";
import { benchCommand } from "./commands/bench.ts";
import { checkCommand } from "./commands/check.ts";
import { dashboardCommand } from "./commands/dashboard.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { explainCommand } from "./commands/explain.ts";
import { hooksCommand } from "./commands/hooks.ts";
import { listCommand } from "./commands/list.ts";
import { newCommand } from "./commands/new.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { statusCommand } from "./commands/status.ts";
import { stubsCommand } from "./commands/stubs.ts";
import { topCommand } from "./commands/top.ts";
import { testCommand } from "./commands/test.ts";
import { trustCommand } from "./commands/trust.ts";

const EXAMPLES = `
Examples:
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
  hookloom events tail 'hook.*'           events as they come
  hookloom agents install claude-code    put the hooks into a coding agent
  hookloom doctor                        languages and layers of the sandbox on this machine

"hookloom help <command>" says more about a command.`;

/** The program `hookloom`. */
export function createProgram(): Command {
  const program = new Command("hookloom")
    .description("Hook scripts in Lua, JavaScript and Python, each in its own sandbox, deciding what a running program may do.")
    .version(readPackageVersion(), "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError()
    .addHelpText("after", EXAMPLES);
  const commands = [
    newCommand(),
    stubsCommand(),
    checkCommand(),
    listCommand(),
    runCommand(),
    testCommand(),
    benchCommand(),
    serveCommand(),
    statusCommand(),
    topCommand(),
    dashboardCommand(),
    explainCommand(),
    replayCommand(),
    agentsCommand(),
    hooksCommand(),
    eventsCommand(),
    auditCommand(),
    trustCommand(),
    doctorCommand(),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}
