// Asks the hooks of a point about data that can be edited, and shows what they answered.

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HookReport, OutcomeView, PointView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { Empty } from "../parts/empty.tsx";
import { HookSteps } from "../parts/hook-steps.tsx";
import { Outcome } from "../parts/outcome.tsx";
import { points, refreshPoints } from "../store.ts";

interface Answer {
  readonly outcome: OutcomeView;
  readonly hooks: readonly HookReport[];
  readonly correlation_id: string;
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
        {answer.value === undefined ? <NotRun /> : <Answered answer={answer.value} />}
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

function Answered({ answer: { outcome, hooks, correlation_id } }: { answer: Answer }) {
  return (
    <>
      <Outcome outcome={outcome} />
      <h3>What each hook answered</h3>
      <HookSteps steps={hooks} />
      <p>
        <a href={`#/runs/${encodeURIComponent(correlation_id)}`}>Explain it step by step</a>
      </p>
    </>
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
