// The dashboard: what a browser has to fetch before it shows anything.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Dashboard } from "../../src/server/dashboard.ts";
import { buildDashboard } from "../../tools/build-dashboard.ts";
import { printRows } from "../row.ts";

const MOST_KILOBYTES = 150;

await buildDashboard();
const dashboard = new Dashboard();
const assets = readdirSync(join(import.meta.dirname, "../../dist/dashboard/assets")).map((name) => `/assets/${name}`);
let bytes = 0;
for (const path of ["/", ...assets]) bytes += (await dashboard.answer(path, "gzip").bytes()).length;

const kilobytes = bytes / 1000;
printRows([
  {
    what: "dashboard, first view, compressed",
    measured: `${kilobytes.toFixed(1)} kB`,
    target: `<= ${MOST_KILOBYTES} kB`,
    met: kilobytes > 0 && kilobytes <= MOST_KILOBYTES,
  },
]);
