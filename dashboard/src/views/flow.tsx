// The way of operations: from the points through the hooks to what they answered, as wide as they are often.

import type { HookView } from "../../../src/server/schemas.ts";
import { FirstScript } from "../parts/empty.tsx";
import { rates, shownHooks } from "../store.ts";
import { formatCount, formatRate } from "../texts.ts";

const ROW = 46;
/** The middle of the first row. */
const TOP = 52;
const WIDTH = 960;
const POINT_X = 10;
const HOOK_X = 360;
const RESULT_X = 800;
const BOX = { point: 230, hook: 270, result: 150 };
const HEIGHT = 32;

export function FlowView() {
  const hooks = shownHooks.value;
  if (hooks === undefined) return null;
  if (hooks.length === 0) return <FirstScript />;
  const placed = [...Map.groupBy(hooks, ({ point }) => point).values()].flat().map((hook, at) => ({ hook, y: TOP + at * ROW }));
  const points = [...Map.groupBy(placed, ({ hook }) => hook.point)].map(([name, members]) => ({
    name,
    y: (members[0]!.y + members.at(-1)!.y) / 2,
  }));
  const height = TOP + placed.length * ROW;
  const types = [...new Set(hooks.flatMap((hook) => answersOf(hook).map(([type]) => type)))];
  const results = new Map(types.map((type, at) => [type, TOP + ((at + 0.5) * placed.length * ROW) / types.length - ROW / 2]));
  return (
    <div class="scroll" tabIndex={0} aria-label="Flow graph">
      <svg class="flow" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label="Points, hooks and results">
        {[
          ["Points", POINT_X],
          ["Hooks, in the order they are asked", HOOK_X],
          ["Answers", RESULT_X],
        ].map(([title, x]) => (
          <text key={title} x={x} y={22} class="head">
            {title}
          </text>
        ))}
        {placed.map(({ hook, y }) => (
          <g key={hook.id}>
            <Edge
              from={[POINT_X + BOX.point, points.find(({ name }) => name === hook.point)!.y]}
              to={[HOOK_X, y]}
              count={hook.activity?.asked ?? 0}
            />
            {answersOf(hook).map(([type, count]) => (
              <Edge key={type} from={[HOOK_X + BOX.hook, y]} to={[RESULT_X, results.get(type)!]} count={count} type={type} />
            ))}
            <Box x={HOOK_X} y={y} width={BOX.hook} label={hook.id} note={noteOf(hook)} />
          </g>
        ))}
        {points.map(({ name, y }) => (
          <Box key={name} x={POINT_X} y={y} width={BOX.point} label={name} />
        ))}
        {[...results].map(([type, y]) => (
          <Box
            key={type}
            x={RESULT_X}
            y={y}
            width={BOX.result}
            label={type}
            note={formatCount(totalOf(hooks, type))}
            type={type}
          />
        ))}
      </svg>
    </div>
  );
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly label: string;
  readonly note?: string;
  readonly type?: string;
}

function Box({ x, y, width, label, note = "", type = "" }: BoxProps) {
  const room = Math.floor((width - 20) / 7.2) - note.length - 1;
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
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly count: number;
  readonly type?: string;
}

/** A curve whose width grows with the logarithm of the count; dashed where nothing ever went. */
function Edge({ from: [x1, y1], to: [x2, y2], count, type = "" }: EdgeProps) {
  const middle = (x1 + x2) / 2;
  return (
    <path
      class={`edge ${type}`}
      d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
      stroke-width={1 + Math.log2(1 + count) / 2}
      stroke-dasharray={count === 0 ? "3 5" : undefined}
    >
      <title>{formatCount(count)}</title>
    </path>
  );
}

function answersOf({ activity }: HookView): [string, number][] {
  if (activity === undefined) return [];
  return [
    ...Object.entries(activity.results),
    ...(activity.failures > 0 ? [["failed", activity.failures] as [string, number]] : []),
  ];
}

function totalOf(hooks: readonly HookView[], type: string): number {
  return hooks.flatMap(answersOf).reduce((sum, [answered, count]) => sum + (answered === type ? count : 0), 0);
}

function noteOf({ id, activity, switched }: HookView): string {
  if (switched !== undefined && switched.state !== "on") return switched.state;
  if (!activity?.asked) return "never";
  const rate = rates.value.get(id) ?? 0;
  return rate > 0 ? `${formatRate(rate)}/s` : formatCount(activity.asked);
}
