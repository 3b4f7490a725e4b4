// The dashboard: what a browser has to fetch before it shows anything, how soon it does, and whether it keeps up with a stream of
// events. And the WebSocket under it: many clients, of which one does not read.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { chromium } from "playwright-core";
import WebSocket from "ws";
import type * as Server from "../../src/server/server.ts";
import { Dashboard } from "../../src/server/dashboard.ts";
import { buildDashboard } from "../../tools/build-dashboard.ts";
import { built } from "../built.ts";
import { createRuntime, quiet } from "../hookloom.ts";
import { milliseconds, perSecond, printRows, type Row } from "../row.ts";

const MOST_KILOBYTES = 150;
const CLIENTS = 500;
const EVENTS = 1000;
const EVENTS_PER_SECOND = 1000;
const WATCHED_MS = 5000;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

const { createServer } = await built<typeof Server>("src/server/server");
await buildDashboard();
const runtime = await createRuntime({ logger: quiet });
const server = createServer(runtime, { logger: quiet });
const { url } = await server.start();
const publish = (n: number) =>
  runtime.events.publish("load.made", { n, hook: "guard", point: "acme:deploy" }, { component: "bench" });

const rows: Row[] = [firstView(await measureSize())];
if (CHROMIUM !== undefined) rows.push(...(await measurePage(CHROMIUM)));
const alone = await measureClients(0);
const withStalled = await measureClients(1);
rows.push({
  what: `events to ${CLIENTS} WebSocket clients, one of which does not read`,
  measured: perSecond(withStalled),
  target: ">= 0.9 of the baseline",
  met: withStalled >= 0.9 * alone,
  baseline: `${perSecond(alone)} when all read`,
  ratio: `${(withStalled / alone).toFixed(2)}x`,
});
await server.close();
await runtime.close();
printRows(rows);

async function measureSize(): Promise<number> {
  const dashboard = new Dashboard();
  const assets = readdirSync(join(import.meta.dirname, "../../dist/dashboard/assets")).map((name) => `/assets/${name}`);
  let bytes = 0;
  for (const path of ["/", ...assets]) bytes += (await dashboard.answer(path, "gzip").bytes()).length;
  return bytes / 1000;
}

function firstView(kilobytes: number): Row {
  return {
    what: "dashboard, first view, compressed",
    measured: `${kilobytes.toFixed(1)} kB`,
    target: `<= ${MOST_KILOBYTES} kB`,
    met: kilobytes > 0 && kilobytes <= MOST_KILOBYTES,
  };
}

/** How soon the page answers, and how many frames it draws in a second of a thousand events. */
async function measurePage(executablePath: string): Promise<Row[]> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const page = await browser.newPage();
  const startedMs = performance.now();
  await page.goto(url);
  await page.getByText("connected").waitFor();
  const readyMs = performance.now() - startedMs;
  await page.evaluate("globalThis.drawn = 0; (function draw() { drawn += 1; requestAnimationFrame(draw); })()");
  const framesPerSecond = async (act: () => Promise<unknown>): Promise<number> => {
    const before = Number(await page.evaluate("drawn"));
    const beganMs = performance.now();
    await act();
    return (Number(await page.evaluate("drawn")) - before) / ((performance.now() - beganMs) / 1000);
  };
  const idle = await framesPerSecond(() => setTimeout(WATCHED_MS / 2));
  const frames = await framesPerSecond(async () => {
    const beganMs = performance.now();
    for (let n = 0; n < (WATCHED_MS * EVENTS_PER_SECOND) / 1000; await setTimeout(10)) {
      const due = ((performance.now() - beganMs) * EVENTS_PER_SECOND) / 1000;
      for (; n < due; n += 1) publish(n);
    }
  });
  await browser.close();
  return [
    { what: "dashboard, until it is connected", measured: milliseconds(readyMs), target: "<= 1000 ms", met: readyMs <= 1000 },
    {
      what: "dashboard, live view at 1,000 events/s",
      measured: `${frames.toFixed(0)} frames/s`,
      target: "60 frames/s",
      met: frames >= 59,
      baseline: `${idle.toFixed(0)} frames/s when nothing happens`,
      ratio: `${(frames / idle).toFixed(2)}x`,
    },
  ];
}

/** Deliveries in a second to the clients that read. */
async function measureClients(stalled: number): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, connect));
  for (const { socket } of sockets.slice(0, stalled)) socket.pause();
  const reading = sockets.slice(stalled);
  const startedMs = performance.now();
  for (let n = 0; n < EVENTS; n += 1) {
    publish(n);
    if (n % 100 === 99) await setTimeout(1);
  }
  while (reading.some(({ count }) => count() < EVENTS)) await setTimeout(5);
  const seconds = (performance.now() - startedMs) / 1000;
  for (const { socket } of sockets) socket.terminate();
  return (reading.length * EVENTS) / seconds;
}

async function connect(): Promise<{ socket: WebSocket; count(): number }> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
  let count = 0;
  await new Promise((resolve) => socket.once("open", resolve));
  const live = new Promise<void>((resolve) => {
    socket.on("message", (text) => {
      const message = JSON.parse(String(text)) as { type: string; dropped?: number; events?: unknown[] };
      if (message.type === "live") resolve();
      count += (message.events?.length ?? 0) + (message.dropped ?? 0);
    });
  });
  socket.send(JSON.stringify({ type: "subscribe", id: "load", pattern: "load.*" }));
  await live;
  return { socket, count: () => count };
}
