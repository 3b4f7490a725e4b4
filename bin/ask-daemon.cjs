// One question to the daemon over its socket, without anything of the runtime: the shim and the plugins that agents load into their
// own process share it. Plain JavaScript in the old module format, for any Node, and for Bun.

"use strict";

const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");

/** What a socket says that nobody listens at. */
const NOBODY = ["ENOENT", "ECONNREFUSED"];

/** Asks the daemon once: it is `answered`, `refused`, `nobody` is there, or it goes away meanwhile (`broken_off`). */
function askDaemon(socket, target, body, { environment, withinMs }) {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    const bytes = Buffer.from(body);
    let received = "";
    connection.setEncoding("utf8");
    connection.on("connect", () => {
      const head = [
        `POST ${target} HTTP/1.1`,
        "host: localhost",
        "connection: close",
        "content-type: application/json",
        `x-hookloom-environment: ${encodeURIComponent(JSON.stringify(environment))}`,
        `content-length: ${bytes.length}`,
      ];
      connection.write(`${head.join("\r\n")}\r\n\r\n`);
      connection.write(bytes);
    });
    connection.on("data", (text) => (received += text));
    connection.on("error", ({ code }) => resolve({ kind: NOBODY.includes(code) ? "nobody" : "broken_off" }));
    connection.on("close", () => resolve(readResponse(received)));
    connection.setTimeout(Math.max(1, withinMs), () => connection.destroy());
  });
}

function readResponse(text) {
  const end = text.indexOf("\r\n\r\n");
  const status = Number(text.slice(9, 12));
  if (end === -1) return { kind: "broken_off" };
  let answer;
  try {
    answer = JSON.parse(dechunked(text.slice(0, end), text.slice(end + 4)));
  } catch {
    return { kind: "broken_off" };
  }
  if (status === 200 && Number.isInteger(answer?.exit_code)) return { kind: "answered", answer };
  // A daemon that is about to stop, or has just begun: another will answer.
  if (status === 503) return { kind: "broken_off" };
  return { kind: "refused", message: answer?.error?.message ?? `status ${status}` };
}

function dechunked(head, body) {
  if (!/^transfer-encoding: *chunked/im.test(head)) return body;
  const bytes = Buffer.from(body);
  const pieces = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(pieces).toString("utf8");
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** Where the daemon of a state folder listens. */
function socketOf(stateDir) {
  if (process.platform !== "win32") return path.join(stateDir, "daemon.sock");
  return readLaunch(stateDir)?.socket ?? "\\\\.\\pipe\\hookloom";
}

/** How the daemon is started, and what agents are told meanwhile; `undefined` when nobody wrote it down. */
function readLaunch(stateDir) {
  try {
    return JSON.parse(fs.readFileSync(path.join(stateDir, "agents", "launch.json"), "utf8"));
  } catch {
    return undefined;
  }
}

module.exports = { askDaemon, readLaunch, socketOf };
