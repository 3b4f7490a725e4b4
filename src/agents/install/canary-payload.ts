// The canary as an agent would send it, and the answer it must get. `hookloom agents canary` sends it through the command that
// really stands in the agent's settings.

import type { JsonObject } from "../../foundation/json.ts";
import { CANARY_COMMAND, CANARY_VERDICT } from "../canary.ts";
import type { AgentContract } from "../contract.ts";
import { decodeCall } from "../decode.ts";
import { fitVerdict } from "../downgrade.ts";
import { encodeVerdict } from "../encode.ts";
import type { NativeAnswer } from "../native-answer.ts";
import { withPath } from "../paths.ts";

export interface Canary {
  readonly event: string;
  readonly payload: JsonObject;
  readonly expected: NativeAnswer;
}

/** The canary of an agent. */
export function canaryOf(agent: AgentContract): Canary {
  const [event, contract] = Object.entries(agent.events).find(
    ([, { point, installed }]) => point === "BeforeToolExecution" && installed === true,
  )!;
  const shell = Object.keys(agent.tools).find((native) => agent.tools[native]!.name === "Bash") ?? "Bash";
  const { fields = {} } = contract;
  const told: [string, JsonObject | string][] =
    fields["parameters.command"] === undefined
      ? [
          [fields.tool_name ?? "tool_name", shell],
          [fields.parameters ?? "tool_input", { command: CANARY_COMMAND }],
        ]
      : [[fields["parameters.command"], CANARY_COMMAND]];
  const named: JsonObject = agent.eventField === undefined ? {} : { [agent.eventField]: event };
  // Of several places, the last is the one that every version has.
  const payload = told.reduce((object, [paths, value]) => withPath(object, paths.split("|").at(-1)!, value), named);
  const call = decodeCall(agent, payload, event);
  const { verdict } = fitVerdict(CANARY_VERDICT, contract.powers, { side: "input" }, agent.title);
  return { event, payload, expected: encodeVerdict(call, verdict) };
}
