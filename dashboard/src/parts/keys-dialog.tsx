// Which keys there are. `?` shows it.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export const keysShown = signal(false);

export function KeysDialog({ views }: { views: readonly string[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = keysShown.value;
  useEffect(() => {
    if (shown && !dialog.current!.open) dialog.current!.showModal();
  }, [shown]);
  const keys = [
    ...views.map((title, at) => [String(at + 1), title]),
    ["/", "the filter"],
    ["p", "pause the events, and go on"],
    ["Ctrl+Enter", "run, in the playground"],
    ["?", "these keys"],
  ];
  return (
    <dialog ref={dialog} onClose={() => (keysShown.value = false)} aria-labelledby="keys-title">
      <form method="dialog">
        <h2 id="keys-title">Keys</h2>
        <dl class="keys">
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <div class="row end">
          <button type="submit" class="primary">
            Close
          </button>
        </div>
      </form>
    </dialog>
  );
}
