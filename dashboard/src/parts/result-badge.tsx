// A result type with its sign, so that it can be told without its colour.

const SIGNS: Readonly<Record<string, string>> = {
  continue: "✓",
  modified: "✎",
  cancel: "✕",
  redirect: "↪",
  replace: "⇄",
  retry: "↻",
  fork: "⑂",
  cache: "▣",
  skipped: "–",
  failed: "!",
};

export function ResultBadge({ type, count }: { type: string; count?: number }) {
  return (
    <span class={`badge ${type}`}>
      <span aria-hidden="true">{SIGNS[type] ?? "·"}</span> {type}
      {count === undefined ? "" : ` ${count.toLocaleString("en")}`}
    </span>
  );
}
