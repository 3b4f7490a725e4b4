// The shim that a shell starts, by what only it does: with Perl, and with curl where there is none.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { AGENTS } from "../../src/agents/agent-list.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { startDesk } from "./desk-server.ts";
import { createDesk, payloadsOf } from "./desk-setup.ts";
import { runShim, SHELL_SHIM, SHIM, SHIM_STARTS, startWithoutPerl, type ShimStart } from "./shim-driver.ts";

const running = startDesk();

const bash = payloadsOf({ name: "claude-code" })["PreToolUse"]!;
const cancel: HookOutcome = { type: "cancel", hookId: "h", reason: "größer — not today" };
const words = (state: string): string[] => ["claude-code", "PreToolUse", "--state", state];

/** Something in the daemon's place; what it is asked for is written down. */
async function listen(
  name: string,
  answer: (times: number) => string | undefined,
): Promise<{ state: string; asked: string[]; socket: Server }> {
  const state = join(running.folder.path, name);
  mkdirSync(state);
  const asked: string[] = [];
  const socket = createHttpServer((request, response) => {
    asked.push(new URL(request.url!, "http://localhost").searchParams.get("answer")!);
    const said = answer(asked.length);
    // A server that ends before it has heard everything breaks the connection off.
    request.resume().on("end", () => (said === undefined ? undefined : response.end(said)));
  });
  await new Promise<void>((resolve) => void socket.listen(join(state, "daemon.sock"), resolve));
  return { state, asked, socket };
}

describe.skipIf(process.platform === "win32")("the shim", () => {
  const SHELLS = ["with Perl", "without Perl"] as const;
  const startOf = (way: (typeof SHELLS)[number]): ShimStart =>
    way === "with Perl" ? SHIM_STARTS["started by the shell"] : startWithoutPerl(running.folder.path);

  it.each(SHELLS)("%s, believes no answer that is not whole, and leaves it to Node to ask again", async (way) => {
    const whole = JSON.stringify({ stdout: '{"whole":1}', stderr: "", exit_code: 0 });
    const { state, asked, socket } = await listen(`cut-off-${SHELLS.indexOf(way)}`, (times) => (times > 1 ? whole : "0\n{}"));
    expect((await runShim(startOf(way), words(state), bash)).stdout).toBe('{"whole":1}');
    expect(asked).toEqual(["shell", "process"]);
    socket.close();
  });

  it.each(SHELLS)("%s, has Node ask whoever answers in a way that is not the daemon's", async (way) => {
    const error = '{"error":{"message":"not here"}}';
    const { state, asked, socket } = await listen(`odd-${SHELLS.indexOf(way)}`, () => error);
    const refused = await runShim(startOf(way), words(state), bash);
    expect(refused.stdout).toContain("Hookloom did not understand this: not here");
    expect(asked).toEqual(["shell", "process"]);
    socket.close();
    socket.closeAllConnections();
  });

  it.runIf(existsSync("/usr/bin/perl"))(
    "waits for an answer only so long, and has Node refuse without asking again",
    async () => {
      const { state, asked, socket } = await listen("silent", () => undefined);
      const [command, ...args] = SHIM_STARTS["started by the shell"](words(state));
      const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
      child.stdin.end(JSON.stringify(bash));
      const said = text(child.stdout);
      await expect.poll(() => asked, { timeout: 30_000 }).toEqual(["shell"]);
      // What its own clock would send, after all the time there is.
      child.kill("SIGALRM");
      expect(await said).toContain("Hookloom's daemon does not answer in time. This may change something");
      expect(asked).toEqual(["shell"]);
      socket.close();
      socket.closeAllConnections();
    },
  );

  it("asks with curl where something changes how Perl starts", async () => {
    running.outcome = cancel;
    const printed = await runShim(SHIM_STARTS["started by the shell"], words(running.folder.path), bash, {
      PERL5OPT: "-Mno::such",
    });
    expect(printed).toMatchObject({ stdout: expect.stringContaining("größer — not today"), stderr: "" });
  });

  it("leaves everything to Node where there is no curl", async () => {
    const path = join(running.folder.path, "hookloom-hook.sh");
    writeFileSync(path, readFileSync(SHELL_SHIM, "utf8").replace("curl", "no-such-curl"));
    writeFileSync(path.replace(".sh", ".cjs"), `require(${JSON.stringify(SHIM)});`);
    running.outcome = cancel;
    const command = ["/bin/sh", path, process.execPath, ...words(running.folder.path)] as const;
    const printed = await runShim(() => command, [], bash);
    expect(printed.stdout).toContain('"permissionDecisionReason":"größer — not today"');
  });

  it("needs no Node while a daemon runs, takes another when its own is gone, and shuts the gates without any", async () => {
    const gone = (more: readonly string[]) => ["/bin/sh", SHELL_SHIM, "/gone/node", ...more] as const;
    const nowhere = join(running.folder.path, "nowhere");
    const lost = { PATH: nowhere };
    running.outcome = cancel;
    expect((await runShim(gone, words(running.folder.path), bash, lost)).stdout).toContain("größer — not today");
    const refused = await runShim(gone, words(nowhere), bash, lost);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("hookloom agents install claude-code")]);
    expect((await runShim(gone, ["claude-code", "Stop", "--state", nowhere], {}, lost)).exitCode).toBe(0);
    const cline = await runShim(gone, ["cline", "PreToolUse", "--state", nowhere], {}, lost);
    expect(JSON.parse(cline.stdout)).toMatchObject({ cancel: true });
    const other = await runShim(gone, words(nowhere), bash, { PATH: dirname(process.execPath) });
    expect(other.stdout).toContain("Start the daemon with `hookloom serve`");
  });

  it("has Node refuse without asking again when the daemon took too long", async () => {
    running.outcome = { type: "continue" };
    const printed = await runShim(SHIM_STARTS["started by Node"], [...words(running.folder.path), "--unanswered"], bash);
    expect(printed.stdout).toContain("Hookloom's daemon does not answer in time. This may change something");
    expect(running.asked).toEqual([]);
  });

  it("loses nothing of an answer: none is printed on both channels", async () => {
    for (const agent of AGENTS) {
      for (const [event, payload] of Object.entries(payloadsOf(agent))) {
        for (const said of [cancel, { type: "continue" } as const]) {
          const answer = await createDesk(said).desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) });
          expect(answer.exitCode === 0 ? answer.stderr : answer.stdout).toBe("");
        }
      }
    }
  });
});
