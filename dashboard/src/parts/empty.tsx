// What a view shows when there is nothing to show: what to do about it.

import type { ComponentChildren } from "preact";
import { status } from "../store.ts";

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

const SAMPLE = `import { on, cancel } from "hookloom";

on("BeforeToolExecution", { match: { tool_name: "Bash" } }, (ctx) => {
  const { command } = ctx.data.parameters;
  if (command.startsWith("rm ")) return cancel("nothing is deleted here");
});`;

/** For who has no script yet. */
export function FirstScript() {
  const broken = status.value?.scripts.broken ?? 0;
  if (broken > 0) {
    return (
      <Empty title="No hook is loaded">
        <a href="#/scripts">What is wrong with {broken === 1 ? "the script" : `${broken} scripts`}</a>
      </Empty>
    );
  }
  return (
    <Empty title="No hook is loaded yet">
      <p>
        Put a <code>.js</code>, <code>.lua</code> or <code>.py</code> file into the scripts folder. It is loaded at once; so is
        every change of it. For example <code>guard.js</code>:
      </p>
      <pre>{SAMPLE}</pre>
      <p>
        <code>npx hookloom new js guard</code> writes one to start from.
      </p>
    </Empty>
  );
}
