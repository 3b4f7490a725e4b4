// The scripts: what they take, what they may do, when they were loaded, and what is wrong with those that are broken.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ErrorView, ScriptView } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";
import { FirstScript } from "../parts/empty.tsx";
import { tokenWanted } from "../session.ts";
import { hooks, mayOperate, now, refresh, scripts } from "../store.ts";
import { formatAgo, formatCount, formatMs, formatPlace } from "../texts.ts";

const SHORT_VERSION = 12;

const busy = signal(false);
/** Why the last thing that was asked for was not done. */
const refusal = signal<string | undefined>(undefined);

export function ScriptsView() {
  const all = scripts.value;
  if (all === undefined) return null;
  if (all.length === 0) return <FirstScript />;
  const broken = all.filter(isBroken);
  return (
    <>
      <div class="row tools">
        <p>
          {all.length} {all.length === 1 ? "script" : "scripts"}
          {broken.length > 0 && `, ${broken.length} broken`}. Changes of the files take effect by themselves.
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
        {[...broken, ...all.filter((script) => !isBroken(script))].map((script) => (
          <ScriptCard key={script.id} script={script} />
        ))}
      </ul>
    </>
  );
}

function isBroken({ error, quarantine }: ScriptView): boolean {
  return error !== undefined || quarantine !== undefined;
}

const SIGNS = { serving: "● serving", broken: "! broken", loading: "… loading", unloaded: "○ unloaded" };

function ScriptCard({ script }: { script: ScriptView }) {
  const { id, language, status, error, serving, quarantine, permissions = [], loads = [] } = script;
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
      {error !== undefined && error.message !== quarantine?.message && (
        <Fault
          error={error}
          also={serving === true ? "The last good version goes on serving." : "It is not loaded; save a mended file."}
        />
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
      {own.flatMap(({ id: hookId, activity }) =>
        activity?.last_error === undefined
          ? []
          : [
              <Fault
                key={hookId}
                error={activity.last_error}
                also={`Last error of ${hookId}, ${formatCount(activity.failures)} in all.`}
              />,
            ],
      )}
      {permissions.length > 0 && (
        <ul class="permissions">
          {permissions.map(({ action, what, granted }) => (
            <li key={`${action} ${what}`}>
              <span class={`badge ${granted ? "continue" : "cancel"}`}>{granted ? "✓ granted" : "✕ not granted"}</span> {action}{" "}
              <code>{what}</code>
            </li>
          ))}
        </ul>
      )}
      <Loads loads={loads} />
    </li>
  );
}

function Fault({
  error: { place, message, code },
  also,
  children,
}: {
  error: ErrorView;
  also: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="fault">
      {place !== undefined && <code>{formatPlace(place)}</code>}
      <pre>{message}</pre>
      <small>
        {code}. {also}
      </small>
      {children}
    </div>
  );
}

/** What it takes of the machine, and which text serves. */
function Resources({ script: { memory_mb, cpu_ms, version, loads } }: { script: ScriptView }) {
  const loaded = loads?.find(({ outcome }) => outcome === "loaded");
  const facts: [string, string | undefined, string?][] = [
    ["memory", memory_mb === undefined ? undefined : `${formatMs(memory_mb)} MB`],
    ["processor", cpu_ms === undefined ? undefined : `${formatMs(cpu_ms)} ms`],
    ["loaded", loaded && formatAgo(loaded.at, now.value)],
    ["version", version?.slice(0, SHORT_VERSION), "SHA-256 of its text"],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  if (known.length === 0) return null;
  return (
    <dl class="facts">
      {known.map(([name, value, title]) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Loads({ loads }: { loads: NonNullable<ScriptView["loads"]> }) {
  if (loads.length === 0) return null;
  return (
    <details class="loads">
      <summary>Loads ({loads.length})</summary>
      <ol>
        {loads.map(({ at, outcome, duration_ms, version, error }) => (
          <li key={at}>
            <span class={`badge ${outcome === "loaded" ? "continue" : "failed"}`}>
              {outcome === "loaded" ? "✓ loaded" : "! failed"}
            </span>{" "}
            <time dateTime={at}>{new Date(at).toLocaleTimeString("en-GB")}</time> {formatMs(duration_ms)} ms{" "}
            {version !== undefined && <code>{version.slice(0, SHORT_VERSION)}</code>}
            {error !== undefined && (
              <small class="fault">
                {error.place !== undefined && `${formatPlace(error.place)}: `}
                {error.message}
              </small>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Asks for something that only operators may, and shows what came of it. */
async function operate(path: string): Promise<void> {
  if (!mayOperate.value) {
    tokenWanted.value = "Scripts are reloaded and released by whoever has the token for “operate”.";
    return;
  }
  busy.value = true;
  refusal.value = undefined;
  try {
    await ask("POST", path);
  } catch (thrown) {
    refusal.value = (thrown as Error).message;
  }
  await refresh();
  busy.value = false;
}
