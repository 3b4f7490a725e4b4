// Python in the runner: CPython, compiled to WebAssembly by the Pyodide project, boots inside the script's isolate, from a
// memory snapshot where there is one. What happens inside the isolate is in guest/; guest/boot.js is the way in.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type ivm from "isolated-vm";
import type {
  BridgeOptions,
  Guest,
  GuestFunctions,
  IsolateRoom,
  LanguageBridge,
  LanguageEngine,
} from "../../src/sandbox/bridge.ts";
import { GuestOperation } from "../../src/sandbox/guest-protocol.ts";
import { giveBackMemory } from "../../src/foundation/give-back-memory.ts";
import { readShared } from "../../src/sandbox/runner/read-shared.ts";
import { defineEngineSource } from "./engine-source.ts";
import { readGuestBase, readGuestFile, readPrelude, pyodidePath, snapshotKey } from "./files.ts";
import { checkSnapshot, HEADER_LENGTH, wrapSnapshot } from "./snapshot-file.ts";

const bridge: LanguageBridge = {
  async open(options) {
    const engine = new PythonEngine(options);
    // A runner in reserve may wait for ever.
    giveBackMemory();
    return engine;
  },
};
export default bridge;

type Boot = (...settings: unknown[]) => Promise<unknown>;

class PythonEngine implements LanguageEngine {
  readonly #ivm: typeof ivm;
  readonly #key = snapshotKey();
  readonly #source: string;
  readonly #prelude: ivm.ExternalCopy<[string, string][]>;
  // Shared between all isolates of the process: each would otherwise have copies of its own.
  readonly #wasm: ivm.ExternalCopy<SharedArrayBuffer>;
  readonly #library: ivm.ExternalCopy<SharedArrayBuffer>;
  readonly #snapshot: ivm.ExternalCopy<SharedArrayBuffer> | undefined;
  readonly #mismatch: unknown;
  #codeCache: ivm.ExternalCopy<ArrayBuffer> | undefined;

  constructor({ ivm: isolatedVm, asset }: BridgeOptions) {
    this.#ivm = isolatedVm;
    this.#source = readBootSource();
    this.#prelude = new isolatedVm.ExternalCopy(readPrelude());
    this.#wasm = new isolatedVm.ExternalCopy(readShared(pyodidePath("pyodide.asm.wasm")));
    this.#library = new isolatedVm.ExternalCopy(readShared(pyodidePath("python_stdlib.zip")));
    if (asset === undefined) return;
    try {
      checkSnapshot(asset, this.#key);
      this.#snapshot = new isolatedVm.ExternalCopy(asset);
    } catch (mismatch) {
      this.#mismatch = mismatch;
    }
  }

  /** @throws SnapshotMismatch (rejects) when the asset is not a snapshot made by this bridge */
  async boot(room: IsolateRoom, timeoutMs: number): Promise<Guest> {
    if (this.#mismatch !== undefined) throw this.#mismatch;
    const guest = (await this.#run(room, timeoutMs, this.#snapshot)) as ivm.Reference<GuestFunctions>;
    const enter = await guest.get("enter", { reference: true });
    return {
      enter,
      engineBytes: await guest.get("engineBytes", { reference: true }),
      load: async (script, limitMs) => {
        const text = JSON.stringify(script);
        return (await enter.apply(undefined, [GuestOperation.load, 0, text], { timeout: limitMs })) as string;
      },
    };
  }

  async makeAsset(room: IsolateRoom, timeoutMs: number): Promise<Uint8Array> {
    return wrapSnapshot((await this.#run(room, timeoutMs, undefined, true)) as Uint8Array, this.#key);
  }

  async #run(
    { isolate, context, logBuffer, eventBuffer }: IsolateRoom,
    timeoutMs: number,
    snapshot: ivm.ExternalCopy<SharedArrayBuffer> | undefined,
    takesSnapshot = false,
  ): Promise<unknown> {
    const deadline = performance.now() + timeoutMs;
    const boot = await this.#compile(isolate, context, timeoutMs);
    const settings = [
      logBuffer.copyInto(),
      eventBuffer.copyInto(),
      new this.#ivm.ExternalCopy(Uint8Array.from(randomBytes(32)).buffer).copyInto({ release: true }),
      this.#wasm.copyInto(),
      this.#library.copyInto(),
      snapshot?.copyInto(),
      HEADER_LENGTH,
      this.#prelude.copyInto(),
      takesSnapshot,
    ];
    const result = takesSnapshot ? { copy: true as const } : { reference: true as const };
    return await boot.apply(undefined, settings, {
      timeout: Math.max(1, Math.ceil(deadline - performance.now())),
      result: { promise: true, ...result },
    });
  }

  // The first isolate of the process compiles, the others take what it made.
  async #compile(isolate: ivm.Isolate, context: ivm.Context, timeoutMs: number): Promise<ivm.Reference<Boot>> {
    const cache = this.#codeCache === undefined ? { produceCachedData: true as const } : { cachedData: this.#codeCache };
    const script = await isolate.compileScript(this.#source, { filename: "hookloom", ...cache });
    this.#codeCache ??= (script as { cachedData?: ivm.ExternalCopy<ArrayBuffer> }).cachedData;
    const boot = await script.run(context, { timeout: timeoutMs, reference: true });
    script.release();
    return boot as ivm.Reference<Boot>;
  }
}

/** One script whose value is the boot function with all its parts. */
function readBootSource(): string {
  const parts = {
    createBase: readGuestBase(),
    createRandom: readGuestFile("random.js"),
    createEnvironment: readGuestFile("environment.js"),
    startEngine: readGuestFile("engine.js"),
    createSnapshots: readGuestFile("snapshot.js"),
    createEntry: readGuestFile("entry.js"),
    defineEngine: defineEngineSource(readFileSync(pyodidePath("pyodide.asm.mjs"), "utf8")),
  };
  const entries = Object.entries(parts).map(([name, source]) => `${name}: ${asExpression(source)}`);
  return `${asExpression(readGuestFile("boot.js"))}({ ${entries.join(",\n")} })`;
}

/** A file whose only statement is a function expression, as an expression. */
function asExpression(source: string): string {
  return source.trim().replace(/;$/, "");
}
