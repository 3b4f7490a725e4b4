// What each hook of a run answered, one after another, with what it changed where that is known.

import type { HookReport, RunView } from "../../../src/server/schemas.ts";
import { formatMs, formatPlace } from "../texts.ts";
import { ResultBadge } from "./result-badge.tsx";

type Change = NonNullable<RunView["steps"][number]["changes"]>[number];
type Step = HookReport & { readonly changes?: readonly Change[] };

/** Why a hook was not asked. */
export const PASSED_OVER = {
  no_match: "its match did not hold",
  breaker_open: "its breaker is open",
  once: "it is asked once, and was",
};
const MAX_VALUE_LENGTH = 300;

export function HookSteps({ steps }: { steps: readonly Step[] }) {
  if (steps.length === 0) return <p class="hint">Nobody was asked.</p>;
  return (
    <ol class="steps">
      {steps.map((step) => (
        <StepRow key={step.hook_id} step={step} />
      ))}
    </ol>
  );
}

function StepRow({ step: { hook_id, result, reason, error, passed_over, shadow, duration_ms, changes } }: { step: Step }) {
  return (
    <li>
      <strong>{hook_id}</strong>
      {result !== undefined && <ResultBadge type={result} />}
      {shadow === true && <span class="badge resting">in the shadow: not applied</span>}
      {reason !== undefined && <span>{reason}</span>}
      {passed_over !== undefined && <span class="hint">not asked: {PASSED_OVER[passed_over]}</span>}
      {error !== undefined && (
        <span class="fault">
          <ResultBadge type="failed" /> {error.place !== undefined && <code>{formatPlace(error.place)}</code>} {error.message} [
          {error.code}]
        </span>
      )}
      {passed_over === undefined && <small class="ms">{formatMs(duration_ms)} ms</small>}
      {changes !== undefined && (
        <ul class="changes">
          {changes.map(({ path, before, after }) => (
            <li key={path}>
              <code>{path}</code>: <Value value={before} of="del" /> → <Value value={after} of="ins" />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Value({ value, of: Tag }: { value: unknown; of: "del" | "ins" }) {
  return value === undefined ? <em>nothing</em> : <Tag>{shown(value)}</Tag>;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
