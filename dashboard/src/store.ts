// What the daemon says of itself, asked again and again while somebody looks.

import { computed, signal } from "@preact/signals";
import { onlyRecords } from "../../src/server/only-records.ts";
import type { HookView, PointView, ScriptView, StatusView } from "../../src/server/schemas.ts";
import { ask, Refused } from "./daemon.ts";

const REFRESH_MS = 2000;
/** Readings that the chart shows: two minutes. */
const MAX_READINGS = 60;

export const status = signal<StatusView | undefined>(undefined);
export const hooks = signal<readonly HookView[] | undefined>(undefined);
export const scripts = signal<readonly ScriptView[] | undefined>(undefined);
export const points = signal<readonly PointView[] | undefined>(undefined);
/** Why the daemon does not answer, while it does not. */
export const trouble = signal<string | undefined>(undefined);
export const now = signal(Date.now());
/** Calls of each hook in a second, since the reading before. */
export const rates = signal<ReadonlyMap<string, number>>(new Map());
/** Seconds since 1970, and calls of all hooks in a second. */
export const rateHistory = signal<readonly (readonly [number, number])[]>([]);

export const shownHooks = computed(() => hooks.value?.filter((hook) => !onlyRecords(hook)));
export const hiddenHooks = computed(() => new Set(hooks.value?.filter(onlyRecords).map(({ id }) => id)));
/** Scripts that are broken or not run for now. */
export const ailing = computed(() =>
  scripts.value?.filter(({ error, quarantine }) => error !== undefined || quarantine !== undefined),
);
export const mayOperate = computed(() => status.value?.role === "operate");

let before: { readonly atMs: number; readonly asked: ReadonlyMap<string, number> } | undefined;

/** Asks for everything once more. */
export async function refresh(): Promise<void> {
  try {
    const [state, listed, loaded] = await Promise.all([
      ask<StatusView>("GET", "/v1/status"),
      ask<{ hooks: HookView[] }>("GET", "/v1/hooks"),
      ask<{ scripts: ScriptView[] }>("GET", "/v1/scripts"),
    ]);
    status.value = state;
    hooks.value = listed.hooks;
    scripts.value = loaded.scripts;
    trouble.value = undefined;
    takeReading();
  } catch (thrown) {
    trouble.value = thrown instanceof Refused ? thrown.message : "The daemon does not answer.";
  }
  now.value = Date.now();
}

/** Asks for the points, which change only with the scripts. */
export async function refreshPoints(): Promise<void> {
  points.value = (await ask<{ points: PointView[] }>("GET", "/v1/points")).points;
}

/** Keeps asking while the page is seen. */
export function keepFresh(): void {
  const refreshSeen = (): void => {
    if (document.visibilityState === "visible") void refresh();
  };
  refreshSeen();
  setInterval(refreshSeen, REFRESH_MS);
  document.addEventListener("visibilitychange", refreshSeen);
}

function takeReading(): void {
  const atMs = performance.now();
  const asked = new Map(shownHooks.value?.map(({ id, activity }) => [id, activity?.asked ?? 0]));
  if (before !== undefined) {
    const seconds = (atMs - before.atMs) / 1000;
    const earlier = before.asked;
    // A daemon that was started anew counts from 0.
    const rateOf = (id: string, count: number): number => Math.max(0, count - (earlier.get(id) ?? 0)) / seconds;
    rates.value = new Map([...asked].map(([id, count]) => [id, rateOf(id, count)]));
    const all = rates.value.values().reduce((sum, rate) => sum + rate, 0);
    rateHistory.value = [...rateHistory.value, [Date.now() / 1000, all] as const].slice(-MAX_READINGS);
  }
  before = { atMs, asked };
}
