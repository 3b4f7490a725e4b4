// What a host hands to `runtime.guard` and `runtime.operation`, and what the runtime hands back to whoever performs it.

import type { RunOptions } from "../../hooks/executor.ts";
import type { Component } from "../../model/context.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { PointData } from "../../model/points/point-data.ts";

/** What an operation and the scope of one have in common. */
export interface OperationOptions<Name extends string = string> extends RunOptions {
  /** The gate before the operation, under any of its names. */
  readonly point: Name;
  /** What the operation is about, in the field names of the point as it is named. */
  readonly data: PointData<Name>;
  /** The point asked when the operation has succeeded; `false` for none. Default: what the catalogue says. */
  readonly after?: string | false | undefined;
  /** The point asked when the operation has failed; `false` for none. Default: what the catalogue says. */
  readonly failure?: string | false | undefined;
  /** Gives the operation up: no further attempt is made, and whoever performs it is told by its own signal. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what each asking of a point came to: annotations, and which hook changed what. */
  readonly onOutcome?: ((outcome: HookOutcome, point: string) => void) | undefined;
}

/** Something a host does, with hooks around it. */
export interface Operation<Value, Name extends string = string> extends OperationOptions<Name> {
  /** Performs the operation with the data as hooks left it. Called once for each attempt and each branch. */
  readonly run: (data: PointData<Name>, call: OperationCall) => Value | Promise<Value>;
  /** Two operations with the same key at the same point and component are the same: a kept result of one answers the other. */
  readonly cacheKey?: string | undefined;
}

/** Around one attempt: what performs it, the how-manieth it is, and the signal that ends it. */
export class OperationCall {
  readonly component: Component;
  /** 1 for the first. Branches of a fork share the number of their attempt. */
  readonly attempt: number;
  #signal: AbortSignal | undefined;

  constructor(component: Component, attempt: number, signal: AbortSignal | undefined) {
    this.component = component;
    this.attempt = attempt;
    this.#signal = signal;
  }

  /** Aborted when the host gives up, the deadline passes, or another branch of the fork has settled it. */
  get signal(): AbortSignal {
    // One of its own when nothing can abort it: listeners would pile up on a shared one.
    this.#signal ??= new AbortController().signal;
    return this.#signal;
  }
}
