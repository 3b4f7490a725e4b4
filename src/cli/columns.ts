// Rows under each other, for lists.

import { stripVTControlCharacters } from "node:util";

/** The rows with their columns aligned, each line after an indent. */
export function alignColumns(rows: readonly (readonly string[])[], indent = "  "): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  }
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, at) => cell + " ".repeat(widths[at]! - width(cell)))
          .join("  ")
          .trimEnd(),
    )
    .join("\n");
}

function width(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

/** `1 hook`, `2 hooks`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
