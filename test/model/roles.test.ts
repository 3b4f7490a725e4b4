import { expect, it } from "vitest";
import { includesRole, ROLES } from "../../src/model/roles.ts";

it("each role includes itself and those before it, and none after it", () => {
  expect(ROLES.map((role) => ROLES.filter((asked) => includesRole(role, asked)))).toEqual([
    ["observe"],
    ["observe", "run"],
    ["observe", "run", "operate"],
  ]);
});
