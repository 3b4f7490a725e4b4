// The scripts, and what is wrong with those that are broken.

import { signal } from "@preact/signals";
import type { ScriptView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { FirstScript } from "../parts/empty.tsx";
import { tokenWanted } from "../session.ts";
import { hooks, mayOperate, refresh, scripts } from "../store.ts";
import { formatPlace } from "../texts.ts";

const reloading = signal(false);

export function ScriptsView() {
  const all = scripts.value;
  if (all === undefined) return null;
  if (all.length === 0) return <FirstScript />;
  const broken = all.filter(({ error }) => error !== undefined);
  const others = all.filter(({ error }) => error === undefined);
  return (
    <>
      <div class="row tools">
        <p>
          {all.length} {all.length === 1 ? "script" : "scripts"}
          {broken.length > 0 && `, ${broken.length} broken`}. Changes of the files take effect by themselves.
        </p>
        <button type="button" disabled={reloading} onClick={() => void reload()}>
          {reloading.value ? "Reloading…" : "Reload"}
        </button>
      </div>
      <ul class="cards">
        {[...broken, ...others].map((script) => (
          <ScriptCard key={script.id} script={script} />
        ))}
      </ul>
    </>
  );
}

const SIGNS = { serving: "● serving", broken: "! broken", loading: "… loading", unloaded: "○ unloaded" };

function ScriptCard({
  script: { id, language, status, version, error, serving, quarantine, permissions },
}: {
  script: ScriptView;
}) {
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
        <div class="fault" role="alert">
          <pre>{quarantine.message}</pre>
        </div>
      )}
      {error !== undefined && (
        <div class="fault" role="alert">
          {error.place !== undefined && <code>{formatPlace(error.place)}</code>}
          <pre>{error.message}</pre>
          <small>
            {error.code}. {serving === true ? "The last good version goes on serving." : "It is not loaded; save a mended file."}
          </small>
        </div>
      )}
      {own.length > 0 && (
        <p>
          {own.map((hook) => (
            <span class="badge" key={hook.id}>
              {hook.id.startsWith(`${id}#`) ? hook.id.slice(id.length) : hook.id} <small>{hook.point}</small>
            </span>
          ))}
        </p>
      )}
      {permissions !== undefined && (
        <ul class="permissions">
          {permissions.map(({ action, what, granted }) => (
            <li key={`${action} ${what}`}>
              <span class={`badge ${granted ? "continue" : "cancel"}`}>{granted ? "✓ granted" : "✕ not granted"}</span> {action}{" "}
              <code>{what}</code>
            </li>
          ))}
        </ul>
      )}
      {version !== undefined && <small title="SHA-256 of its text">version {version.slice(0, 12)}</small>}
    </li>
  );
}

async function reload(): Promise<void> {
  if (!mayOperate.value) {
    tokenWanted.value = "Scripts are reloaded by whoever has the token for “operate”.";
    return;
  }
  reloading.value = true;
  try {
    await ask("POST", "/v1/reload");
    await refresh();
  } finally {
    reloading.value = false;
  }
}
