import { expect, test } from "vitest";
import { describeLayers, LAYER_NAMES, requireLayers } from "../../src/sandbox/layers.ts";

const walls = { files: true, processes: true, addons: true, network: true, environment: true };
const confinement = { network: { active: true }, limits: { active: true } } as const;

test("every layer is active where every wall stands", () => {
  const layers = describeLayers(walls, confinement).filter(({ name }) => name !== "memory");
  expect(layers.every(({ active, why }) => active && why === undefined)).toBe(true);
});

test("every layer has a name of the list, in its order", () => {
  expect(describeLayers(walls, confinement).map(({ name }) => name)).toEqual(LAYER_NAMES);
});

test.each(["files", "processes", "addons", "environment", "network"] as const)(
  "a layer whose wall fell (%s) is missing, with a reason",
  (name) => {
    const layer = describeLayers({ ...walls, [name]: false }, confinement).find((candidate) => candidate.name === name);
    expect(layer).toMatchObject({ active: false, why: expect.stringMatching(/.{10}/) });
  },
);

test("a network that the operating system cannot take away is missing, with the system's reason", () => {
  const without = { network: { active: false, why: "unshare failed: not permitted" }, limits: { active: true } } as const;
  const layer = describeLayers({ ...walls, network: false }, without).find(({ name }) => name === "network");
  expect(layer).toMatchObject({ active: false, why: "unshare failed: not permitted" });
});

test("requiring layers that stand changes nothing; requiring one that does not is refused with its reason", () => {
  const layers = describeLayers(
    { ...walls, network: false },
    { ...confinement, network: { active: false, why: "no namespaces" } },
  );
  expect(() => requireLayers(["files", "processes"], layers)).not.toThrow();
  expect(() => requireLayers(["files", "network"], layers)).toThrow(
    expect.objectContaining({ code: "SANDBOX_LAYER_MISSING", message: expect.stringContaining('"network" (no namespaces)') }),
  );
});
