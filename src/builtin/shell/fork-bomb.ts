// Whether a function fills the machine with processes: it starts itself twice, or in the background. `script-reader.ts` asks.

import { forEachChild, type SyntaxNode } from "unbash";

export function isForkBomb(node: SyntaxNode & { type: "Function" }, text: string): boolean {
  const name = node.name.value;
  let itself = 0;
  let together = false;
  const find = (inside: SyntaxNode): void => {
    if (inside.type === "Command" && inside.name?.value === name) itself += 1;
    if (inside.type === "Pipeline" || (inside.type === "Statement" && inside.background)) together = true;
    forEachChild(inside, find);
  };
  find(node.body);
  return itself > 1 || (itself === 1 && together && /&\s*[;}]|&\s*$/.test(text));
}
