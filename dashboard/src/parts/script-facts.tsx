// What is known of a script: what it may do, what it takes of the machine, and when it was loaded.

import type { ScriptView } from "../../../src/server/schemas.ts";
import { now } from "../store.ts";
import { formatAgo, formatMs, formatPlace } from "../texts.ts";

const SHORT_VERSION = 12;

interface PermissionsProps {
  readonly asked: NonNullable<ScriptView["permissions"]>;
  readonly granted: NonNullable<ScriptView["granted"]>;
}

/** What it asks to be allowed, and what else the config grants it. */
export function Permissions({ asked, granted }: PermissionsProps) {
  const others = granted.filter(({ action, what }) => !asked.some((other) => other.action === action && other.what === what));
  if (asked.length + others.length === 0) return null;
  return (
    <ul class="permissions">
      {asked.map(({ action, what, granted: isGranted }) => (
        <li key={`${action} ${what}`}>
          <span class={`badge ${isGranted ? "continue" : "cancel"}`}>{isGranted ? "✓ granted" : "✕ not granted"}</span> {action}{" "}
          <code>{what}</code>
        </li>
      ))}
      {others.map(({ action, what }) => (
        <li key={`${action} ${what}`}>
          <span class="badge continue">✓ granted</span> {action} <code>{what}</code> <small>by the config</small>
        </li>
      ))}
    </ul>
  );
}

/** What it takes of the machine, and which text serves. */
export function Resources({ script: { memory_mb, cpu_ms, version, loads } }: { script: ScriptView }) {
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

export function Loads({ loads }: { loads: NonNullable<ScriptView["loads"]> }) {
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
