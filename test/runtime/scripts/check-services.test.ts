// The checks that scripts can have made, and how much of the host's time they get.

import { expect, it } from "vitest";
import { HookloomError } from "../../../src/index.ts";
import { createCheckServices, type CommandRules } from "../../../src/runtime/scripts/check-services.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const signal = new AbortController().signal;

it("a script that has had its share of a second is refused until the next, and nobody else is", async () => {
  const clock = new ManualClock();
  const services = createCheckServices(clock);
  // Reading the value takes as long as a large one would.
  const slow = {
    get text(): string {
      clock.advance(150);
      return "x";
    },
  };
  const redact = (scriptId: string, value: object): unknown =>
    services
      .get("secrets.redact")!
      .serve({ scriptId, version: {}, kind: "secrets.redact", arguments: { value: value as never }, signal });
  expect(await redact("a.lua", slow)).toMatchObject({});
  expect(await redact("a.lua", slow)).toMatchObject({});
  expect(() => redact("a.lua", {})).toThrow(HookloomError);
  expect(redact("b.lua", {})).toEqual({});
  clock.advance(1000);
  expect(redact("a.lua", {})).toEqual({});
});

it("commands are assessed by the rules and the allowed commands of this installation", async () => {
  let rules: CommandRules = { rules: [{ id: "deploys", risk: "HIGH", programs: ["deploy"] }], allow: ["git push --force"] };
  const services = createCheckServices(new ManualClock(), () => rules);
  const assess = (command: string): unknown =>
    services.get("shell.assess")!.serve({ scriptId: "a.js", version: {}, kind: "shell.assess", arguments: { command }, signal });
  expect(await assess("deploy now")).toMatchObject({ risk: "HIGH", rule: "deploys" });
  expect(await assess("git push --force")).toMatchObject({ risk: "SAFE" });
  rules = {};
  expect(await assess("deploy now")).toMatchObject({ risk: "SAFE" });
});
