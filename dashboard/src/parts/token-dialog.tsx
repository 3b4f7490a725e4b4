// Asks for a token when the daemon wants one, or the user wants to do more.

import { useEffect, useRef } from "preact/hooks";
import { keepToken, tokenWanted } from "../session.ts";
import { refresh } from "../store.ts";

export function TokenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const why = tokenWanted.value;
  useEffect(() => {
    if (why !== undefined && !dialog.current!.open) dialog.current!.showModal();
  }, [why]);
  const submit = (event: SubmitEvent): void => {
    const form = event.currentTarget as HTMLFormElement;
    keepToken((new FormData(form).get("token") as string).trim());
    form.reset();
    void refresh();
  };
  return (
    <dialog ref={dialog} onClose={() => (tokenWanted.value = undefined)} aria-labelledby="token-title">
      <form method="dialog" onSubmit={submit}>
        <h2 id="token-title">A token, please</h2>
        <p>{why}</p>
        <p>
          <code>npx hookloom dashboard</code> prints an address that has one in it. The tokens are in <code>tokens.json</code> of
          the state folder: <code>observe</code> to look, <code>run</code> to ask hooks, <code>operate</code> to switch them.
        </p>
        <input name="token" type="password" autocomplete="off" aria-label="Token" required />
        <div class="row end">
          <button type="button" onClick={() => dialog.current!.close()}>
            Not now
          </button>
          <button type="submit" class="primary">
            Use it
          </button>
        </div>
      </form>
    </dialog>
  );
}
