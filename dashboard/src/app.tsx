// The frame around the views: where to go, how the daemon is, and the keys.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { togglePause } from "./event-feed.ts";
import { KeysDialog, keysShown } from "./parts/keys-dialog.tsx";
import { TokenDialog } from "./parts/token-dialog.tsx";
import { token, tokenWanted } from "./session.ts";
import { ailing, status, trouble } from "./store.ts";
import { FlowView } from "./views/flow.tsx";
import { HooksView } from "./views/hooks.tsx";
import { LiveView } from "./views/live.tsx";
import { PlaygroundView } from "./views/playground.tsx";
import { RunsView } from "./views/runs.tsx";
import { ScriptsView } from "./views/scripts.tsx";

const VIEWS: readonly { readonly path: string; readonly title: string; readonly View: ComponentType<{ argument: string }> }[] = [
  { path: "live", title: "Live", View: LiveView },
  { path: "hooks", title: "Hooks", View: HooksView },
  { path: "scripts", title: "Scripts", View: ScriptsView },
  { path: "runs", title: "Runs", View: RunsView },
  { path: "playground", title: "Playground", View: PlaygroundView },
  { path: "flow", title: "Flow", View: FlowView },
];

const path = signal(currentPath());

export function App() {
  useEffect(() => {
    const moved = (): void => void (path.value = currentPath());
    addEventListener("hashchange", moved);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("hashchange", moved);
      removeEventListener("keydown", onKey);
    };
  }, []);
  const [first, argument = ""] = path.value.split("/");
  const { View } = VIEWS.find((view) => view.path === first) ?? VIEWS[0]!;
  return (
    <>
      <header>
        <h1>Hookloom</h1>
        <nav aria-label="Views">
          {VIEWS.map((view, at) => (
            <a
              key={view.path}
              href={`#/${view.path}`}
              aria-current={view.View === View ? "page" : undefined}
              title={`Key ${at + 1}`}
            >
              {view.title}
              <Alert path={view.path} />
            </a>
          ))}
        </nav>
        <Connection />
      </header>
      <main>
        <View argument={decodeURIComponent(argument)} />
      </main>
      <TokenDialog />
      <KeysDialog views={VIEWS.map(({ title }) => title)} />
    </>
  );
}

/** How many things in a view want to be looked at. */
function Alert({ path }: { path: string }) {
  const count = path === "scripts" ? ailing.value?.length : path === "hooks" ? status.value?.hooks.breakers_open : 0;
  const what = path === "scripts" ? "scripts that are broken or quarantined" : "open breakers";
  return count ? <span class="alert" aria-label={`${count} ${what}`}>{`! ${count}`}</span> : null;
}

function Connection() {
  const role = status.value?.role;
  const mayDo = { observe: "look", run: "look and ask", operate: "look, ask and switch", nothing: "do nothing" };
  return (
    <div class="connection">
      <ConnectionState />
      {role !== undefined && (
        <button
          type="button"
          onClick={() => (tokenWanted.value = "Each token has a role.")}
          title={token.value === "" ? "No token is used" : "A token is used"}
        >
          may {mayDo[role]}
        </button>
      )}
      <button type="button" class="keys" onClick={() => (keysShown.value = true)} aria-label="Keys" title="Keys (?)">
        ?
      </button>
    </div>
  );
}

function ConnectionState() {
  if (trouble.value !== undefined) {
    return (
      <span class="down" role="alert">
        ○ {trouble.value}
      </span>
    );
  }
  return status.value === undefined ? <span class="hint">… connecting</span> : <span class="up">● connected</span>;
}

function currentPath(): string {
  return location.hash.replace(/^#\//, "");
}

/** What `KeysDialog` lists. */
function onKey(event: KeyboardEvent): void {
  const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const view = VIEWS[Number(event.key) - 1];
  if (view !== undefined) location.hash = `#/${view.path}`;
  else if (event.key === "p") togglePause();
  else if (event.key === "?") keysShown.value = true;
  else if (event.key === "/") {
    event.preventDefault();
    document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
  }
}
