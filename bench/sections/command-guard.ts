// The command guard: how long a verdict takes, and how many commands of the labelled corpora it judges as they are labelled. Those
// held out were written after the rules; what the first look at them gave is written in their file.

import { parse } from "unbash";
import { confusion, type Corpus } from "../../test/builtin/shell/corpus/corpus.ts";
import { HELD_OUT } from "../../test/builtin/shell/corpus/held-out.ts";
import { TUNING } from "../../test/builtin/shell/corpus/tuning.ts";
import { createAssess, redactSecrets } from "../hookloom.ts";
import { nanosecondsPerCall } from "../measure.ts";
import { microseconds, printRows, times, type Row } from "../row.ts";

const ROUNDS = 20;
const assess = createAssess({ maxCachedVerdicts: 0 });
const kept = createAssess({ maxCachedVerdicts: 10_000 });
const commands = [HELD_OUT, TUNING].flatMap(({ dangerous, harmless }) =>
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

function rates(name: string, corpus: Corpus): Row[] {
  const { found, missed, passed, flagged } = confusion(corpus, (command) => !["SAFE", "LOW"].includes(assess(command).risk));
  const [dangerous, harmless] = [found + missed.length, passed + flagged.length];
  const [foundRate, flaggedRate] = [found / dangerous, flagged.length / harmless];
  return [
    {
      what: `dangerous commands found, corpus ${name}`,
      measured: `${(foundRate * 100).toFixed(1)} % of ${dangerous}`,
      target: ">= 98 %",
      met: foundRate >= 0.98,
    },
    {
      what: `harmless commands flagged, corpus ${name}`,
      measured: `${(flaggedRate * 100).toFixed(1)} % of ${harmless}`,
      target: "<= 2 %",
      met: flaggedRate <= 0.02,
    },
  ];
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
  ...rates("held out", HELD_OUT),
  ...rates("tuned on", TUNING),
  { what: "a kibibyte of text searched for secrets", measured: microseconds(redaction) },
]);
