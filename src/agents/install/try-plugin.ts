// Does with an installed plugin what the agent does with it: loads the file, and asks it about the canary's shell command.
// `hookloom agents canary` calls it.

import { readFileSync } from "node:fs";
import type { JsonObject } from "../../foundation/json.ts";
import { CANARY_COMMAND } from "../canary.ts";

type Hook = (...given: readonly object[]) => Promise<JsonObject | undefined>;

/** The reason with which the plugin refuses the command; `undefined` when it lets it through. */
export async function tryPlugin(agent: string, path: string): Promise<string | undefined> {
  // As text: the file's name does not tell Node that it is a module, and Node would say so.
  const text = readFileSync(path, "utf8");
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Record<string, never>;
  return agent === "opencode" ? tryOpenCode(module) : tryOpenClaw(module);
}

async function tryOpenCode({
  Hookloom,
}: {
  Hookloom?: (input: object) => Promise<Record<string, Hook>>;
}): Promise<string | undefined> {
  const folder = process.cwd();
  const hooks = await Hookloom!({ directory: folder, worktree: folder });
  const call = { tool: "bash", sessionID: "canary", callID: "canary" };
  try {
    await hooks["tool.execute.before"]!(call, { args: { command: CANARY_COMMAND } });
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

async function tryOpenClaw(module: { default?: { register(api: object): void } }): Promise<string | undefined> {
  const hooks = new Map<string, Hook>();
  module.default!.register({ on: (name: string, hook: Hook) => void hooks.set(name, hook) });
  const answer = await hooks.get("before_tool_call")!({ toolName: "exec", params: { command: CANARY_COMMAND } }, {});
  return answer?.block === true ? String(answer.blockReason) : undefined;
}
