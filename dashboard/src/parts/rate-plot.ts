// The line of a chart, drawn by uPlot. Loaded when everything else is there: it is half of the page's code.

import uPlot from "uplot";
import type { Readings } from "./rate-chart.tsx";

const HEIGHT = 110;
const SPAN_SECONDS = 120;

export interface Plot {
  show(readings: Readings): void;
  fit(): void;
  remove(): void;
}

/** Draws into an element, in its colours and as wide as it is. */
export function createPlot(label: string, element: HTMLElement, readings: Readings): Plot {
  const chart = new uPlot(optionsFor(label, element), dataOf(readings), element);
  return {
    show: (newer) => chart.setData(dataOf(newer)),
    fit: () => chart.setSize({ width: element.clientWidth, height: HEIGHT }),
    remove: () => chart.destroy(),
  };
}

function dataOf(readings: Readings): [number[], number[]] {
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
