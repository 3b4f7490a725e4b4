// What is wrong with a script or its hooks: where, what, and the lines around it.

import type { ComponentChildren } from "preact";
import type { ErrorView, ScriptView } from "../../../src/server/schemas.ts";
import { mayOperate } from "../store.ts";
import { formatPlace } from "../texts.ts";
import { SourceAround } from "./script-source.tsx";

interface FaultProps {
  readonly error: ErrorView;
  /** Whose text is shown around the place. */
  readonly script?: ScriptView;
  readonly also: string;
  readonly children?: ComponentChildren;
}

export function Fault({ error: { place, message, code }, script, also, children }: FaultProps) {
  return (
    <div class="fault">
      {place !== undefined && <code>{formatPlace(place)}</code>}
      <pre>{message}</pre>
      {script !== undefined && place?.line !== undefined && place.file === script.id && mayOperate.value && (
        <SourceAround id={script.id} line={place.line} version={script.loads?.[0]?.at ?? ""} />
      )}
      <small>
        {code}. {also}
      </small>
      {children}
    </div>
  );
}
