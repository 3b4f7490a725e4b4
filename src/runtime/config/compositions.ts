// Compositions as the config file has them: what each accepts, and what is wrong with them. The schema and `loadConfig` take them
// from here.

import { z } from "zod";
import { COMPOSITION_KINDS, findCompositionFaults, type Compositions } from "../../hooks/composition.ts";
import { PHASES } from "../../model/phase.ts";
import { PRIORITIES, type PriorityName } from "../../model/priority.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { areWrong, declaredPoints, problemIn, type ConfigProblem, type ConfigSource } from "./config-source.ts";

export const compositionSchema = z.strictObject({
  point: z.string().min(1).register(settingNotes, {
    meaning: "The hook point at which its hooks are asked together.",
    accepts: "the name of a hook point",
    defaultText: "none: it must be given",
  }),
  kind: z.enum(COMPOSITION_KINDS).register(settingNotes, {
    meaning:
      "`sequence`: one after another, until one decides; `parallel`: all at once; `first_match`: one after another, until one has something to say; `vote`: all at once, and a quorum cancels.",
    defaultText: "none: it must be given",
  }),
  hooks: z.array(z.string().min(1)).register(settingNotes, {
    meaning: "Its hooks in their order; none of them is asked by itself. A script stands for all of its hooks at the point.",
    accepts: "a list of ids of hooks, globs of them, scripts, or other compositions",
    defaultText: "none: it must be given",
  }),
  quorum: z.int().min(1).max(1000).exactOptional().register(settingNotes, {
    meaning: "How many hooks of a vote must be against an operation to cancel it.",
    defaultText: "more than half of them",
  }),
  phase: z.enum(PHASES).exclude(["observe"]).exactOptional().register(settingNotes, {
    meaning: "The phase in which it is asked, whatever those of its hooks.",
    defaultText: '`"transform"`',
  }),
  priority: z
    .enum(Object.keys(PRIORITIES) as [PriorityName])
    .exactOptional()
    .register(settingNotes, {
      meaning: "Which of the point's hooks of this phase it is asked before.",
      defaultText: '`"normal"`',
    }),
});

/** What is wrong with the compositions of each source by themselves. */
export function findWrongCompositions(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (areWrong(problems, "compositions", "points")) return [];
  const declared = declaredPoints(sources);
  return sources.flatMap((source) => {
    const compositions = (source.values.compositions ?? {}) as Compositions;
    return findCompositionFaults(compositions, declared).map(({ name, key, text }) =>
      problemIn(source, ["compositions", name, key], text),
    );
  });
}
