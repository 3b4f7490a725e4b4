// Makes metrics whose labels cannot multiply without bound: names and reasons come from whoever sends them. The other files of
// this folder count with them.

import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export type Labels = Readonly<Record<string, string>>;

const LONGEST_VALUE = 100;
const OTHER = "other";
/** What is timed takes from microseconds to seconds. */
const SECONDS = [0.000001, 0.000005, 0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

export class Meters {
  readonly #registry: Registry;
  readonly #prefix: string;
  readonly #maxValues: number;

  constructor(registry: Registry, prefix: string, maxValues: number) {
    this.#registry = registry;
    this.#prefix = prefix;
    this.#maxValues = maxValues;
  }

  /** Counts upwards. */
  counter(name: string, help: string, labelNames: readonly string[] = []): (labels?: Labels, by?: number) => void {
    const counter = new Counter(this.#describe(name, help, labelNames));
    const bound = this.#bind(labelNames);
    return (labels = {}, by = 1) => counter.inc(bound(labels), by);
  }

  /** Measures times, given in milliseconds. */
  histogram(name: string, help: string, labelNames: readonly string[] = []): (labels: Labels, durationMs: number) => void {
    const histogram = new Histogram({ ...this.#describe(name, help, labelNames), buckets: SECONDS });
    const bound = this.#bind(labelNames);
    return (labels, durationMs) => histogram.observe(bound(labels), durationMs / 1000);
  }

  /** Shows what is at the moment it is asked for. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => Iterable<readonly [Labels, number]>): void {
    const gauge = new Gauge(this.#describe(name, help, labelNames));
    Object.assign(gauge, {
      collect: () => {
        gauge.reset();
        // What is not there any more takes no room from what is.
        const bound = this.#bind(labelNames);
        for (const [labels, value] of read()) gauge.set(bound(labels), value);
      },
    });
  }

  /** Shows what somebody else counts, who says how many there were in all. */
  collected(name: string, help: string, total: () => number): void {
    const counter = new Counter(this.#describe(name, help, []));
    let before = 0;
    Object.assign(counter, {
      collect: () => {
        const now = total();
        counter.inc(now - before);
        before = now;
      },
    });
  }

  #describe(name: string, help: string, labelNames: readonly string[]) {
    return { name: `${this.#prefix}_${name}`, help, labelNames: [...labelNames], registers: [this.#registry] };
  }

  /** The labels with at most so many values each. */
  #bind(labelNames: readonly string[]): (labels: Labels) => Record<string, string> {
    const seen = labelNames.map((name) => ({ name, values: new Set<string>() }));
    return (labels) => {
      const bound: Record<string, string> = {};
      for (const { name, values } of seen) {
        const value = (labels[name] ?? "").slice(0, LONGEST_VALUE);
        if (values.size < this.#maxValues) values.add(value);
        bound[name] = values.has(value) ? value : OTHER;
      }
      return bound;
    };
  }
}
