// What each hook does, and the switches.

import { computed, signal } from "@preact/signals";
import type { HookView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { answersOf, switchedOff } from "../hook-activity.ts";
import { Empty, FirstScript } from "../parts/empty.tsx";
import { RateChart } from "../parts/rate-chart.tsx";
import { ResultBadge } from "../parts/result-badge.tsx";
import { tokenWanted } from "../session.ts";
import { mayOperate, now, rateHistory, rates, refresh, shownHooks } from "../store.ts";
import { formatAgo, formatCount, formatMs, formatPlace, formatRate } from "../texts.ts";

const SNOOZE_MS = 3_600_000;

interface Column {
  readonly title: string;
  /** Sorts ascending; numbers have the largest first. */
  readonly sortBy?: (hook: HookView) => number | string;
  readonly isNumber?: true;
}

const COLUMNS: readonly Column[] = [
  { title: "Hook", sortBy: ({ id }) => id },
  { title: "State", sortBy: stateOf },
  { title: "Calls/s", sortBy: ({ id }) => rates.value.get(id) ?? 0, isNumber: true },
  { title: "Calls", sortBy: ({ activity }) => activity?.asked ?? 0, isNumber: true },
  { title: "p50 ms", sortBy: ({ activity }) => activity?.latency_ms?.p50 ?? 0, isNumber: true },
  { title: "p95 ms", sortBy: ({ activity }) => activity?.latency_ms?.p95 ?? 0, isNumber: true },
  { title: "p99 ms", sortBy: ({ activity }) => activity?.latency_ms?.p99 ?? 0, isNumber: true },
  { title: "Answers" },
  { title: "Last fired", sortBy: ({ activity }) => activity?.last_asked ?? "" },
  { title: "Switches" },
];

const filter = signal("");
const onlyNever = signal(false);
const sortedBy = signal<Column | undefined>(undefined);
const actionFault = signal<string | undefined>(undefined);

const shown = computed(() => {
  const words = filter.value.toLowerCase();
  const found = shownHooks.value?.filter(({ id, point, owner, activity }) => {
    return `${id} ${point} ${owner}`.toLowerCase().includes(words) && (!onlyNever.value || !activity?.asked);
  });
  const { sortBy: key, isNumber } = sortedBy.value ?? {};
  if (key === undefined) return found;
  return found?.toSorted((a, b) => (isNumber ? compare(key(b), key(a)) : compare(key(a), key(b))));
});

export function HooksView() {
  const all = shownHooks.value;
  if (all === undefined) return null;
  if (all.length === 0) return <FirstScript />;
  const never = all.filter(({ activity }) => !activity?.asked).length;
  return (
    <>
      <RateChart label="calls of hooks per second" readings={rateHistory.value} />
      <div class="row tools">
        <input
          type="search"
          placeholder="Filter by hook, point or script"
          aria-label="Filter hooks"
          value={filter}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
        <label class="check">
          <input type="checkbox" checked={onlyNever} onChange={(event) => (onlyNever.value = event.currentTarget.checked)} />
          never fired ({never})
        </label>
      </div>
      {actionFault.value !== undefined && (
        <p class="note" role="alert">
          {actionFault.value}
        </p>
      )}
      {shown.value!.length === 0 ? <Empty title="No hook matches" /> : <HookTable />}
    </>
  );
}

function HookTable() {
  return (
    <table class="hooks">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th
              key={column.title}
              scope="col"
              class={column.isNumber && "number"}
              aria-sort={sortedBy.value === column ? (column.isNumber ? "descending" : "ascending") : undefined}
            >
              {column.sortBy === undefined ? (
                column.title
              ) : (
                <button type="button" onClick={() => (sortedBy.value = sortedBy.value === column ? undefined : column)}>
                  {column.title}
                  {sortedBy.value === column && (column.isNumber ? " ↓" : " ↑")}
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.value!.map((hook) => (
          <HookRow key={hook.id} hook={hook} />
        ))}
      </tbody>
    </table>
  );
}

function HookRow({ hook }: { hook: HookView }) {
  const { id, point, description, owner, place, activity, failure_mode, shadow } = hook;
  const latency = activity?.latency_ms;
  return (
    <tr class={stateOf(hook) === "on" ? undefined : "resting"}>
      <td>
        <strong>{id}</strong>
        <small>
          {point} · {place === undefined ? owner : formatPlace(place)}
          {failure_mode === "fail_closed" && " · fail closed"}
          {shadow === true && " · in the shadow"}
        </small>
        {description !== undefined && <small>{description}</small>}
        {activity?.last_error !== undefined && (
          <small class="fault">
            last error: {activity.last_error.place !== undefined && `${formatPlace(activity.last_error.place)}: `}
            {activity.last_error.message} [{activity.last_error.code}]
          </small>
        )}
      </td>
      <td data-label="State">
        <State hook={hook} />
      </td>
      <td class="number" data-label="Calls/s">
        {formatRate(rates.value.get(id) ?? 0)}
      </td>
      <td class="number" data-label="Calls">
        {formatCount(activity?.asked ?? 0)}
      </td>
      <td class="number" data-label="p50 ms">
        {formatMs(latency?.p50)}
      </td>
      <td class="number" data-label="p95 ms">
        {formatMs(latency?.p95)}
      </td>
      <td class="number" data-label="p99 ms">
        {formatMs(latency?.p99)}
      </td>
      <td class="answers" data-label="Answers">
        {answersOf(hook).map(([type, count]) => (
          <ResultBadge key={type} type={type} count={count} />
        ))}
      </td>
      <td data-label="Last fired">
        {activity?.last_asked === undefined ? (
          <span class="badge resting">○ never</span>
        ) : (
          formatAgo(activity.last_asked, now.value)
        )}
      </td>
      <td class="actions">
        <Switches hook={hook} />
      </td>
    </tr>
  );
}

function State({ hook }: { hook: HookView }) {
  const off = switchedOff(hook);
  if (off !== undefined) {
    const until = off.until === undefined ? "" : ` until ${new Date(off.until).toLocaleTimeString()}`;
    return (
      <span class="badge resting">
        ‖ {off.state}
        {until} <small>by {off.by}</small>
      </span>
    );
  }
  if (hook.breaker === "closed") return <span>● on</span>;
  return <span class="badge failed">{hook.breaker === "open" ? "! breaker open" : "? breaker half open"}</span>;
}

function Switches({ hook }: { hook: HookView }) {
  const change = (verb: string, body: object = {}): void => {
    if (mayOperate.value) void switchHook(hook.id, verb, body);
    else tokenWanted.value = "Hooks are switched by whoever has the token for “operate”.";
  };
  if (switchedOff(hook) !== undefined) {
    return (
      <button type="button" aria-label={`Enable ${hook.id}`} onClick={() => change("enable")}>
        Enable
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        aria-label={`Snooze ${hook.id} for an hour`}
        onClick={() => change("snooze", { duration_ms: SNOOZE_MS })}
      >
        Snooze 1 h
      </button>
      <button type="button" aria-label={`Disable ${hook.id}`} onClick={() => change("disable")}>
        Disable
      </button>
    </>
  );
}

async function switchHook(id: string, verb: string, body: object): Promise<void> {
  actionFault.value = undefined;
  try {
    await ask("POST", `/v1/hooks/${encodeURIComponent(id)}/${verb}`, { ...body, by: "dashboard" });
  } catch (thrown) {
    actionFault.value = (thrown as Error).message;
  }
  await refresh();
}

function stateOf(hook: HookView): string {
  return switchedOff(hook)?.state ?? (hook.breaker === "closed" ? "on" : hook.breaker);
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
}
