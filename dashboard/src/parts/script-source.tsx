// The text of a script around the lines where something is wrong. For operators only, as the daemon gives it to nobody else.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ScriptSource } from "../../../src/server/schemas.ts";
import { ask } from "../daemon.ts";

/** Lines before and after. */
const AROUND = 2;

/** Texts by the script and what was wrong with it, so that a mended file is asked for again. */
const texts = signal<ReadonlyMap<string, string>>(new Map());

interface ScriptSourceProps {
  readonly id: string;
  /** Where it is wrong, from 1. */
  readonly line: number;
  /** Differs when the file does, as far as that is known. */
  readonly version: string;
}

export function SourceAround({ id, line, version }: ScriptSourceProps) {
  const key = `${id} ${version}`;
  useEffect(() => {
    if (!texts.value.has(key)) void load(id, key);
  }, [key]);
  const lines = texts.value.get(key)?.split("\n") ?? [];
  if (lines.length < line) return null;
  const first = Math.max(0, line - 1 - AROUND);
  return (
    <pre class="source">
      {lines.slice(first, line + AROUND).map((text, at) => (
        <code key={first + at} class={first + at + 1 === line ? "at" : undefined}>
          <small>{first + at + 1}</small> {text}
          {"\n"}
        </code>
      ))}
    </pre>
  );
}

async function load(id: string, key: string): Promise<void> {
  try {
    const { text } = await ask<ScriptSource>("GET", `/v1/scripts/${encodeURIComponent(id)}/source`);
    texts.value = new Map(texts.value).set(key, text);
  } catch {
    // The error is shown in any case; the lines around it are an extra.
  }
}
