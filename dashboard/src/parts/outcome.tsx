// What a run came to, for the playground and for runs that are explained.

import type { OutcomeView } from "../../../src/server/schemas.ts";
import { ResultBadge } from "./result-badge.tsx";

export function Outcome({ outcome }: { outcome: OutcomeView }) {
  const { type, reason, hook_id, modified_by, data, result } = outcome;
  return (
    <>
      <h2>
        <ResultBadge type={type} /> {reason}
      </h2>
      {hook_id !== undefined && <p>decided by {hook_id}</p>}
      {modified_by !== undefined && <p>changed by {modified_by.join(", ")}</p>}
      {data !== undefined && <pre>{JSON.stringify(data, undefined, 2)}</pre>}
      {result !== undefined && <pre>{JSON.stringify(result, undefined, 2)}</pre>}
    </>
  );
}
