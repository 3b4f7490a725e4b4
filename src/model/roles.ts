// What a client of the daemon may do. Each role includes those before it.

/** To watch; to ask hooks, too; to change how they run, too. */
export const ROLES = ["observe", "run", "operate"] as const;

export type Role = (typeof ROLES)[number];

/** Whether a role includes another. */
export function includesRole(role: Role, asked: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(asked);
}
