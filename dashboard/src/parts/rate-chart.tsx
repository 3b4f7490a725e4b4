// A line of something per second over the last minutes.

import { useEffect, useRef } from "preact/hooks";
import type { Plot } from "./rate-plot.ts";

/** Seconds since 1970, and the value. */
export type Readings = readonly (readonly [number, number])[];

interface RateChartProps {
  readonly label: string;
  readonly readings: Readings;
}

export function RateChart({ label, readings }: RateChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const newest = useRef(readings);
  newest.current = readings;
  useEffect(() => {
    const element = host.current!;
    const resized = new ResizeObserver(() => plot.current?.fit());
    const dark = matchMedia("(prefers-color-scheme: dark)");
    let gone = false;
    const draw = async (): Promise<void> => {
      const { createPlot } = await import("./rate-plot.ts");
      if (gone) return;
      plot.current?.remove();
      plot.current = createPlot(label, element, newest.current);
    };
    void draw();
    resized.observe(element);
    dark.addEventListener("change", draw);
    return () => {
      gone = true;
      dark.removeEventListener("change", draw);
      resized.disconnect();
      plot.current?.remove();
      plot.current = undefined;
    };
  }, [label]);
  useEffect(() => plot.current?.show(readings), [readings]);
  const last = readings.at(-1)?.[1] ?? 0;
  return (
    <figure class="chart">
      <figcaption>
        {label} <strong>{last.toLocaleString("en", { maximumFractionDigits: 1 })}</strong>
      </figcaption>
      <div ref={host} class="plot" aria-hidden="true" />
    </figure>
  );
}
