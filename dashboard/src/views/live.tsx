// What happens, as it happens.

import { computed, signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { UniversalEvent } from "../../../src/model/events.ts";
import { dropped, events, isFollowing, missed, paused, perSecond, togglePause } from "../event-feed.ts";
import { Empty } from "../parts/empty.tsx";
import { RateChart } from "../parts/rate-chart.tsx";
import { PASSED_OVER } from "../parts/hook-steps.tsx";
import { ResultBadge } from "../parts/result-badge.tsx";
import { hiddenHooks } from "../store.ts";
import { formatMs } from "../texts.ts";

/** Rows that are drawn: somewhat more than a screen has room for, and others when somebody scrolls to them. */
const FIRST_ROWS = Math.ceil(screen.height / 33) + 5;
const MORE_ROWS = 100;
const rowCount = signal(FIRST_ROWS);

const filter = signal("");
const shown = computed(() => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found: UniversalEvent[] = [];
  for (const event of events.value) {
    if (hiddenHooks.value.has(event.data.hook as string)) continue;
    if (words.length > 0 && !matches(event, words)) continue;
    found.push(event);
    if (found.length === rowCount.value) break;
  }
  return found;
});

function matches(event: UniversalEvent, words: readonly string[]): boolean {
  const text = `${event.event_type} ${JSON.stringify(event.data)} ${event.source.correlation_id ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export function LiveView() {
  return (
    <>
      <RateChart label="events per second" readings={perSecond.value} />
      <div class="row tools">
        <input
          type="search"
          placeholder="Filter, such as hook.failed or a hook's id"
          aria-label="Filter events"
          value={filter}
          onInput={(event) => (filter.value = event.currentTarget.value)}
        />
        <button type="button" onClick={togglePause} aria-pressed={paused.value} title="Key p">
          {paused.value ? `Go on${missed.value > 0 ? ` (${missed.value} more)` : ""}` : "Pause"}
        </button>
      </div>
      {dropped.value > 0 && (
        <p class="note">{dropped.value} events came faster than this page could take them, and are not here.</p>
      )}
      {shown.value.length === 0 ? <NoEvents /> : <EventList />}
    </>
  );
}

function EventList() {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (entry!.isIntersecting && shown.value.length === rowCount.value) rowCount.value += MORE_ROWS;
    });
    observer.observe(end.current!);
    return () => {
      observer.disconnect();
      rowCount.value = FIRST_ROWS;
    };
  }, []);
  return (
    <ol class="events">
      {shown.value.map(rowOf)}
      <li key="end" ref={end} aria-hidden="true" />
    </ol>
  );
}

const rows = new WeakMap<UniversalEvent, VNode>();

/** The same element for the same event, so that rows that only move are not drawn anew. */
function rowOf(event: UniversalEvent): VNode {
  const row = rows.get(event) ?? <EventRow key={event.id} event={event} />;
  rows.set(event, row);
  return row;
}

function EventRow({ event }: { event: UniversalEvent }) {
  const open = useSignal(false);
  const { hook, script, point, result, duration_ms } = event.data as Record<string, string | number | undefined>;
  const correlationId = point === undefined ? undefined : event.source.correlation_id;
  const ending = /[.](cancel|fail)\w*ed$/.exec(event.event_type)?.[1];
  const type = result ?? (ending === "fail" ? "failed" : ending);
  const show = (isOpen: boolean): void => {
    open.value = isOpen;
    // What is being read must not move away.
    if (isOpen && !paused.value) togglePause();
  };
  return (
    <li>
      <details onToggle={(toggled) => show(toggled.currentTarget.open)}>
        <summary>
          <time dateTime={event.timestamp}>{event.timestamp.slice(11, 23)}</time>
          <span class="type">{event.event_type}</span>
          <span class="about">
            {type !== undefined && <ResultBadge type={String(type)} />} {hook ?? script}
            {point !== undefined && <small> at {point}</small>}
            {event.data.why !== undefined && <small> {PASSED_OVER[event.data.why as keyof typeof PASSED_OVER]}</small>}
            {event.data.message !== undefined && <small> {String(event.data.message)}</small>}
            {event.data.reason !== undefined && <small> {String(event.data.reason)}</small>}
          </span>
          {typeof duration_ms === "number" && <small class="ms">{formatMs(duration_ms)} ms</small>}
        </summary>
        {open.value && <pre>{JSON.stringify(event, undefined, 2)}</pre>}
        {open.value && correlationId !== undefined && (
          <a href={`#/runs/${encodeURIComponent(correlationId)}`}>Explain this run</a>
        )}
      </details>
    </li>
  );
}

function NoEvents() {
  if (filter.value !== "") return <Empty title="No event matches">Every word must be in an event’s type or data.</Empty>;
  return (
    <Empty title={isFollowing.value ? "Nothing has happened yet" : "Waiting for the daemon"}>
      <p>
        Everything that hooks and scripts do appears here. Ask a point in the <a href="#/playground">Playground</a>, or from a
        shell:
      </p>
      <pre>{`curl ${location.origin}/v1/points/BeforeToolExecution \\
  -H "content-type: application/json" \\
  -d '{"data": {"tool_name": "Bash", "parameters": {"command": "ls"}}}'`}</pre>
    </Empty>
  );
}
