// How dangerous something is. The point CommandAssessment speaks of it, and so does everything that assesses commands.

/** From harmless to the worst. */
export const RISKS = ["SAFE", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Risk = (typeof RISKS)[number];

/** Whether one risk is greater than another. */
export function isWorse(risk: Risk, than: Risk): boolean {
  return RISKS.indexOf(risk) > RISKS.indexOf(than);
}

/** Whether a risk is that or greater. */
export function isAtLeast(risk: Risk, least: Risk): boolean {
  return RISKS.indexOf(risk) >= RISKS.indexOf(least);
}
