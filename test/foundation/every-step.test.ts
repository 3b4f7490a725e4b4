import { describe, expect, it } from "vitest";
import { everyStep } from "../../src/foundation/every-step.ts";

describe("steps that must all be tried", () => {
  it("are taken one after another, also behind one that fails, whose error is thrown at the end", async () => {
    const taken: string[] = [];
    const failure = new Error("no");
    const steps = everyStep([
      async () => void (await Promise.resolve(), taken.push("first")),
      () => {
        throw failure;
      },
      () => void taken.push("last"),
    ]);
    await expect(steps).rejects.toBe(failure);
    expect(taken).toEqual(["first", "last"]);
  });

  it("tell of all that failed", async () => {
    const failing = (message: string) => () => Promise.reject(new Error(message));
    await expect(everyStep([failing("one"), failing("two")])).rejects.toMatchObject({
      errors: [{ message: "one" }, { message: "two" }],
    });
  });
});
