// A script whose text nobody has approved: first it is looked at, then approved. The daemon approves no other text than the one
// that is meant, should the file change in between.

import { useSignal } from "@preact/signals";
import type { ScriptSource } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { tokenWanted } from "../session.ts";
import { mayOperate } from "../store.ts";

interface ApprovalProps {
  readonly id: string;
  /** Of the text that is meant. */
  readonly version: string;
  readonly approve: (path: string, body: object) => void;
}

export function Approval({ id, version, approve }: ApprovalProps) {
  const text = useSignal<string | undefined>(undefined);
  const path = `/v1/scripts/${encodeURIComponent(id)}`;
  const look = async (): Promise<void> => {
    if (mayOperate.value) text.value = (await ask<ScriptSource>("GET", `${path}/source`)).text;
    else tokenWanted.value = "Scripts are read and approved by whoever has the token for “operate”.";
  };
  if (text.value === undefined) {
    return (
      <button type="button" onClick={() => void look()}>
        Look at it
      </button>
    );
  }
  return (
    <>
      <pre class="source">{text.value}</pre>
      <button type="button" onClick={() => approve(`${path}/approve`, { version })}>
        Approve this text
      </button>
    </>
  );
}
