// Undoing a registration, once.

import { describe, expect, it, vi } from "vitest";
import { createDisposer } from "../../src/foundation/disposer.ts";

describe("createDisposer", () => {
  it("undoes when it is called, and only the first time", () => {
    const undo = vi.fn();
    const dispose = createDisposer(undo);
    expect(undo).not.toHaveBeenCalled();
    dispose();
    dispose();
    dispose[Symbol.dispose]();
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it("undoes at the end of a block that uses it", () => {
    const undo = vi.fn();
    {
      using _registration = createDisposer(undo);
      expect(undo).not.toHaveBeenCalled();
    }
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it("does not undo again when it is called while it undoes", () => {
    let calls = 0;
    const dispose = createDisposer(() => {
      calls += 1;
      dispose();
    });
    dispose();
    expect(calls).toBe(1);
  });

  it("passes on what undoing throws, and does not try again", () => {
    const undo = vi.fn(() => {
      throw new Error("stuck");
    });
    const dispose = createDisposer(undo);
    expect(dispose).toThrow("stuck");
    dispose();
    expect(undo).toHaveBeenCalledTimes(1);
  });
});
