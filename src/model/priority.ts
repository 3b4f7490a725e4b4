// Priorities of hooks: five names over a number line, so that a hook fits between any two others.

/** Priority names and their numbers; higher runs earlier. */
export const PRIORITIES = { highest: 1000, high: 500, normal: 0, low: -500, lowest: -1000 } as const;

export type PriorityName = keyof typeof PRIORITIES;
export type Priority = PriorityName | number;

/** The number of a priority. Default: normal. */
export function priorityNumber(priority: Priority = "normal"): number {
  return typeof priority === "number" ? priority : PRIORITIES[priority];
}
