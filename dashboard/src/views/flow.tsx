// The way of operations: from the points through the hooks to what they answered, and to the components that answers named. Each
// edge bears its count, and how many a second there are just now.

import type { HookView } from "../../../src/server/schemas.ts";
import { Box, Edges, type EdgeProps } from "../parts/flow-shapes.tsx";
import { FlowList } from "../parts/flow-list.tsx";
import { FirstScript } from "../parts/empty.tsx";
import { signOf } from "../parts/result-badge.tsx";
import { answersOf, switchedOff } from "../hook-activity.ts";
import { rates, shownHooks } from "../store.ts";
import { formatCount, formatMs, formatRate } from "../texts.ts";

const ROW = 52;
/** The middle of the first row. */
const TOP = 56;
/** Where each column begins, and how wide its boxes are. */
const POINTS = { x: 10, width: 210 };
const HOOKS = { x: 330, width: 250 };
const ANSWERS = { x: 730, width: 150 };
const COMPONENTS = { x: 1010, width: 180 };
/** Where on an edge its label is next to the hook, and far enough from the labels of the hook's other edges. */
const NEAR_HOOK = 0.3;
/** Right of the last column. */
const MARGIN = 10;

export function FlowView() {
  const hooks = shownHooks.value;
  if (hooks === undefined) return null;
  if (hooks.length === 0) return <FirstScript />;
  const ordered = [...Map.groupBy(hooks, ({ point }) => point).values()].flat();
  const hookY = new Map(ordered.map(({ id }, at) => [id, TOP + at * ROW]));
  const pointY = new Map(
    [...Map.groupBy(ordered, ({ point }) => point)].map(([name, members]) => [
      name,
      (hookY.get(members[0]!.id)! + hookY.get(members.at(-1)!.id)!) / 2,
    ]),
  );
  const sent = componentsOf(hooks);
  const height = Math.max(ordered.length, totalsOf(hooks).size, new Set(sent.map(({ name }) => name)).size) * ROW;
  const answerY = spread([...totalsOf(hooks).keys()], height);
  const componentY = spread(new Set(sent.map(({ name }) => name)), height);
  const edges = [
    ...ordered.flatMap((hook) => edgesOf(hook, pointY.get(hook.point)!, hookY.get(hook.id)!, answerY)),
    ...sent.map(({ type, name, count }): EdgeProps => ({
      from: [ANSWERS.x + ANSWERS.width, answerY.get(type)!],
      to: [COMPONENTS.x, componentY.get(name)!],
      count,
      label: formatCount(count),
      labelAt: 0.5,
      type,
    })),
  ];
  const last = sent.length === 0 ? ANSWERS : COMPONENTS;
  return (
    <>
      <FlowList hooks={ordered} />
      <div class="scroll flow-graph">
        <svg class="flow" viewBox={`0 0 ${last.x + last.width + MARGIN} ${TOP + height}`} aria-hidden="true">
          <Head column={POINTS} title="Points" />
          <Head column={HOOKS} title="Hooks, in the order they are asked" />
          <Head column={ANSWERS} title="Answers" />
          {sent.length > 0 && <Head column={COMPONENTS} title="Components" />}
          <Edges edges={edges} />
          {[...pointY].map(([name, y]) => (
            <Box key={name} {...POINTS} y={y} label={name} />
          ))}
          {ordered.map((hook) => (
            <Box key={hook.id} {...HOOKS} y={hookY.get(hook.id)!} label={hook.id} note={noteOf(hook)} />
          ))}
          {[...totalsOf(hooks)].map(([type, count]) => (
            <Box
              key={type}
              {...ANSWERS}
              y={answerY.get(type)!}
              label={`${signOf(type)} ${type}`}
              note={formatCount(count)}
              type={type}
            />
          ))}
          {[...componentY].map(([name, y]) => (
            <Box key={name} {...COMPONENTS} y={y} label={name} />
          ))}
        </svg>
      </div>
    </>
  );
}

function Head({ column: { x }, title }: { column: typeof POINTS; title: string }) {
  return (
    <text x={x} y={22} class="head">
      {title}
    </text>
  );
}

/** From the point of a hook to it, and from it to what it answered. */
function edgesOf(hook: HookView, pointY: number, hookY: number, answerY: ReadonlyMap<string, number>): EdgeProps[] {
  const asked = hook.activity?.asked ?? 0;
  const rate = rates.value.get(hook.id) ?? 0;
  const live = rate === 0 ? "" : ` · ${formatRate(rate)}/s`;
  return [
    {
      from: [POINTS.x + POINTS.width, pointY],
      to: [HOOKS.x, hookY],
      count: asked,
      label: `${formatCount(asked)}${live}`,
      labelAt: 1 - NEAR_HOOK,
    },
    ...answersOf(hook).map(([type, count]): EdgeProps => ({
      from: [HOOKS.x + HOOKS.width, hookY],
      to: [ANSWERS.x, answerY.get(type)!],
      count,
      label: formatCount(count),
      labelAt: NEAR_HOOK,
      type,
    })),
  ];
}

/** The names, evenly over a height. */
function spread(names: Iterable<string>, height: number): Map<string, number> {
  const all = [...names];
  return new Map(all.map((name, at) => [name, TOP + ((at + 0.5) * height) / all.length - ROW / 2]));
}

function totalsOf(hooks: readonly HookView[]): Map<string, number> {
  return sumUp(hooks.flatMap(answersOf));
}

/** Which results named which components, and how often. */
function componentsOf(hooks: readonly HookView[]): { type: string; name: string; count: number }[] {
  const types = Map.groupBy(
    hooks.flatMap(({ activity }) => Object.entries(activity?.components ?? {})),
    ([type]) => type,
  );
  return [...types].flatMap(([type, named]) =>
    [...sumUp(named.flatMap(([, counts]) => Object.entries(counts)))].map(([name, count]) => ({ type, name, count })),
  );
}

function sumUp(counts: readonly (readonly [string, number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

function noteOf(hook: HookView): string {
  const off = switchedOff(hook);
  if (off !== undefined) return `‖ ${off.state}`;
  if (hook.breaker !== "closed") return "! breaker";
  return hook.activity?.asked ? `${formatMs(hook.activity.latency_ms?.p50)} ms` : "○ never";
}
