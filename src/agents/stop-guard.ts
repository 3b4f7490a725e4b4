// Keeps stop hooks from sending an agent back to work for ever. Agents tell that they only went on because of a hook, but most
// of them leave it to the hook to make an end. `agent-desk.ts` asks before it sends an agent back.

import type { AgentCall } from "./decode.ts";

/** How often in a row an agent is sent back, unless its own limit is lower. */
export const MOST_TIMES_AGAIN = 5;
/** Conversations that are remembered; the one that was least recently seen is forgotten first. */
const MOST_CONVERSATIONS = 1000;

export class StopGuard {
  readonly #timesAgain = new Map<string, number>();

  /** Whether the agent may be sent back once more. Counts it when it may. */
  admit(call: AgentCall): boolean {
    const key = `${call.agent.name} ${call.eventName} ${conversationOf(call)}`;
    // An agent that was not sent back has begun anew, and one that counts for itself knows better than we.
    const times = Math.max(wasSentBack(call) ? (this.#timesAgain.get(key) ?? 0) : 0, countOf(call));
    this.#timesAgain.delete(key);
    if (times >= Math.min(MOST_TIMES_AGAIN, call.agent.stopLimit ?? MOST_TIMES_AGAIN)) return false;
    this.#timesAgain.set(key, times + 1);
    if (this.#timesAgain.size > MOST_CONVERSATIONS) this.#timesAgain.delete(this.#timesAgain.keys().next().value!);
    return true;
  }
}

/** Without a word about it, the agent may well have been sent back. */
function wasSentBack({ data }: AgentCall): boolean {
  return data.stop_hook_active !== false;
}

function countOf({ payload }: AgentCall): number {
  return typeof payload.loop_count === "number" ? payload.loop_count : 0;
}

function conversationOf({ data }: AgentCall): string {
  return `${String(data.session_id ?? data.conversation_id ?? "")} ${String(data.agent_id ?? data.agent_type ?? "")}`;
}
