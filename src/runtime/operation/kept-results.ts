// The kept results that concern one operation: where to look for them, and where to put a new one. The guard and the scopes of
// operations use it.

import type { JsonObject } from "../../foundation/json.ts";
import type { CacheResult } from "../../model/results.ts";
import { dataAddress, keyAddress, type CacheAddress, type ResultCache } from "./result-cache.ts";

export class KeptResults {
  readonly #cache: ResultCache;
  readonly #point: string;
  readonly #givenKey: string | undefined;
  readonly #invalidations: number;
  #component = "";
  #data: JsonObject = {};
  #address: CacheAddress | undefined;
  #addressed = false;

  constructor(cache: ResultCache, point: string, givenKey: string | undefined) {
    this.#cache = cache;
    this.#point = point;
    this.#givenKey = givenKey;
    this.#invalidations = cache.invalidations;
  }

  /** Says which component is going to be asked for, with which data: results are kept for that. */
  concern(component: string, data: JsonObject): void {
    this.#component = component;
    this.#data = data;
    this.#addressed = false;
  }

  /** Where a result for this operation is kept; `undefined` when it has no key, and its data no JSON form. */
  readonly address = (): CacheAddress | undefined => {
    if (!this.#addressed) {
      this.#addressed = true;
      this.#address =
        this.#givenKey === undefined
          ? dataAddress(this.#point, this.#component, this.#data)
          : keyAddress(this.#point, this.#component, this.#givenKey);
    }
    return this.#address;
  };

  /** The kept result, in a box. */
  find(): { readonly value: unknown } | undefined {
    // Hashing the data costs more than the rest.
    const address = this.#cache.size === 0 ? undefined : this.address();
    return address && this.#cache.find(address);
  }

  /** Under which name others should wait for this operation, when it is likely to end in a kept result. */
  flightName(): string | undefined {
    if (this.#givenKey === undefined && this.#cache.size === 0) return undefined;
    const address = this.address();
    if (address === undefined) return undefined;
    return this.#givenKey !== undefined || this.#cache.isExpired(address) ? address.text : undefined;
  }

  /** Keeps a result, unless results were taken out since the operation began; the value to go on with. */
  keep({ result, ttl_ms, key }: CacheResult): unknown {
    const json = JSON.stringify(result);
    if (this.#cache.invalidations === this.#invalidations) {
      const own = key === undefined ? undefined : keyAddress(this.#point, this.#component, key);
      this.#cache.store(
        [own, this.address()].filter((address) => address !== undefined),
        json,
        ttl_ms,
      );
    }
    return JSON.parse(json);
  }
}
