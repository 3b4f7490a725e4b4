// The scripts: what they take, what they may do, when they were loaded, and what is wrong with those that are broken.

import { signal } from "@preact/signals";
import type { ActivityView, ErrorView, ScriptView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { Approval } from "../parts/approval.tsx";
import { FirstScript } from "../parts/empty.tsx";
import { Fault } from "../parts/fault.tsx";
import { Loads, Permissions, Resources } from "../parts/script-facts.tsx";
import { tokenWanted } from "../session.ts";
import { ailing, hooks, mayOperate, refresh, scripts } from "../store.ts";
import { formatCount } from "../texts.ts";

const busy = signal(false);
/** Why the last thing that was asked for was not done. */
const refusal = signal<string | undefined>(undefined);

export function ScriptsView() {
  const all = scripts.value;
  if (all === undefined) return null;
  if (all.length === 0) return <FirstScript />;
  const broken = ailing.value!;
  return (
    <>
      <div class="row tools">
        <p>
          {all.length} {all.length === 1 ? "script" : "scripts"}
          {broken.length > 0 && `, of which ${broken.length} ${broken.length === 1 ? "needs" : "need"} a look`}. Changes of the
          files take effect by themselves.
        </p>
        <button type="button" disabled={busy} onClick={() => void operate("/v1/reload")}>
          {busy.value ? "Loading…" : "Reload"}
        </button>
      </div>
      {refusal.value !== undefined && (
        <p class="note" role="alert">
          {refusal.value}
        </p>
      )}
      <ul class="cards">
        {[...broken, ...all.filter((script) => !broken.includes(script))].map((script) => (
          <ScriptCard key={script.id} script={script} />
        ))}
      </ul>
    </>
  );
}

function hintFor({ code }: ErrorView): string {
  return code === "SCRIPT_NOT_APPROVED" ? "It is not loaded before that." : "It is not loaded; save a mended file.";
}

const SIGNS = { serving: "● serving", broken: "! broken", loading: "… loading", unloaded: "○ unloaded" };

function ScriptCard({ script }: { script: ScriptView }) {
  const { id, language, status, error, serving, quarantine, permissions = [], granted = [], loads = [] } = script;
  const own = hooks.value?.filter(({ owner }) => owner === id) ?? [];
  const isWell = status !== "broken" && quarantine === undefined;
  return (
    <li class={`card ${isWell ? "" : "broken"}`}>
      <h2>
        <span>
          {id} <small>{language}</small>
        </span>
        <span class={`badge ${isWell ? "" : "failed"}`}>{quarantine === undefined ? SIGNS[status] : "! quarantined"}</span>
      </h2>
      {quarantine !== undefined && (
        <Fault error={quarantine} also="It is not run meanwhile.">
          <button type="button" onClick={() => operate(`/v1/scripts/${encodeURIComponent(id)}/release`)}>
            Release it now
          </button>
        </Fault>
      )}
      {error !== undefined && (
        <Fault error={error} script={script} also={serving === true ? "The last good version goes on serving." : hintFor(error)}>
          {error.code === "SCRIPT_NOT_APPROVED" && (
            <Approval id={id} version={String(error.details?.hash)} approve={(path, body) => void operate(path, body)} />
          )}
        </Fault>
      )}
      <Resources script={script} />
      {own.length > 0 && (
        <p>
          {own.map((hook) => (
            <span class="badge" key={hook.id}>
              {hook.id.startsWith(`${id}#`) ? hook.id.slice(id.length) : hook.id} <small>{hook.point}</small>
            </span>
          ))}
        </p>
      )}
      {own.flatMap(({ id: hookId, activity: { last_error, failures = 0 } = {} as Partial<ActivityView> }) => {
        if (last_error === undefined || last_error.code === quarantine?.code) return [];
        return (
          <Fault
            key={hookId}
            error={last_error}
            script={script}
            also={`Last error of ${hookId}, ${formatCount(failures)} in all.`}
          />
        );
      })}
      <Permissions asked={permissions} granted={granted} />
      <Loads loads={loads} />
    </li>
  );
}

/** Asks for something that only operators may, and shows what came of it. */
async function operate(path: string, body?: object): Promise<void> {
  if (!mayOperate.value) {
    tokenWanted.value = "Scripts are reloaded and released by whoever has the token for “operate”.";
    return;
  }
  busy.value = true;
  refusal.value = undefined;
  try {
    await ask("POST", path, body);
  } catch (thrown) {
    refusal.value = (thrown as Error).message;
  }
  await refresh();
  busy.value = false;
}
