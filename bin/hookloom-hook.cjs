#!/usr/bin/env node
// What a coding agent starts for each of its events: hands the payload to the daemon and repeats its answer. Starts the daemon
// when there is none, and has a word of its own when that does not help. Loads nothing until then, for it is started before
// every tool call; plain JavaScript in the old module format, which starts faster, for any Node.
//
//   hookloom-hook [agent] [event] [--state <state folder>] [--unanswered]
//
// With --unanswered nobody is asked: whoever starts us did, and waited long enough.

"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { askDaemon, readLaunch, socketOf } = require("./ask-daemon.cjs");

/** Until then a daemon must have answered; agents wait for 30 seconds. */
const GIVE_UP_AFTER_MS = 25_000;
/** A daemon that is being started must listen by then. */
const START_WITHIN_MS = 10_000;
const TRY_AGAIN_AFTER_MS = 25;
/** Variables that say which agent started us, and where. */
const TELLING = /^(CLAUDE|CURSOR|GEMINI|QWEN|FACTORY|DROID|DEVIN)_(PROJECT_DIR|VERSION)$/;

const startedMs = Date.now();
const { words, options } = readArguments(process.argv.slice(2));
const [agent, event] = words;
let launch;

void main();

async function main() {
  const body = readInput();
  if (options.unanswered) return finish(await answerUnasked(body));
  const stateDir = options.state ?? process.env.HOOKLOOM_STATE_DIR ?? (await findStateDir());
  const query = `answer=process${event === undefined ? "" : `&event=${encodeURIComponent(event)}`}`;
  const target = `/hooks${agent === undefined ? "" : `/${encodeURIComponent(agent)}`}?${query}`;
  let starting;
  for (;;) {
    const withinMs = GIVE_UP_AFTER_MS - (Date.now() - startedMs);
    const asked = await askDaemon(socketOf(stateDir), target, body, { environment: telling(), withinMs });
    if (asked.kind === "answered") {
      starting?.ended();
      return finish(asked.answer);
    }
    if (asked.kind === "refused") return finish(await answerAlone(body, `Hookloom did not understand this: ${asked.message}`));
    launch ??= readLaunch(stateDir);
    const passedMs = Date.now() - startedMs;
    if (asked.kind === "nobody" && starting === undefined) starting = startDaemon(stateDir);
    // Whoever lost a race for starting it is answered by the daemon of whoever won.
    const failed = starting?.failed !== undefined && starting.seen === true;
    if (starting?.failed !== undefined) starting.seen = true;
    if (failed || (asked.kind === "nobody" && passedMs > START_WITHIN_MS) || passedMs > GIVE_UP_AFTER_MS) {
      return finish(await answerAlone(body, starting?.failed ?? "Hookloom's daemon does not answer."));
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS));
  }
}

/** Starts the daemon in the background, unless somebody else is at it already. */
function startDaemon(stateDir) {
  const attempt = { failed: undefined, seen: false, ended: () => {} };
  if (launch === undefined) return Object.assign(attempt, { failed: "Hookloom's daemon does not run.", seen: true });
  const lock = path.join(stateDir, "agents", "starting");
  try {
    if (Date.now() - fs.statSync(lock).mtimeMs > START_WITHIN_MS) fs.rmSync(lock, { force: true });
  } catch {
    // Nobody is at it.
  }
  try {
    fs.closeSync(fs.openSync(lock, "wx"));
  } catch {
    return attempt;
  }
  const { command, args, cwd, env } = launch.start;
  const log = fs.openSync(path.join(stateDir, "agents", "daemon.log"), "a", 0o600);
  const { spawn } = require("node:child_process");
  const folder = fs.existsSync(cwd) ? cwd : stateDir;
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", log, log],
  });
  attempt.ended = () => fs.rmSync(lock, { force: true });
  const ended = () => {
    attempt.failed = `Hookloom's daemon could not be started; ${path.join(stateDir, "agents", "daemon.log")} says why.`;
    attempt.ended();
  };
  child.once("error", ended);
  child.once("exit", ended);
  child.unref();
  return attempt;
}

function answerUnasked(body) {
  if (options.state !== undefined) launch = readLaunch(options.state);
  return answerAlone(body, "Hookloom's daemon does not answer in time.");
}

/** What an agent is told when nobody can be asked. */
async function answerAlone(body, why) {
  try {
    keepCompiled();
    const { answerOffline } = await importSource("agents/offline");
    const { enabled = true, policy } = launch ?? {};
    const { stdout, stderr, exitCode } = answerOffline({ agent, event, body, environment: telling(), enabled, policy, why });
    return { stdout, stderr: stderr === "" ? `${why}\n` : stderr, exit_code: exitCode };
  } catch (thrown) {
    // Every agent that looks at exit codes before a tool takes 2 for no; Cline looks at none.
    const gate = /^(PreToolUse|preToolUse|BeforeTool|pre_(run_command|write_code|mcp_tool_use)|pre_tool_call)$/.test(event ?? "");
    const stdout = gate && agent === "cline" ? JSON.stringify({ cancel: true, errorMessage: why }) : "";
    return { stdout, stderr: `${why} ${thrown.message}\n`, exit_code: gate ? 2 : 0 };
  }
}

function finish({ stdout, stderr, exit_code: exitCode }) {
  process.exitCode = exitCode;
  if (stderr !== "") process.stderr.write(stderr);
  if (stdout !== "") process.stdout.write(stdout);
}

function readInput() {
  const chunks = [];
  const chunk = Buffer.allocUnsafe(65_536);
  for (;;) {
    let length;
    try {
      length = fs.readSync(0, chunk, 0, chunk.length, null);
    } catch ({ code }) {
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        continue;
      }
      length = 0;
    }
    if (length === 0) return Buffer.concat(chunks).toString("utf8");
    chunks.push(Buffer.from(chunk.subarray(0, length)));
  }
}

function telling() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => TELLING.test(name)));
}

/** Only for commands that were written by hand: `agents install` names the folder. */
async function findStateDir() {
  try {
    const { loadConfig } = await importSource("runtime/config/load-config");
    return loadConfig({ cwd: process.cwd(), env: process.env }).stateDir;
  } catch (thrown) {
    process.stderr.write(`${thrown.message}\n`);
    return process.cwd();
  }
}

/** Has Node keep what it compiles for the next time, beside what else only this user can write. */
function keepCompiled() {
  const folder = path.join(options.state ?? "", "agents");
  if (options.state !== undefined && fs.existsSync(folder)) {
    require("node:module").enableCompileCache?.(path.join(folder, "compiled"));
  }
}

function importSource(name) {
  const root = path.join(__dirname, "..");
  const source = path.join(root, "src", `${name}.ts`);
  const { pathToFileURL } = require("node:url");
  return import(pathToFileURL(fs.existsSync(source) ? source : path.join(root, "dist", "src", `${name}.js`)).href);
}

function readArguments(given) {
  const words = [];
  const options = {};
  for (let at = 0; at < given.length; at += 1) {
    if (given[at] === "--state") options.state = given[(at += 1)];
    else if (given[at] === "--unanswered") options.unanswered = true;
    else words.push(given[at]);
  }
  return { words, options };
}
