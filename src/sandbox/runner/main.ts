// First module of a runner process. The host starts it with an empty environment, few rights, and one channel at file
// descriptor 3; when the channel closes, the process ends.

import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { pathToFileURL } from "node:url";
import ivm from "isolated-vm";
import type { LanguageBridge } from "../bridge.ts";
import { ShortWait } from "../../foundation/short-wait.ts";
import { FrameKind, FrameReader, FrameWriter } from "../frames.ts";
import { CHANNEL_FD, RECORDER_FD, type RunnerArguments } from "../runner-arguments.ts";
import { giveUpRights } from "./give-up-rights.ts";
import { readShared } from "./read-shared.ts";
import { Runner } from "./runner.ts";
import { Watchdog } from "./watchdog.ts";

/** How long the runner is ready at once for the next call after one. */
const STAY_AWAKE_MS = 0.1;
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

const { bridgeModule, assetPath } = JSON.parse(process.argv[2] ?? "{}") as RunnerArguments;
const bridge = ((await import(pathToFileURL(bridgeModule).href)) as { default: LanguageBridge }).default;
const engine = await bridge.open({ ivm, asset: assetPath === undefined ? undefined : readShared(assetPath) });

const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
const writer = new FrameWriter((bytes) => channel.write(bytes));
const lastCall = new Uint32Array(1);
const lastCallBytes = new Uint8Array(lastCall.buffer);
const runner = new Runner({ ivm, engine, watchdog: await Watchdog.create(ivm) }, writer, (id) => {
  lastCall[0] = id;
  writeSync(RECORDER_FD, lastCallBytes, 0, 4, 0);
});
const reader = new FrameReader(MAX_PAYLOAD_BYTES, (frame) => runner.handle(frame));
const wait = new ShortWait(STAY_AWAKE_MS);
channel.on("data", (chunk: Buffer) => {
  reader.push(chunk);
  wait.touch();
});
// An orderly exit waits for isolates that may be stuck; the host is gone, nobody needs order.
channel.on("close", () => process.kill(process.pid, "SIGKILL"));
channel.on("error", () => process.kill(process.pid, "SIGKILL"));
writer.send(FrameKind.ready, 0, 0, 0, 0, JSON.stringify(giveUpRights()));
