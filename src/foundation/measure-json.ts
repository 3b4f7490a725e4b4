// How large a value is as JSON, without making the JSON, and whether it is any. Publishing an event asks, so it must be cheap.

/** About the bytes of the JSON, or what is wrong with the value. Looking ends when more than the most are found. */
export interface JsonMeasure {
  readonly bytes: number;
  readonly fault?: string;
}

/** Deeper values would take the stack of whoever walks them, and those that hold themselves never end. */
const MAX_DEPTH = 64;

/** Measures a value; texts count as their characters, as most are ASCII. */
export function measureJson(value: unknown, most: number): JsonMeasure {
  const measuring = { left: most, fault: undefined as string | undefined };
  measure(value, measuring, 0);
  const bytes = most - measuring.left;
  return measuring.fault === undefined ? { bytes } : { bytes, fault: measuring.fault };
}

interface Measuring {
  left: number;
  fault: string | undefined;
}

function measure(value: unknown, measuring: Measuring, depth: number): void {
  if (typeof value === "string") measuring.left -= value.length + 2;
  else if (typeof value === "number" || typeof value === "boolean" || value === null) measuring.left -= 4;
  else if (typeof value === "object") measureInside(value, measuring, depth);
  else measuring.fault ??= `it holds a ${typeof value}`;
}

function measureInside(value: object, measuring: Measuring, depth: number): void {
  if (depth === MAX_DEPTH) {
    measuring.fault ??= `it is nested more than ${MAX_DEPTH} deep, or holds itself`;
    return;
  }
  measuring.left -= 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && goesOn(measuring); index += 1) {
      measuring.left -= 1;
      measure(value[index], measuring, depth + 1);
    }
    return;
  }
  for (const key in value) {
    if (!goesOn(measuring)) return;
    const inside = (value as Record<string, unknown>)[key];
    // JSON leaves such fields out.
    if (inside === undefined) continue;
    measuring.left -= key.length + 4;
    measure(inside, measuring, depth + 1);
  }
}

function goesOn({ left, fault }: Measuring): boolean {
  return left >= 0 && fault === undefined;
}
