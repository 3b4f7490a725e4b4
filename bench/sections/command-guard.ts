// The command guard: how long a verdict takes, and how many commands of the labelled corpora it judges as they are labelled. The
// target is about commands that nobody has looked at, so it is held against the first look at those that were held out, which their
// file says; what the rules make of them since says how much was made good.

import { parse } from "unbash";
import { confusion, type Corpus } from "../../test/builtin/shell/corpus/corpus.ts";
import { FIRST_LOOK, HELD_OUT } from "../../test/builtin/shell/corpus/held-out.ts";
import { ONCE_HELD_OUT } from "../../test/builtin/shell/corpus/once-held-out.ts";
import { TUNING } from "../../test/builtin/shell/corpus/tuning.ts";
import { createAssess, redactSecrets } from "../hookloom.ts";
import { nanosecondsPerCall } from "../measure.ts";
import { microseconds, printRows, times, type Row } from "../row.ts";

const ROUNDS = 20;
const assess = createAssess({ maxCachedVerdicts: 0 });
const kept = createAssess({ maxCachedVerdicts: 10_000 });
const commands = [HELD_OUT, ONCE_HELD_OUT, TUNING].flatMap(({ dangerous, harmless }) =>
  [dangerous, harmless].flatMap((topics) => Object.values(topics).flat()),
);

/** Microseconds for each command, all of them in turns. */
function perCommand(act: (command: string) => unknown): number {
  const all = (): void => commands.forEach(act);
  return nanosecondsPerCall(all, ROUNDS) / commands.length / 1000;
}

const fresh = perCommand(assess);
const cached = perCommand(kept);
const parsing = perCommand((command) => parse(command));
const slowest = commands.map((command) => nanosecondsPerCall(() => assess(command), 20, 3) / 1000).sort((a, b) => b - a);

const line = "2026-03-01T10:00:00Z info request 7f3c9a from 10.0.0.7 answered 200 in 12 ms, user=ada path=/api/items?page=2 ";
const page = line.repeat(10);
const redaction = nanosecondsPerCall(() => redactSecrets(page), 2000) / 1000 / (page.length / 1024);

interface Counts {
  readonly found: number;
  readonly dangerous: number;
  readonly flagged: number;
  readonly harmless: number;
}

function rates(which: string, { found, dangerous, flagged, harmless }: Counts): [Row, Row] {
  return [
    { what: `dangerous commands found, ${which}`, measured: `${((100 * found) / dangerous).toFixed(1)} % of ${dangerous}` },
    { what: `harmless commands flagged, ${which}`, measured: `${((100 * flagged) / harmless).toFixed(1)} % of ${harmless}` },
  ];
}

/** Only what nobody had looked at is held against the target. */
function firstLook(which: string, counted: Counts): Row[] {
  const [found, flagged] = rates(which, counted);
  return [
    { ...found, target: ">= 98 %", met: counted.found / counted.dangerous >= 0.98 },
    { ...flagged, target: "<= 2 %", met: counted.flagged / counted.harmless <= 0.02 },
  ];
}

function counts(corpus: Corpus): Counts {
  const { found, missed, passed, flagged } = confusion(corpus, (command) => !["SAFE", "LOW"].includes(assess(command).risk));
  return { found, dangerous: found + missed.length, flagged: flagged.length, harmless: passed + flagged.length };
}

printRows([
  {
    what: `a shell command assessed (mean of ${commands.length}, nothing kept)`,
    measured: microseconds(fresh),
    target: "<= 20 µs",
    met: fresh <= 20,
    baseline: `parsing it alone ${microseconds(parsing)}`,
    ratio: times(fresh / parsing),
  },
  { what: "the slowest hundredth of them", measured: `from ${microseconds(slowest[Math.floor(slowest.length / 100)]!)}` },
  { what: "a shell command whose verdict is kept", measured: microseconds(cached) },
  ...firstLook("first look at the corpus held out", FIRST_LOOK),
  ...rates("the same corpus since what was missed has been made good", counts(HELD_OUT)),
  ...rates("corpus held out once", counts(ONCE_HELD_OUT)),
  ...rates("corpus tuned on", counts(TUNING)),
  { what: "a kibibyte of text searched for secrets", measured: microseconds(redaction) },
]);
