// How every number of the benchmark is taken: the same loops for us and for what we are compared with.

/** Runs `act` `count` times per round and answers the median round's nanoseconds per call. */
export function nanosecondsPerCall(act: () => unknown, count: number, rounds = 9): number {
  let kept: unknown;
  const round = (): number => {
    const startedNs = process.hrtime.bigint();
    for (let index = 0; index < count; index += 1) kept = act();
    return Number(process.hrtime.bigint() - startedNs) / count;
  };
  round();
  const times = Array.from({ length: rounds }, round);
  keep(kept);
  return median(times);
}

/** The same for calls that answer a promise, one after another. */
export async function nanosecondsPerAwaitedCall(act: () => Promise<unknown>, count: number, rounds = 9): Promise<number> {
  const round = async (): Promise<number> => {
    const startedNs = process.hrtime.bigint();
    for (let index = 0; index < count; index += 1) await act();
    return Number(process.hrtime.bigint() - startedNs) / count;
  };
  await round();
  const times: number[] = [];
  for (let index = 0; index < rounds; index += 1) times.push(await round());
  return median(times);
}

export interface Latencies {
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Awaits `act` `count` times, one after another, after a warm-up; percentiles in microseconds. */
export async function latencies(act: () => Promise<unknown>, count: number, warmUp = Math.ceil(count / 4)): Promise<Latencies> {
  const times: number[] = [];
  for (let index = -warmUp; index < count; index += 1) {
    const startedMs = performance.now();
    await act();
    if (index >= 0) times.push((performance.now() - startedMs) * 1000);
  }
  times.sort((a, b) => a - b);
  return { p50Us: times[Math.floor(count / 2)]!, p99Us: times[Math.floor(count * 0.99)]! };
}

/** Calls a second with up to `width` of them under way at a time; the median of `rounds`. */
export async function callsPerSecond(act: () => Promise<unknown>, count: number, width: number, rounds = 5): Promise<number> {
  const round = async (): Promise<number> => {
    const startedMs = performance.now();
    let sent = 0;
    const lane = async (): Promise<void> => {
      while (sent < count) {
        sent += 1;
        await act();
      }
    };
    await Promise.all(Array.from({ length: width }, lane));
    return (count / (performance.now() - startedMs)) * 1000;
  };
  await round();
  const rates: number[] = [];
  for (let index = 0; index < rounds; index += 1) rates.push(await round());
  return median(rates);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

let sink: unknown;
/** Keeps a value alive, so that the work that made it cannot be optimised away. */
export function keep(value: unknown): void {
  sink = value;
  if (sink === keep) throw new Error("unreachable");
}
