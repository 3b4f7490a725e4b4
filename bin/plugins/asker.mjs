// How a plugin inside an agent's own process asks the hooks: the daemon directly, and when that does not answer the shim, which
// starts the daemon or has the verdict for when there is none. The plugins beside this file use it, in Node and in Bun.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";

const { askDaemon, socketOf } = createRequire(import.meta.url)("../ask-daemon.cjs");

/** By then a daemon that runs has answered, in milliseconds. */
const ANSWER_WITHIN_MS = 25_000;

/**
 * What asks for one agent. `where` is what `hookloom agents install` wrote: the Node to run the shim with, the shim, and the state folder.
 * The function that it gives never throws: `lastResort` is the answer when not even the shim can be started.
 */
export function createAsker(agent, { node, shim, state }) {
  return async (event, payload, lastResort = {}) => {
    try {
      const body = JSON.stringify(payload);
      const target = `/hooks/${agent}?answer=process&event=${encodeURIComponent(event)}`;
      const asked = await askDaemon(socketOf(state), target, body, { environment: {}, withinMs: ANSWER_WITHIN_MS });
      const said = asked.kind === "answered" ? asked.answer : await runShim([node, shim, agent, event, "--state", state], body);
      return said.stdout === "" ? {} : JSON.parse(said.stdout);
    } catch {
      return lastResort;
    }
  };
}

/** The reason for refusing when neither the daemon nor the shim can be asked. */
export function unreachable(agent) {
  return `Hookloom cannot be asked, so this is refused. Install it again, or take it out: hookloom agents uninstall ${agent}`;
}

function runShim([command, ...args], body) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve({ stdout }) : reject(new Error(`the shim ended with ${code}`))));
    child.stdin.end(body);
  });
}
