// Why a call or a load in a runner came to nothing, before it is explained to anybody: the supervisor decides by it whether
// to send the call again, load the script again, or blame it.

import { isJsonObject } from "../foundation/json.ts";
import type { LimitName } from "./limits.ts";
import type { TearReason } from "./runner/cell.ts";

/**
 * `expired`: its time ended while it waited, the script lives on. `killed`: the runner had to be killed because of it.
 * `bystander`: the runner ended because of something else. `limit`: it used more than a limit that its runner keeps.
 */
export type FaultReason = TearReason | "expired" | "killed" | "bystander" | "limit";

const REASONS: readonly FaultReason[] = ["timeout", "memory", "crash", "neighbour", "asset"];
const MAX_MESSAGE = 500;

export class RunnerFault extends Error {
  readonly reason: FaultReason;
  /** Whether the call had changed something by then, so that it must not be sent again. */
  readonly hadEffects: boolean;
  constructor(reason: FaultReason, message: string, hadEffects = false) {
    super(message);
    this.reason = reason;
    this.hadEffects = hadEffects;
  }
}

/** A call that was ended because its script used more than it may. */
export class LimitFault extends RunnerFault {
  readonly limit: LimitName;
  readonly used: number;
  constructor(limit: LimitName, used: number) {
    super("limit", `it exceeded ${limit}`);
    this.limit = limit;
    this.used = used;
  }
}

/**
 * Reads the payload of a `torn` frame, trusting nothing in it.
 * @throws SyntaxError or TypeError when it is anything else
 */
export function parseFault(payload: string, hadEffects: boolean): RunnerFault {
  const fault = JSON.parse(payload) as unknown;
  const { reason, message } = isJsonObject(fault) ? fault : {};
  if (!REASONS.includes(reason as FaultReason) || typeof message !== "string") throw new TypeError("a malformed fault");
  return new RunnerFault(reason as FaultReason, message.slice(0, MAX_MESSAGE), hadEffects);
}
