// The contract between the sandbox and a script language. A language has two halves that never meet in one process:
// `ScriptLanguage` is read by the host and loads nothing; `LanguageBridge` is imported by the runner process and boots the
// engine inside an isolate. Adding a language is implementing these two.

import type ivm from "isolated-vm";
import type { GuestScript } from "./guest-protocol.ts";

/** What the host knows of a language without loading its engine. */
export interface ScriptLanguage {
  /** Lower-case name, as it appears in config, events and error details. */
  readonly name: string;
  /** File name endings, with the dot. */
  readonly extensions: readonly string[];
  /** Default memory limit of one script, in mebibytes: V8 heap and WebAssembly memory are each held to it. */
  readonly memoryLimitMb: number;
  /** The least its engine needs, in mebibytes; a smaller limit in the config is raised to it. Default 8. */
  readonly minimumMemoryMb?: number;
  /** Default wall time for booting the engine and running the script's top level, in milliseconds. */
  readonly loadTimeoutMs: number;
  /** Absolute path of the module whose default export is the `LanguageBridge`. */
  readonly bridgeModule: string;
  /** npm packages whose files the bridge reads; the runner process may read nothing else outside this package. */
  readonly packages: readonly string[];
  /** Whether its runners take so long to start that one is kept in reserve. */
  readonly slowToStart?: boolean;
  /** Further V8 flags of its runner processes. */
  readonly engineFlags?: readonly string[];
  /** Files the bridge needs that are made once per machine, such as a memory snapshot; `undefined` when there are none. */
  readonly asset?: LanguageAsset;
  /** The file `hookloom new` writes. */
  template(name: string): string;
}

/** A file made once by a runner process of the language and kept by the host in the cache folder. */
export interface LanguageAsset {
  /** File name inside the cache folder; names every version it depends on, so that another version is another file. */
  readonly fileName: string;
  /** Wall time for making it, in milliseconds. */
  readonly makeTimeoutMs: number;
}

/** `code` of the error with which `boot` rejects when the asset does not fit the engine; the host then makes it anew. */
export const ASSET_MISMATCH = "ASSET_MISMATCH";

/** What the runner gives a bridge when it opens it. */
export interface BridgeOptions {
  readonly ivm: typeof ivm;
  /** The bytes of `ScriptLanguage.asset`, or `undefined` while it is being made or could not be made. */
  readonly asset: SharedArrayBuffer | undefined;
}

/** The runner-side half of a language: the default export of `bridges/<language>/bridge.ts`. */
export interface LanguageBridge {
  /** Reads every file the engine needs. Called once per runner process, before the process gives up its rights. */
  open(options: BridgeOptions): Promise<LanguageEngine>;
}

/** An opened engine: boots guests without touching the file system again. */
export interface LanguageEngine {
  /** Boots the engine in an empty isolate, off the main thread, within `timeoutMs`. */
  boot(room: IsolateRoom, timeoutMs: number): Promise<Guest>;
  /** Makes the bytes of `ScriptLanguage.asset` in an empty isolate; present when the language declares one. */
  makeAsset?(room: IsolateRoom, timeoutMs: number): Promise<Uint8Array>;
}

/** An empty isolate for one script. */
export interface IsolateRoom {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  /** The log buffer shared with the runner; guest code writes it through `createLogWriter` of `src/sandbox/guest/base.js`. */
  readonly logBuffer: ivm.ExternalCopy<SharedArrayBuffer>;
  /** The same for the events it publishes. */
  readonly eventBuffer: ivm.ExternalCopy<SharedArrayBuffer>;
  /** Memory the script may have, in mebibytes. The isolate holds its heap to it; WebAssembly memory is the bridge's to hold. */
  readonly memoryLimitMb: number;
}

/** A booted engine holding (or about to hold) one script. */
export interface Guest {
  /** The one way in, entered synchronously with the remaining time as its limit. See `guest-protocol.ts`. */
  readonly enter: ivm.Reference<GuestEntry>;
  /** Answers how much WebAssembly memory the engine holds, in bytes, which V8 does not count. Absent where there is none. */
  readonly engineBytes?: ivm.Reference<() => number>;
  /**
   * Runs the script's top level once and answers a reply in the guest protocol: `L` and a load report, or `E` and an error.
   * Rejects when the isolate was torn (time, memory).
   */
  load(script: GuestScript, timeoutMs: number): Promise<string>;
}

/** The signature of the function inside the isolate. It never throws for a fault of the script: that is an `E` reply. */
export type GuestEntry = (operation: number, handle: number, text: string) => string;

/** What a language with WebAssembly memory leaves in the isolate for the runner. */
export interface GuestFunctions {
  readonly enter: GuestEntry;
  readonly engineBytes: () => number;
}
