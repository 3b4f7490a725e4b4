// The breaker against its definition, by examples and by a model.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BREAKER_DEFAULTS, CircuitBreaker, type BreakerOptions } from "../../src/hooks/breaker.ts";
import { ManualClock } from "../support/manual-clock.ts";

const OPTIONS: BreakerOptions = { failureThreshold: 3, successThreshold: 2, openMs: 1000, slowMs: 100 };

function setup(options: BreakerOptions = OPTIONS) {
  const clock = new ManualClock();
  const breaker = new CircuitBreaker(clock, options);
  const admit = (): number => {
    const ticket = breaker.admit();
    if (ticket === undefined) throw new Error("the breaker admits no call");
    return ticket;
  };
  const fail = (times = 1): void => {
    for (let time = 0; time < times; time += 1) breaker.failed(admit());
  };
  const succeed = (times = 1): void => {
    for (let time = 0; time < times; time += 1) breaker.succeeded(admit(), 1);
  };
  return { clock, breaker, admit, fail, succeed };
}

describe("CircuitBreaker", () => {
  it("has the documented defaults: 5 failures, 2 successes, 30 s, 100 ms", () => {
    expect(BREAKER_DEFAULTS).toEqual({ failureThreshold: 5, successThreshold: 2, openMs: 30_000, slowMs: 100 });
    const clock = new ManualClock();
    const breaker = new CircuitBreaker(clock);
    for (let time = 0; time < 4; time += 1) breaker.failed(breaker.admit()!);
    expect(breaker.state).toEqual({ kind: "closed", failures: 4 });
    breaker.failed(breaker.admit()!);
    expect(breaker.state).toEqual({ kind: "open", untilMs: 30_000 });
  });

  it("opens at the last of so many failures in a row", () => {
    const { breaker, fail } = setup();
    fail(2);
    expect(breaker.state.kind).toBe("closed");
    fail();
    expect(breaker.state.kind).toBe("open");
    expect(breaker.admit()).toBeUndefined();
  });

  it("forgets failures at a success in between", () => {
    const { breaker, fail, succeed } = setup();
    fail(2);
    succeed();
    fail(2);
    expect(breaker.state).toEqual({ kind: "closed", failures: 2 });
  });

  it("counts a call as failed that took longer than it may, not one that took just as long", () => {
    const { breaker, admit } = setup();
    breaker.succeeded(admit(), 100);
    expect(breaker.state).toEqual({ kind: "closed", failures: 0 });
    for (let time = 0; time < 3; time += 1) breaker.succeeded(admit(), 100.1);
    expect(breaker.state.kind).toBe("open");
  });

  it("admits no call until its time is over, then one", () => {
    const { clock, breaker, fail } = setup();
    fail(3);
    clock.advance(999);
    expect(breaker.admit()).toBeUndefined();
    clock.advance(1);
    expect(breaker.admit()).toBeDefined();
    expect(breaker.admit()).toBeUndefined();
  });

  it("lets one call at a time through when half-open, and closes after enough successes", () => {
    const { clock, breaker, admit, fail } = setup();
    fail(3);
    clock.advance(1000);
    const first = admit();
    expect(breaker.admit()).toBeUndefined();
    breaker.succeeded(first, 1);
    expect(breaker.state).toEqual({ kind: "half_open", successes: 1, probing: false });
    const second = admit();
    expect(breaker.admit()).toBeUndefined();
    breaker.succeeded(second, 1);
    expect(breaker.state).toEqual({ kind: "closed", failures: 0 });
  });

  it("opens again for the whole time at the first failure when half-open", () => {
    const { clock, breaker, admit, fail, succeed } = setup();
    fail(3);
    clock.advance(1000);
    succeed();
    const probe = admit();
    clock.advance(70);
    breaker.failed(probe);
    expect(breaker.state).toEqual({ kind: "open", untilMs: 2070 });
  });

  it("opens again at a slow success when half-open", () => {
    const { clock, breaker, admit, fail } = setup();
    fail(3);
    clock.advance(1000);
    breaker.succeeded(admit(), 101);
    expect(breaker.state.kind).toBe("open");
  });

  it("heeds no answer that comes after it opened, while it is open", () => {
    const { clock, breaker, admit, fail } = setup();
    const late = [admit(), admit()];
    fail(3);
    clock.advance(500);
    breaker.failed(late[0]!);
    breaker.succeeded(late[1]!, 1);
    expect(breaker.state).toEqual({ kind: "open", untilMs: 1000 });
  });

  it("heeds no answer from before it opened when it is half-open: neither as a probe's nor to let a second probe through", () => {
    const { clock, breaker, admit, fail } = setup();
    const late = [admit(), admit(), admit()];
    fail(3);
    clock.advance(1000);
    const probe = admit();
    const probing = { kind: "half_open", successes: 0, probing: true };
    breaker.succeeded(late[0]!, 1);
    expect(breaker.state).toEqual(probing);
    expect(breaker.admit()).toBeUndefined();
    breaker.failed(late[1]!);
    expect(breaker.state).toEqual(probing);
    breaker.succeeded(probe, 1);
    breaker.succeeded(late[2]!, 1);
    expect(breaker.state).toEqual({ kind: "half_open", successes: 1, probing: false });
  });

  it("heeds no failure from before it opened when it is closed again", () => {
    const { clock, breaker, admit, fail, succeed } = setup();
    const late = admit();
    fail(3);
    clock.advance(1000);
    succeed(2);
    breaker.failed(late);
    expect(breaker.state).toEqual({ kind: "closed", failures: 0 });
  });

  it("opens at the first failure when one is enough", () => {
    const { breaker, fail } = setup({ ...OPTIONS, failureThreshold: 1 });
    fail();
    expect(breaker.state.kind).toBe("open");
  });
});

