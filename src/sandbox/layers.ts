// The layers of the sandbox as people know them: which stand on this machine, what each keeps out, and why one is missing.
// `hookloom doctor` shows them; a runtime that requires one refuses to start without it.

import { HookloomError } from "../foundation/errors.ts";
import type { Confinement } from "./confinement.ts";
import type { RunnerWalls } from "./runner-arguments.ts";

/** Names of the layers, from the script outwards. */
export const LAYER_NAMES = [
  "isolate",
  "process",
  "files",
  "processes",
  "addons",
  "environment",
  "network",
  "limits",
  "memory",
] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** One layer on this machine. */
export interface SandboxLayer {
  readonly name: LayerName;
  readonly active: boolean;
  /** What it keeps a script from, whoever broke the layers inside it. */
  readonly keepsOut: string;
  /** Why it is not active. */
  readonly why?: string;
}

const KEEPS_OUT: Record<LayerName, string> = {
  isolate: "other scripts, and everything but the script's own engine",
  process: "the host's memory; a script that crashes takes a replaceable process with it",
  files: "reading and writing files",
  processes: "starting processes and threads",
  addons: "loading native code",
  environment: "the host's environment variables",
  network: "every network, this machine's own included",
  limits: "leaving core dumps, and opening files without end",
  memory: "taking the machine's memory by ways that V8 does not count",
};

/** The layers, from what a runner found around itself and what the machine has. */
export function describeLayers(walls: RunnerWalls, confinement: Confinement): SandboxLayer[] {
  const node = `Node ${process.version} did not stop it; Node 24.21 or newer does`;
  const missing: Record<LayerName, string | undefined> = {
    isolate: undefined,
    process: undefined,
    files: walls.files ? undefined : node,
    processes: walls.processes ? undefined : node,
    addons: walls.addons ? undefined : node,
    environment: walls.environment ? undefined : "the runner was started with variables of somebody else",
    network: walls.network ? undefined : confinement.network.active ? "a network device was found" : confinement.network.why,
    limits: confinement.limits.active ? undefined : confinement.limits.why,
    memory: process.platform === "linux" ? undefined : "resident memory is watched on Linux only",
  };
  return LAYER_NAMES.map((name) => {
    const why = missing[name];
    const layer = { name, active: why === undefined, keepsOut: KEEPS_OUT[name] };
    return why === undefined ? layer : { ...layer, why };
  });
}

/**
 * Insists on layers.
 * @throws HookloomError SANDBOX_LAYER_MISSING, naming each that is missing and why
 */
export function requireLayers(required: readonly LayerName[], layers: readonly SandboxLayer[]): void {
  const missing = layers.filter(({ name, active }) => required.includes(name) && !active);
  if (missing.length === 0) return;
  const reasons = missing.map(({ name, why }) => `"${name}" (${why})`).join(", ");
  throw new HookloomError(
    "SANDBOX_LAYER_MISSING",
    `The sandbox must have layers that this machine does not give it: ${reasons}.`,
    {
      details: { missing: missing.map(({ name }) => name) },
    },
  );
}
