// The flow in words: what the graph draws, where it has no room, and for those who do not see it.

import type { HookView } from "../../../src/server/schemas.ts";
import { answersOf, switchedOff } from "../hook-activity.ts";
import { rates } from "../store.ts";
import { formatCount, formatRate } from "../texts.ts";
import { ResultBadge } from "./result-badge.tsx";

export function FlowList({ hooks }: { hooks: readonly HookView[] }) {
  return (
    <ul class="flow-list" aria-label="Points, with their hooks and what these answered">
      {[...Map.groupBy(hooks, ({ point }) => point)].map(([point, members]) => (
        <li key={point} class="card">
          <h2>{point}</h2>
          <ol>
            {members.map((hook) => (
              <HookWay key={hook.id} hook={hook} />
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}

function HookWay({ hook }: { hook: HookView }) {
  const { asked = 0, components = {} } = hook.activity ?? {};
  const rate = rates.value.get(hook.id) ?? 0;
  const sent = Object.values(components).flatMap((named) => Object.entries(named));
  return (
    <li>
      {asked === 0 ? <span class="badge resting">○ never</span> : `${formatCount(asked)} → `}
      <strong>{hook.id}</strong>
      {switchedOff(hook) !== undefined && <small> ‖ {switchedOff(hook)!.state}</small>}
      {rate > 0 && <small> {formatRate(rate)}/s</small>}
      {asked > 0 && " → "}
      {answersOf(hook).map(([type, count]) => (
        <ResultBadge key={type} type={type} count={count} />
      ))}
      {sent.map(([name, count]) => (
        <span key={name}>
          → {name} {formatCount(count)}
        </span>
      ))}
    </li>
  );
}
