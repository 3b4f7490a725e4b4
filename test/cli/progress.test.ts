// How far something is, on a terminal and elsewhere.

import { expect, it } from "vitest";
import { Progress, type ProgressTarget } from "../../src/cli/progress.ts";

function targetOf(isTTY: boolean): { readonly target: ProgressTarget; readonly written: string[] } {
  const written: string[] = [];
  return { target: { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 }, written };
}

it("progress stands on one line, changes ten times a second at most, and is gone at the end", () => {
  const { target, written } = targetOf(true);
  let nowMs = 0;
  {
    using progress = new Progress(target, () => nowMs);
    for (; nowMs < 250; nowMs += 10) progress.show(`${nowMs} lines`);
  }
  expect(written).toEqual(["\r\u001B[K0 lines", "\r\u001B[K100 lines", "\r\u001B[K200 lines", "\r\u001B[K"]);
});

it("progress is not written where there is no terminal, nor a line taken away that was never there", () => {
  for (const { target, written } of [targetOf(false), targetOf(true)]) {
    {
      using progress = new Progress(target);
      if (!target.isTTY) progress.show("1 line");
    }
    expect(written).toEqual([]);
  }
});
