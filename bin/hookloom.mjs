#!/usr/bin/env node
// What `hookloom` runs: makes sure of a Node that can run us, then starts the command line, from source in the repository
// and from dist in the installed package. Plain JavaScript that older versions of Node understand as well.

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LEAST_NODE = 24;

if (process.argv[2] === "hook") {
  // Started before every tool call of an agent, so nothing of the command line is loaded for it.
  process.argv.splice(2, 1);
  module.createRequire(import.meta.url)("./hookloom-hook.cjs");
} else if (majorOf(process.versions.node) >= LEAST_NODE) {
  await start(existsSync(atPackage("src/cli/main.ts")) ? ["../src", "ts"] : ["../dist/src", "js"]);
} else {
  const newer = findNewerNode();
  if (newer === undefined) {
    console.error(`error: Hookloom needs Node ${LEAST_NODE} or newer; this is Node ${process.versions.node}.`);
    console.error("  Install it from https://nodejs.org, or add it to your project: npm install --save-dev node@24");
    process.exitCode = 1;
  } else {
    runWith(newer);
  }
}

/** Runs the command line, with what was compiled kept for the next time in a folder that only this user writes. */
async function start([folder, ending]) {
  const { defaultCacheFolder } = await import(`${folder}/runtime/user-folders.${ending}`);
  module.enableCompileCache(join(defaultCacheFolder(), "compiled"));
  await import(`${folder}/cli/main.${ending}`);
}

/** The `node` package of this repository or of the project we are installed in. */
function findNewerNode() {
  const binary = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  return ["node_modules/node/", "../node/"]
    .filter(
      (folder) => existsSync(atPackage(folder + binary)) && majorOf(versionOf(atPackage(folder + "package.json"))) >= LEAST_NODE,
    )
    .map((folder) => atPackage(folder + binary))[0];
}

/** Runs this file with another Node and ends as that one ends. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

function atPackage(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

function versionOf(manifest) {
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

function majorOf(version) {
  return Number(version.split(".")[0]);
}
