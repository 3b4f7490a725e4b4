// What several contracts share: field names of Claude Code's shape, which most agents have taken over, and short forms.

import type { EventContract, EventPowers, ToolName } from "../contract.ts";

/** Claude Code's names for a tool call. */
export const CALL_FIELDS = { parameters: "tool_input", tool_id: "tool_use_id" } as const;
export const RESULT_FIELDS = { ...CALL_FIELDS, result: "tool_response" } as const;
export const STOP_FIELDS = { output: "last_assistant_message" } as const;

type More = Omit<Partial<EventContract>, "point" | "required" | "powers">;

/** An event that `agents install` asks for. */
export function installed(point: string, required: readonly string[], powers: EventPowers, more: More = {}): EventContract {
  return { point, required, powers, installed: true, ...more };
}

/** An event that is understood, but asked for only by users who want it. */
export function understood(point: string, required: readonly string[], powers: EventPowers, more: More = {}): EventContract {
  return { point, required, powers, ...more };
}

/** A tool under another name, with the names of its arguments where they differ. */
export function tool(name: string, parameters?: ToolName["parameters"]): ToolName {
  return parameters === undefined ? { name } : { name, parameters };
}
