// Boxes and edges of the flow graph.

import { formatCount } from "../texts.ts";

const HEIGHT = 34;
/** Of a character, on average. */
const CHARACTER_WIDTH = 7.2;

export type Anchor = readonly [x: number, y: number];

interface BoxProps {
  readonly x: number;
  /** Its middle. */
  readonly y: number;
  readonly width: number;
  readonly label: string;
  readonly note?: string;
  readonly type?: string;
}

export function Box({ x, y, width, label, note = "", type = "" }: BoxProps) {
  const room = Math.floor((width - 20) / CHARACTER_WIDTH) - note.length - 1;
  return (
    <g class={`box ${type}`}>
      <title>{label}</title>
      <rect x={x} y={y - HEIGHT / 2} width={width} height={HEIGHT} rx={6} />
      <text x={x + 10} y={y + 4}>
        {label.length > room ? `…${label.slice(1 - room)}` : label}
      </text>
      <text x={x + width - 10} y={y + 4} class="note">
        {note}
      </text>
    </g>
  );
}

interface EdgeProps {
  readonly from: Anchor;
  readonly to: Anchor;
  readonly count: number;
  /** Said on the edge; nothing where nothing ever went. */
  readonly label: string;
  readonly type?: string;
}

/** A curve whose width grows with the logarithm of the count; dashed where nothing ever went. */
export function Edge({ from: [x1, y1], to: [x2, y2], count, label, type = "" }: EdgeProps) {
  const middle = (x1 + x2) / 2;
  return (
    <g class={`edge ${type}`}>
      <title>{formatCount(count)}</title>
      <path
        d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
        stroke-width={1 + Math.log2(1 + count) / 2}
        stroke-dasharray={count === 0 ? "3 5" : undefined}
      />
      {count > 0 && (
        <text x={middle} y={(y1 + y2) / 2 + 4}>
          {label}
        </text>
      )}
    </g>
  );
}
