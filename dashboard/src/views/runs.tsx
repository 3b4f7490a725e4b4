// Runs that are kept, and one of them explained step by step: what went in, what each hook answered and changed, what came out.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RunView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { Empty } from "../parts/empty.tsx";
import { HookSteps } from "../parts/hook-steps.tsx";
import { Outcome } from "../parts/outcome.tsx";
import { ResultBadge } from "../parts/result-badge.tsx";
import { tokenWanted } from "../session.ts";
import { hiddenHooks, mayOperate, now, status } from "../store.ts";
import { formatAgo, formatMs } from "../texts.ts";

const LIMIT = 100;

const runs = signal<readonly RunView[] | undefined>(undefined);
const explained = signal<readonly RunView[]>([]);
const fault = signal<string | undefined>(undefined);
const filter = signal("");

const shown = computed(() => {
  const words = filter.value.toLowerCase();
  return runs.value?.filter((run) =>
    JSON.stringify([run.point, run.outcome, run.correlation_id, run.data]).toLowerCase().includes(words),
  );
});

/** `argument` is the correlation id of the operation that is explained. */
export function RunsView({ argument }: { argument: string }) {
  const may = mayOperate.value;
  useEffect(() => {
    if (may) void load(argument);
  }, [may, argument]);
  if (status.value === undefined) return null;
  if (!may) return <AskForToken />;
  return (
    <div class={`columns ${argument === "" ? "" : "chosen"}`}>
      <section>
        <div class="row tools">
          <input
            type="search"
            placeholder="Filter by point, outcome or data"
            aria-label="Filter runs"
            value={filter}
            onInput={(event) => (filter.value = event.currentTarget.value)}
          />
          <button type="button" onClick={() => void load(argument)}>
            Look again
          </button>
        </div>
        {shown.value?.length === 0 ? <NoRuns /> : <RunList chosen={argument} />}
      </section>
      <section aria-live="polite">
        {fault.value !== undefined && <p class="note">{fault.value}</p>}
        {explained.value.map((run) => (
          <Explanation key={`${run.point} ${run.started_at}`} run={run} />
        ))}
        {explained.value.length === 0 && fault.value === undefined && (
          <Empty title="Choose a run">
            What went in, what each hook answered and changed, and what it came to is shown here.
          </Empty>
        )}
      </section>
    </div>
  );
}

function RunList({ chosen }: { chosen: string }) {
  return (
    <ol class="runs">
      {shown.value?.map((run) => (
        <li key={`${run.correlation_id} ${run.point} ${run.started_at}`}>
          <a
            href={`#/runs/${encodeURIComponent(run.correlation_id)}`}
            aria-current={run.correlation_id === chosen ? "true" : undefined}
          >
            <ResultBadge type={run.outcome?.type ?? "goes on"} />
            <span class="about">
              {run.point} <small>{run.outcome?.reason ?? run.outcome?.modified_by?.join(", ")}</small>
            </span>
            <small>{formatAgo(run.started_at, now.value)}</small>
          </a>
        </li>
      ))}
    </ol>
  );
}

function Explanation({
  run: { point, component, started_at, duration_ms, data, steps, outcome, effect, correlation_id },
}: {
  run: RunView;
}) {
  const deciding = steps.filter(({ hook_id }) => !hiddenHooks.value.has(hook_id));
  return (
    <article>
      <h2>{point}</h2>
      <p class="hint">
        {started_at.slice(11, 23)}, {formatMs(duration_ms)} ms{component !== undefined && `, ${component}`}, {correlation_id}
      </p>
      <h3>What went in</h3>
      <pre>{JSON.stringify(data, undefined, 2)}</pre>
      <h3>What each hook answered</h3>
      <HookSteps steps={deciding} />
      <h3>What it came to</h3>
      {outcome === undefined ? <p class="hint">It goes on.</p> : <Outcome outcome={outcome} />}
      {effect !== undefined && (
        <p class="note">
          {component ?? "The agent"} was told <ResultBadge type={effect.effective} /> (the hooks answered {effect.raw}
          {effect.downgrades.map(({ from, to }) => `, ${from} became ${to}`).join("")})
        </p>
      )}
    </article>
  );
}

function AskForToken() {
  return (
    <Empty title="Runs hold what hosts sent">
      <p>Only whoever has the token for “operate” may see them.</p>
      <button
        type="button"
        class="primary"
        onClick={() => (tokenWanted.value = "Runs are explained to whoever has the token for “operate”.")}
      >
        Enter a token
      </button>
    </Empty>
  );
}

function NoRuns() {
  if (filter.value !== "") return <Empty title="No run matches" />;
  return (
    <Empty title="No run yet">
      Ask a point in the <a href="#/playground">Playground</a>. The last runs are kept while the daemon runs, as many as{" "}
      <code>runs.kept</code> in the config says.
    </Empty>
  );
}

async function load(correlationId: string): Promise<void> {
  fault.value = undefined;
  try {
    runs.value = (await ask<{ runs: RunView[] }>("GET", `/v1/runs?limit=${LIMIT}`)).runs;
    explained.value =
      correlationId === "" ? [] : (await ask<{ runs: RunView[] }>("GET", `/v1/runs/${encodeURIComponent(correlationId)}`)).runs;
  } catch (thrown) {
    explained.value = [];
    fault.value = (thrown as Error).message;
  }
}
