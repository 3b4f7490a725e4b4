// A line of something per second over the last minutes.

import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

interface RateChartProps {
  readonly label: string;
  /** Seconds since 1970, and the value. */
  readonly readings: readonly (readonly [number, number])[];
}

const HEIGHT = 110;
const SPAN_SECONDS = 120;

export function RateChart({ label, readings }: RateChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const element = host.current!;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new uPlot(optionsFor(label, element), dataOf(readings), element);
    };
    draw();
    const resized = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    return () => {
      dark.removeEventListener("change", draw);
      resized.disconnect();
      chart.current?.destroy();
    };
  }, [label]);
  useEffect(() => chart.current?.setData(dataOf(readings)), [readings]);
  const last = readings.at(-1)?.[1] ?? 0;
  return (
    <figure class="chart">
      <figcaption>
        {label} <strong>{last.toLocaleString("en", { maximumFractionDigits: 1 })}</strong>
      </figcaption>
      <div ref={host} aria-hidden="true" />
    </figure>
  );
}

function dataOf(readings: RateChartProps["readings"]): [number[], number[]] {
  return [readings.map(([second]) => second), readings.map(([, value]) => value)];
}

function optionsFor(label: string, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      // Else a single reading would stand in the middle of years.
      x: { range: (_chart, _first, last) => [(last ?? Date.now() / 1000) - SPAN_SECONDS, last ?? Date.now() / 1000] },
      y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      { ...axis, size: 24, space: 80, values: (_chart, seconds) => seconds.map((second) => timeOfDay(second)) },
      { ...axis, size: 44 },
    ],
    series: [{}, { label, stroke: color("--accent"), fill: color("--accent-soft"), width: 2, points: { show: false } }],
  };
}

function timeOfDay(second: number): string {
  return new Date(second * 1000).toTimeString().slice(0, 8);
}
