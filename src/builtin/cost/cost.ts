// Cost tracking as hooks: one after each call of a model that adds up, and one before it that cancels when a budget is used up.

import { isAbsolute, resolve } from "node:path";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import { annotate, results } from "../../model/results.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { readField } from "../context-fields.ts";
import type { Budget, CostSettings, Price } from "./definition.ts";
import { costOf, findPrice, microUsd, type MicroUsd } from "./prices.ts";
import { Spending } from "./spending.ts";

const ONE_DAY_MS = 86_400_000;
/** Models without a price that are told of; more are not news any more. */
const MAX_TOLD = 1000;

/** Opens cost tracking. @throws HookloomError STATE_UNREADABLE */
export function openCost(settings: CostSettings, environment: BuiltinEnvironment): Builtin {
  const { stateDir } = environment;
  const path = stateDir === undefined && !isAbsolute(settings.path) ? undefined : resolve(stateDir ?? "", settings.path);
  const spending = new Spending(path, settings.maxKeys, environment.clock, environment.log);
  const hooks = new CostHooks(settings, spending, environment);
  const flush = async (): Promise<void> => spending.flush();
  return { hooks: hooks.registrations(), drain: flush, close: flush };
}

class CostHooks {
  readonly #settings: CostSettings;
  readonly #spending: Spending;
  readonly #environment: BuiltinEnvironment;
  readonly #withoutPrice = new Set<string>();
  readonly #oldPrices = new Set<Price>();

  constructor(settings: CostSettings, spending: Spending, environment: BuiltinEnvironment) {
    this.#settings = settings;
    this.#spending = spending;
    this.#environment = environment;
  }

  registrations(): Registration[] {
    const { before, after, budgets } = this.#settings;
    const cuttingOff = budgets.filter(({ cut_off }) => cut_off);
    return [
      ...before.map((point): Registration => ({
        point,
        hook: (context) => this.#cutOff(cuttingOff, context),
        options: { id: `builtin/cost#${point}`, phase: "authorize", description: "cancels what no budget is left for" },
      })),
      ...after.map((point): Registration => ({
        point,
        hook: (context) => this.#record(context),
        options: { id: `builtin/cost#${point}`, priority: "highest", description: "adds up what models cost" },
      })),
    ];
  }

  #cutOff(budgets: readonly Budget[], context: HookContext): HookAnswer {
    for (const budget of budgets) {
      const spent = this.#spending.of(budget, whoOf(budget, context));
      if (spent < microUsd(budget.limit_usd)) continue;
      const facts = factsOf(budget, spent, context);
      this.#environment.publish("cost.budget_exceeded", facts);
      const reason = `The budget "${budget.name}" of $${budget.limit_usd} is used up: $${inDollars(spent)} were spent.`;
      return annotate(results.cancel(reason), { budget: facts });
    }
  }

  #record(context: HookContext): HookAnswer {
    const { data } = context;
    const model = typeof data.model === "string" ? data.model : "";
    const price = findPrice(this.#settings.prices, model, this.#environment.clock.now());
    if (price === undefined) return this.#tellWithoutPrice(model, data);
    this.#tellOldPrice(price);
    const cost = costOf(data, price);
    if (cost === 0) return;
    for (const budget of this.#settings.budgets) this.#spend(budget, cost, context);
    this.#environment.publish("cost.recorded", { model, micro_usd: cost, component: context.component.id });
    return results.modified({ cost: cost / 1_000_000 });
  }

  #spend(budget: Budget, cost: MicroUsd, context: HookContext): void {
    const spent = this.#spending.add(budget, whoOf(budget, context), cost);
    const alertAt = microUsd(budget.limit_usd * budget.alert_at);
    if (spent < alertAt || spent - cost >= alertAt) return;
    const facts = factsOf(budget, spent, context);
    this.#environment.publish("cost.budget_alert", facts);
    const message = `$${inDollars(spent)} of $${budget.limit_usd} of the budget "${budget.name}" are spent`;
    this.#environment.log("warn", facts, message);
  }

  #tellOldPrice(price: Price): void {
    if (this.#oldPrices.has(price)) return;
    const { model, from } = price;
    const ageDays = Math.floor((this.#environment.clock.now() - Date.parse(from)) / ONE_DAY_MS);
    if (ageDays <= this.#settings.priceMaxAgeDays) return;
    this.#oldPrices.add(price);
    this.#environment.publish("cost.price_old", { model, from, age_days: ageDays });
    const message = `the price of ${JSON.stringify(model)} is ${ageDays} days old: compare it with the provider's, and write it again with today's date`;
    this.#environment.log("warn", { model, from }, message);
  }

  #tellWithoutPrice(model: string, { input_tokens, output_tokens }: JsonObject): void {
    if (input_tokens === undefined && output_tokens === undefined) return;
    if (this.#withoutPrice.has(model) || this.#withoutPrice.size === MAX_TOLD) return;
    this.#withoutPrice.add(model);
    this.#environment.publish("cost.price_missing", { model });
    this.#environment.log(
      "warn",
      { model },
      `no price is known for the model ${JSON.stringify(model)}, so its tokens cost nothing`,
    );
  }
}

function whoOf({ by }: Budget, context: HookContext): unknown[] {
  return by.map((field) => readField(context, field));
}

function factsOf(budget: Budget, spent: MicroUsd, context: HookContext): JsonObject {
  const by = Object.fromEntries(budget.by.map((field) => [field, String(readField(context, field) ?? "")]));
  return { budget: budget.name, by, spent_micro_usd: spent, limit_micro_usd: microUsd(budget.limit_usd) };
}

/** At least two decimals, and as many as it takes. */
function inDollars(amount: MicroUsd): string {
  return (amount / 1_000_000).toFixed(6).replace(/(\.\d\d\d*?)0+$/, "$1");
}
