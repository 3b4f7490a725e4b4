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

/** The sign of a result type, for where a badge does not fit. */
export function signOf(type: string): string {
  return SIGNS[type] ?? "·";
}

export function ResultBadge({ type, count }: { type: string; count?: number }) {
  return (
    <span class={`badge ${type}`}>
      <span aria-hidden="true">{signOf(type)}</span> {type}
      {count === undefined ? "" : ` ${count.toLocaleString("en")}`}
    </span>
  );
}
