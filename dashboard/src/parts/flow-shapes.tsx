// Boxes and edges of the flow graph.

import { formatCount } from "../texts.ts";

const HEIGHT = 34;
/** Of a character, on average. */
const CHARACTER_WIDTH = 7.7;

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

export interface EdgeProps {
  readonly from: Anchor;
  readonly to: Anchor;
  readonly count: number;
  /** Said on the edge; nothing where nothing ever went. */
  readonly label: string;
  /** How far along it the label stands, from 0 to 1: nearer to the end that few edges share. */
  readonly labelAt: number;
  readonly type?: string;
}

/** Curves whose width grows with the logarithm of their count, dashed where nothing ever went; what they say is above them all. */
export function Edges({ edges }: { edges: readonly EdgeProps[] }) {
  return (
    <>
      {edges.map((edge) => (
        <Curve key={`${edge.from} ${edge.to}`} {...edge} />
      ))}
      {edges
        .filter(({ count }) => count > 0)
        .map((edge) => (
          <EdgeLabel key={`${edge.from} ${edge.to}`} {...edge} />
        ))}
    </>
  );
}

function Curve({ from: [x1, y1], to: [x2, y2], count, type = "" }: EdgeProps) {
  const middle = (x1 + x2) / 2;
  return (
    <g class={`edge ${type}`}>
      <title>{formatCount(count)}</title>
      <path
        d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
        stroke-width={1 + Math.log2(1 + count) / 2}
        stroke-dasharray={count === 0 ? "3 5" : undefined}
      />
    </g>
  );
}

function EdgeLabel({ from: [x1, y1], to: [x2, y2], label, labelAt: t, type = "" }: EdgeProps) {
  const middle = (x1 + x2) / 2;
  // The curve's own formula, with both of its handles in the middle and at the height of their ends.
  const [first, handles, last] = [(1 - t) ** 3, 3 * t * (1 - t), t ** 3];
  const x = x1 * first + middle * handles + x2 * last;
  const y = y1 * (first + handles * (1 - t)) + y2 * (last + handles * t);
  return (
    <text x={x} y={y + 4} class={`edge-label ${type}`}>
      {label}
    </text>
  );
}
