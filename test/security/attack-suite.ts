// Hostile scripts of one language against a real sandbox: nothing gets out, every call is answered in time, the neighbour keeps
// answering, and the host hardly notices. The attacks are in `attacks/`, and each language has a test file of its own, so that two
// can be attacked at a time. SECURITY_FIGURES=1 prints what was measured.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Range, type Attack, type AttackTable, type Attacker, type Damage } from "./attack.ts";

/** How late an answer may be: more than promised, because machines that run tests are busy. `bench/` measures the promises. */
const OVERRUN_MS = 250;
const UNINTERRUPTIBLE_OVERRUN_MS = 1000;
/** A load has a step more on its ladder. */
const UNINTERRUPTIBLE_LOAD_OVERRUN_MS = 1200;
const NEIGHBOUR_MS = 5000;
const STRIKES = 3;
const LAG_MS = 300;
const GROWTH_MB = 64;

const figures: (Damage & { language: string; category: string; name: string })[] = [];

/** Describes the attacks of one language. */
export function describeAttacks(attacker: Attacker): void {
  describe(`hostile ${attacker.language.name}`, () => describeTables(attacker));
  afterAll(printFigures);
}

function describeTables(attacker: Attacker): void {
  test("is at least forty attacks", () => {
    expect(attacker.tables.flatMap(({ attacks }) => attacks).length).toBeGreaterThanOrEqual(40);
  });

  describe.each(attacker.tables)("$category", (table) => {
    let range: Range;
    beforeAll(async () => {
      range = await Range.open(attacker, table);
    });
    afterAll(async () => {
      await range.close();
    });

    const points = new Map(table.attacks.map((attack, index) => [attack, `attack:${index}`]));
    const together = table.attacks.filter((attack) => !standsApart(attack, table));
    const shared = attacker.compose(bodiesOf(together), table.top ?? "");

    function bodiesOf(attacks: readonly Attack[]): Map<string, string> {
      return new Map(attacks.map((attack) => [points.get(attack)!, attack.body]));
    }

    test.each(table.attacks)("$name", async (attack) => {
      const alone = attack.atLoad === true ? attack.body : attacker.compose(bodiesOf([attack]), table.top ?? "");
      const strike = (): Promise<Damage> => range.strike(attack, points.get(attack)!, together.includes(attack) ? shared : alone);
      const answers = [attack.answer].flat();
      const inTime = ({ lagMs, overrunMs, answer }: Damage): boolean =>
        lagMs < LAG_MS && overrunMs - lagMs < allowedOverrunMs(attack) && answers.includes(answer);
      let damage = await strike();
      // Whatever else this machine does can hold things up, too, but hardly three times in a row.
      for (let again = 1; again < STRIKES && !inTime(damage); again += 1) damage = await strike();
      figures.push({ language: attacker.language.name, category: table.category, name: attack.name, ...damage });
      // A limit that ends an attack sooner than it ends itself contains it as well; on a slow machine it may, every time.
      const limit = attack.atLoad === true ? "SCRIPT_LOAD_TIMED_OUT" : "HOOK_TIMED_OUT";
      expect([...answers, limit]).toContain(damage.answer);
      expect(range.leaks()).toEqual([]);
      // An answer that came in time is noticed late by a host that was held up.
      expect(damage.overrunMs - damage.lagMs).toBeLessThan(allowedOverrunMs(attack));
      expect(damage.neighbourAnswers).toEqual(damage.neighbourAnswers.map((_, number) => `still here ${number}`));
      expect(damage.neighbourSlowestMs).toBeLessThan(NEIGHBOUR_MS);
      expect(damage.lagMs).toBeLessThan(LAG_MS);
      expect(damage.grownMb).toBeLessThan(GROWTH_MB);
      if (attack.atLoad !== true && table.breaksItself !== true) expect(damage.backMs).toBeDefined();
    });
  });
}

function printFigures(): void {
  if (process.env.SECURITY_FIGURES === undefined) return;
  const round = (value: number | undefined): number | undefined => (value === undefined ? undefined : Math.round(value));
  console.table(
    figures.map(({ language, category, name, answer, overrunMs, backMs, neighbourSlowestMs, lagMs, grownMb }) => ({
      attack: `${language} ${category}: ${name}`.slice(0, 80),
      answer: answer.slice(0, 24),
      overrunMs: round(overrunMs),
      backMs: round(backMs),
      neighbourMs: round(neighbourSlowestMs),
      lagMs: round(lagMs),
      grownMb: round(grownMb),
    })),
  );
}

/** Whether an attack would disturb those that share its script. */
function standsApart(attack: Attack, table: AttackTable): boolean {
  return table.apart === true || attack.atLoad === true || attack.uninterruptible === true;
}

function allowedOverrunMs({ uninterruptible, atLoad }: Attack): number {
  if (uninterruptible !== true) return OVERRUN_MS;
  return atLoad === true ? UNINTERRUPTIBLE_LOAD_OVERRUN_MS : UNINTERRUPTIBLE_OVERRUN_MS;
}
