// Asks the hooks of a point about data that can be edited, and shows what they answered.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HookReport, OutcomeView, PointView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { Empty } from "../parts/empty.tsx";
import { ResultBadge } from "../parts/result-badge.tsx";
import { points, refreshPoints } from "../store.ts";
import { formatMs, formatPlace } from "../texts.ts";

interface Answer {
  readonly outcome: OutcomeView;
  readonly hooks: readonly HookReport[];
}

const USUAL = "BeforeToolExecution";
const chosen = signal(USUAL);
const payload = signal<string | undefined>(undefined);
const answer = signal<Answer | undefined>(undefined);
const fault = signal<string | undefined>(undefined);

const point = computed(() => points.value?.find(({ name }) => name === chosen.value));
const example = computed(() => JSON.stringify(point.value?.example ?? {}, undefined, 2));

export function PlaygroundView() {
  useEffect(() => {
    refreshPoints().catch((thrown: Error) => (fault.value = thrown.message));
  }, []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
  };
  return (
    <div class="columns">
      <section>
        <label for="point">Hook point</label>
        <PointSelect />
        <p class="hint">
          {point.value?.summary} {point.value?.mode !== undefined && <span class="badge">{point.value.mode}</span>}
        </p>
        <label for="payload">Its data</label>
        <textarea
          id="payload"
          spellcheck={false}
          rows={14}
          value={payload.value ?? example.value}
          onInput={(event) => (payload.value = event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <div class="row">
          <button type="button" class="primary" onClick={() => void run()}>
            Run
          </button>
          <span class="hint">Ctrl+Enter</span>
          <button type="button" onClick={() => (payload.value = undefined)}>
            Example again
          </button>
        </div>
        <Fields />
      </section>
      <section aria-live="polite">
        {fault.value !== undefined && (
          <div class="fault" role="alert">
            <pre>{fault.value}</pre>
          </div>
        )}
        {answer.value === undefined ? <NotRun /> : <Outcome answer={answer.value} />}
      </section>
    </div>
  );
}

/** Points at which hooks stand come first: only they can answer something. */
function PointSelect() {
  const all = points.value ?? [];
  const groups = Map.groupBy(all, ({ hooks, group }) => (hooks > 0 ? "with hooks" : group));
  const sorted = [...groups].sort(([a], [b]) => Number(b === "with hooks") - Number(a === "with hooks"));
  const choose = (name: string): void => {
    chosen.value = name;
    payload.value = undefined;
    answer.value = undefined;
    fault.value = undefined;
  };
  return (
    <select id="point" value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
      {sorted.map(([group, members]) => (
        <optgroup key={group} label={group}>
          {members.map(({ name, hooks }) => (
            <option key={name} value={name}>
              {name}
              {hooks > 0 && ` (${hooks} ${hooks === 1 ? "hook" : "hooks"})`}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function Fields() {
  const fields: [string, PointView["fields"][string]][] = Object.entries(point.value?.fields ?? {});
  if (fields.length === 0) return null;
  return (
    <details>
      <summary>Fields of {chosen}</summary>
      <dl>
        {fields.map(([name, { type, required, description }]) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <small>{`${type}${required ? ", required" : ""}`}</small>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function NotRun() {
  if (point.value?.hooks === 0) {
    return (
      <Empty title="No hook stands here">
        <p>
          Running it answers <code>continue</code>. Choose a point with hooks, or put one here:
        </p>
        <pre>{`import { on, cancel } from "hookloom";\n\non("${chosen.value}", (ctx) => cancel("not today"));`}</pre>
      </Empty>
    );
  }
  return (
    <Empty title="What would the hooks say?">Edit the data and run it. The hooks are really asked, and it is counted.</Empty>
  );
}

function Outcome({ answer: { outcome, hooks } }: { answer: Answer }) {
  return (
    <>
      <h2>
        <ResultBadge type={outcome.type} /> {outcome.reason}
      </h2>
      {outcome.hook_id !== undefined && <p>decided by {outcome.hook_id}</p>}
      {outcome.modified_by !== undefined && <p>changed by {outcome.modified_by.join(", ")}</p>}
      {outcome.data !== undefined && <pre>{JSON.stringify(outcome.data, undefined, 2)}</pre>}
      {outcome.result !== undefined && <pre>{JSON.stringify(outcome.result, undefined, 2)}</pre>}
      <h3>What each hook answered</h3>
      {hooks.length === 0 && <p class="hint">Nobody was asked.</p>}
      <ol class="reports">
        {hooks.map((report) => (
          <Report key={report.hook_id} report={report} />
        ))}
      </ol>
    </>
  );
}

const PASSED_OVER = {
  no_match: "its match did not hold",
  breaker_open: "its breaker is open",
  once: "it is asked once, and was",
};

function Report({ report: { hook_id, result, reason, error, passed_over, duration_ms } }: { report: HookReport }) {
  return (
    <li>
      <strong>{hook_id}</strong>
      {result !== undefined && <ResultBadge type={result} />}
      {reason !== undefined && <span>{reason}</span>}
      {passed_over !== undefined && <span class="hint">not asked: {PASSED_OVER[passed_over]}</span>}
      {error !== undefined && (
        <span class="fault">
          <ResultBadge type="failed" /> {error.place !== undefined && <code>{formatPlace(error.place)}</code>} {error.message} [
          {error.code}]
        </span>
      )}
      {passed_over === undefined && <small class="ms">{formatMs(duration_ms)} ms</small>}
    </li>
  );
}

async function run(): Promise<void> {
  fault.value = undefined;
  try {
    const data: unknown = JSON.parse(payload.value ?? example.value);
    answer.value = await ask<Answer>("POST", `/v1/points/${encodeURIComponent(chosen.value)}`, { data });
  } catch (thrown) {
    answer.value = undefined;
    fault.value = thrown instanceof SyntaxError ? `The data is not JSON: ${thrown.message}` : (thrown as Error).message;
  }
}
