// Why a call or a load in a runner came to nothing, before it is explained to anybody: the supervisor decides by it whether
// to send the call again, load the script again, or blame it.

import type { TearReason } from "./runner/cell.ts";

/**
 * `expired`: its time ended while it waited, the script lives on. `killed`: the runner had to be killed because of it.
 * `bystander`: the runner ended because of something else.
 */
export type FaultReason = TearReason | "expired" | "killed" | "bystander";

export class RunnerFault extends Error {
  readonly reason: FaultReason;
  constructor(reason: FaultReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