// ---- Model ---------------------------------------------------------------------------------------------------------------

/** The breaker by its definition: what became of the calls since it last closed or opened. */
interface Model {
  nowMs: number;
  phase: "closed" | "open" | "trying";
  /** Verdicts since the phase began. */
  verdicts: boolean[];
  openedMs: number;
  /** Calls under way; `undefined` for those that nobody heeds any more. */
  calls: ("heeded" | "forgotten")[];
}

interface Real {
  readonly clock: ManualClock;
  readonly breaker: CircuitBreaker;
  readonly tickets: number[];
}

function judge(model: Model, good: boolean): void {
  model.verdicts.push(good);
  const failuresInARow = model.verdicts.length - 1 - model.verdicts.lastIndexOf(true);
  if (model.phase === "closed" ? failuresInARow >= OPTIONS.failureThreshold : !good) {
    model.phase = "open";
    model.openedMs = model.nowMs;
    model.calls = model.calls.map(() => "forgotten");
  } else if (model.phase === "trying" && model.verdicts.length >= OPTIONS.successThreshold) {
    model.phase = "closed";
    model.verdicts = [];
  }
}

function compare(model: Model, { breaker }: Real): void {
  const { state } = breaker;
  expect(state.kind).toBe(model.phase === "trying" ? "half_open" : model.phase);
  if (state.kind === "closed") expect(state.failures).toBe(model.verdicts.length - 1 - model.verdicts.lastIndexOf(true));
  if (state.kind === "open") expect(state.untilMs).toBe(model.openedMs + OPTIONS.openMs);
  if (state.kind === "half_open")
    expect(state).toMatchObject({ successes: model.verdicts.length, probing: model.calls.includes("heeded") });
}

class Begin implements fc.Command<Model, Real> {
  check = (): boolean => true;
  run(model: Model, real: Real): void {
    if (model.phase === "open" && model.nowMs >= model.openedMs + OPTIONS.openMs) {
      model.phase = "trying";
      model.verdicts = [];
    }
    const admitted = model.phase === "closed" || (model.phase === "trying" && !model.calls.includes("heeded"));
    const ticket = real.breaker.admit();
    expect(ticket !== undefined).toBe(admitted);
    if (ticket !== undefined) {
      real.tickets.push(ticket);
      model.calls.push("heeded");
    }
    compare(model, real);
  }
  toString = (): string => "begin";
}

class End implements fc.Command<Model, Real> {
  readonly pick: number;
  /** `undefined` for a failure. */
  readonly durationMs: number | undefined;
  constructor(pick: number, durationMs: number | undefined) {
    this.pick = pick;
    this.durationMs = durationMs;
  }
  check = (model: Readonly<Model>): boolean => model.calls.length > 0;
  run(model: Model, real: Real): void {
    const index = this.pick % model.calls.length;
    const [call] = model.calls.splice(index, 1);
    const [ticket] = real.tickets.splice(index, 1);
    if (call === "heeded") judge(model, this.durationMs !== undefined && this.durationMs <= OPTIONS.slowMs);
    if (this.durationMs === undefined) real.breaker.failed(ticket!);
    else real.breaker.succeeded(ticket!, this.durationMs);
    compare(model, real);
  }
  toString = (): string => `end(${this.pick}, ${this.durationMs ?? "failed"})`;
}

class Wait implements fc.Command<Model, Real> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = (): boolean => true;
  run(model: Model, real: Real): void {
    model.nowMs += this.ms;
    real.clock.advance(this.ms);
    compare(model, real);
  }
  toString = (): string => `wait(${this.ms})`;
}

describe("CircuitBreaker, as a model", () => {
  it("behaves as its definition says, whatever calls begin and end in whatever order", () => {
    const commands = fc.commands(
      [
        fc.constant(new Begin()),
        fc
          .tuple(fc.nat(5), fc.constantFrom(undefined, undefined, 1, 100, 101))
          .map(([pick, durationMs]) => new End(pick, durationMs)),
        fc.constantFrom(1, 400, 999, 1000).map((ms) => new Wait(ms)),
      ],
      { maxCommands: 60, size: "max" },
    );
    const reached = { closed: 0, open: 0, trying: 0, reclosed: 0 };
    fc.assert(
      fc.property(commands, (sequence) => {
        const clock = new ManualClock();
        const model: Model = { nowMs: 0, phase: "closed", verdicts: [], openedMs: 0, calls: [] };
        const real: Real = { clock, breaker: new CircuitBreaker(clock, OPTIONS), tickets: [] };
        fc.modelRun(() => ({ model, real }), sequence);
        reached[model.phase] += 1;
        if (model.phase === "closed" && model.openedMs > 0) reached.reclosed += 1;
      }),
      { numRuns: 2000 },
    );
    // The model says little unless the sequences get everywhere.
    for (const count of Object.values(reached)) expect(count).toBeGreaterThan(5);
  });
});
