// Answers every message with itself, and stays awake for a moment after each, as a runner does. `bare-journey.ts` starts it.

import { Socket } from "node:net";
import { ShortWait } from "../src/foundation/short-wait.ts";

const wait = new ShortWait(0.1);
const channel = new Socket({ fd: 3 });
channel.on("data", (message) => {
  channel.write(message);
  wait.touch();
});
channel.on("close", () => process.exit());
