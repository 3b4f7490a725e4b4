// What the journey to another process and back takes by itself on this machine, both ends staying awake as ours do: the floor under
// every call of a script hook.

import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { ShortWait } from "../src/foundation/short-wait.ts";
import { latencies, type Latencies } from "./measure.ts";

const ECHO = fileURLToPath(new URL("echo-process.ts", import.meta.url));

/** Sends messages of some length to a process that answers each with itself, one after another. */
export async function bareJourney(messageBytes: number, count: number): Promise<Latencies> {
  const child = spawn(process.execPath, [ECHO], { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const channel = child.stdio[3] as Duplex;
  const wait = new ShortWait(0.05);
  const message = Buffer.alloc(messageBytes, "x");
  let missing = 0;
  let arrived = (): void => {};
  channel.on("data", (chunk: Buffer) => {
    missing -= chunk.length;
    if (missing === 0) arrived();
  });
  try {
    return await latencies(() => {
      missing = messageBytes;
      channel.write(message);
      wait.touch();
      return new Promise<void>((resolve) => (arrived = resolve));
    }, count);
  } finally {
    channel.destroy();
  }
}
