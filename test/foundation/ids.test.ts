import { expect, test } from "vitest";
import { uuidSource } from "../../src/foundation/ids.ts";

test("ids are UUIDv7, unique, sorted in the order of their making, and begin with the time", () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, uuidSource);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  const time = Number.parseInt(ids[0]!.slice(0, 13).replace("-", ""), 16);
  expect(Math.abs(time - before)).toBeLessThan(10_000);
});
